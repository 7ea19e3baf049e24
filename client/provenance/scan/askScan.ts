import type { Hex } from "../../../standards/hex.ts";
import { askOne, type IndexConnection } from "../../history/askIndex.ts";
import { IndexRefusedError } from "../../history/errors.ts";
import { OtherPackError, PackNotIndexedError } from "./errors.ts";
import { type ScanAnswer, scanShape } from "./shapes.ts";

/** A pack's life as an index tells it. Check it: `scanPack`. Throws `PACK_NOT_INDEXED`. */
export const askScan = async (index: IndexConnection, lot: Hex, unit: number): Promise<ScanAnswer> => {
  const route = `/v1/units/${lot}/${unit}`;
  let answer: ScanAnswer;
  try {
    answer = await askOne(index, route, scanShape);
  } catch (error) {
    const isUnknown = error instanceof IndexRefusedError && error.context.error === "NOT_INDEXED";
    throw isUnknown ? new PackNotIndexedError(lot, unit) : error;
  }
  if (answer.lot !== lot.toLowerCase() || answer.index !== unit) {
    throw new OtherPackError(`${lot}/${unit}`, `${answer.lot}/${answer.index}`);
  }
  return answer;
};
