import { lotIdOf, unitHash } from "../../../standards/units.ts";
import type { KnownLot } from "../../provenance/capture/goods.ts";
import { openLot, SerialUnknownError } from "./lotFiles.ts";
import { type FiledPack, isPacksFile, readPacks } from "./packFiles.ts";

const ofLotFile = async (file: string): Promise<KnownLot> => {
  const { id, lot, details, indexOf, packOf } = await openLot(file);
  const at = (serial: string): number => {
    const index = indexOf(serial);
    if (index === undefined) throw new SerialUnknownError(file);
    return index;
  };
  return { id, gtin: lot.gtin, lot: lot.lot, details, indexOf, proofOf: (serial) => packOf(at(serial)) };
};

const ofPacksFile = async (file: string): Promise<KnownLot> => {
  const { lot, packOf } = await readPacks(file);
  const find = (serial: string): FiledPack | undefined => {
    try {
      return packOf(serial);
    } catch (error) {
      if (error instanceof SerialUnknownError) return undefined;
      throw error;
    }
  };
  return {
    id: lotIdOf(lot.gtin, lot.lot),
    gtin: lot.gtin,
    lot: lot.lot,
    indexOf: (serial) => find(serial)?.index,
    proofOf: (serial) => {
      const { index, salt, proof } = packOf(serial);
      return { index, unitHash: unitHash(lot, { serial, salt }), proof };
    },
  };
};

/** The lots whose packs can be told by serial: a manufacturer's own files, and proofs that others were given. */
export const readKnownLots = (files: readonly string[]): Promise<KnownLot[]> =>
  Promise.all(
    files.map(async (file) => {
      return (await isPacksFile(file)) ? ofPacksFile(file) : ofLotFile(file);
    }),
  );
