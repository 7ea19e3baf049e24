import { z } from "zod";
import type { Hex } from "../../../standards/hex.ts";
import { lotIdOfDetails } from "../../../standards/provenance/subjects.ts";
import { bytes32 } from "../../../standards/shapes.ts";
import { askOne, type IndexConnection } from "../../history/askIndex.ts";
import { ScanDiffersError } from "./errors.ts";
import type { ScannedPack } from "./shapes.ts";

const digits = z.string().regex(/^[0-9]{6,14}$/);
const whole = z.number().int().min(0);
const lotShape = z.object({
  lot: z.object({
    gtin: digits.transform(BigInt),
    lotHash: bytes32,
    expiry: digits.transform(Number),
    expiresAt: whole,
    unitsRoot: bytes32,
    unitCount: whole,
  }),
});

/**
 * A lot's details as an index tells them. Those of another lot throw `SCAN_DIFFERS` here; others of this lot do when the
 * pack is scanned, as the chain has a commitment to them.
 */
export const askLot = async (index: IndexConnection, id: Hex): Promise<ScannedPack["lot"]> => {
  const { lot } = await askOne(index, `/v1/lots/${id}`, lotShape);
  const told = lotIdOfDetails(lot);
  if (told !== id.toLowerCase()) throw new ScanDiffersError("lot: id", told, id, "chain");
  return lot;
};
