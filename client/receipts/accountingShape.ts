import { z } from "zod";
import { accessDecisionShape } from "../../standards/accessDecisionShape.ts";
import { address, bytes, bytes32, uint } from "../../standards/shapes.ts";

export const requestShape = z.strictObject({
  id: bytes32,
  actor: address,
  purpose: uint(8),
  dataClass: uint(8),
  confidentiality: uint(8),
  dataFrom: uint(40),
  dataTo: uint(40),
  jurisdiction: z.string(),
  use: z.strictObject({
    kind: uint(8),
    disease: z.string(),
    genetic: z.boolean(),
    commercial: z.boolean(),
    clinical: z.boolean(),
  }),
});

export const receiptShape = z.strictObject({
  receipt: z.strictObject({
    consentId: bytes32,
    decisionHash: bytes32,
    requestHash: bytes32,
    permitted: z.boolean(),
    recordCount: uint(32),
    time: uint(40),
    salt: bytes32,
  }),
  bySource: bytes,
  byUser: bytes.optional(),
  anchor: z
    .strictObject({
      anchorId: bytes32,
      root: bytes32,
      count: uint(24),
      index: uint(24),
      proof: z.array(bytes32).max(24),
    })
    .optional(),
});

/** The form of an accounting as JSON. */
export const accountingShape = z.strictObject({
  kind: z.literal("accounting/1"),
  custodian: address,
  chainId: z.number().int().positive(),
  consentRegistry: address,
  recordRegistry: address,
  since: uint(40),
  until: uint(40),
  accesses: z.array(
    z.strictObject({
      request: requestShape,
      recordIds: z.array(bytes32),
      decision: accessDecisionShape,
      signature: bytes,
      receipt: receiptShape.optional(),
    }),
  ),
});
