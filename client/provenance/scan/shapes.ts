import { z } from "zod";
import { bytes32 } from "../../../standards/shapes.ts";
import { eventShape } from "../../history/shapes.ts";

const whole = z.number().int().min(0);

/** What an index answers about a pack. Of the chain only its outline matters: it is compared whole with a replay. */
export const scanShape = z.object({
  asOf: z.object({ number: whole, hash: bytes32, timestamp: whole }),
  lot: bytes32,
  index: whole,
  chain: z.looseObject({ status: z.string().nullable() }),
  events: z.array(eventShape).max(5_100),
});
export type ScanAnswer = z.infer<typeof scanShape>;

/** A pack as a scanner has it: its lot's details, its index and hash, and the proof that they belong together. */
export const packShape = z.strictObject({
  lot: z.strictObject({
    gtin: z
      .string()
      .regex(/^[0-9]{8,14}$/)
      .transform(BigInt),
    lotHash: bytes32,
    expiry: whole,
    expiresAt: whole,
    unitsRoot: bytes32,
    unitCount: whole,
  }),
  index: whole.max(2 ** 32 - 1),
  unitHash: bytes32,
  proof: z.array(bytes32).max(32),
});
export type ScannedPack = z.infer<typeof packShape>;
