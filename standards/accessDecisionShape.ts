import { z } from "zod";
import type { ConsentId } from "./hex.ts";
import { bigUint, bytes32, uint } from "./shapes.ts";

/** A signed decision's document as JSON; the mask of 64 bits is a decimal number in quotes. */
export const accessDecisionShape = z.strictObject({
  consentId: bytes32.transform((id) => id as ConsentId),
  requestHash: bytes32,
  permitted: z.boolean(),
  reason: uint(8),
  duoCode: uint(8),
  obligations: uint(32),
  duoObligations: bigUint(64),
  decidedAt: uint(40),
});
