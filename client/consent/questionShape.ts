import { z } from "zod";
import { ResearchKind } from "../../standards/accessRequest.ts";
import { consentGrantValue, countryCode, curie } from "../../standards/consentShape.ts";
import { address, bytes, bytes32, uint } from "../../standards/shapes.ts";

const MAX_LIST = 64;
/** "0x" and 4096 bytes: a smart wallet as issuer signs at length. */
const MAX_SIGNATURE = 2 + 2 * 4_096;

const requestShape = z.strictObject({
  id: bytes32,
  actor: address,
  purpose: uint(8),
  dataClass: uint(8),
  confidentiality: uint(8),
  dataFrom: uint(40),
  dataTo: uint(40),
  jurisdiction: countryCode,
  use: z.strictObject({
    kind: z.literal(Object.values(ResearchKind)),
    disease: z.union([z.literal(""), curie]),
    genetic: z.boolean(),
    commercial: z.boolean(),
    clinical: z.boolean(),
  }),
});

const credentialShape = z.strictObject({
  holder: address,
  duoCode: uint(8),
  value: bytes32,
  assertedAt: uint(40),
  expiresAt: uint(40),
  issuer: address,
  signature: z.string().max(MAX_SIGNATURE).pipe(bytes),
});

const ancestryShape = z.strictObject({
  ancestor: curie,
  root: bytes32,
  proof: z.array(bytes32).max(MAX_LIST),
});

/**
 * What somebody else hands over to have a use decided. Each value has one spelling, the one that the rules compare: another
 * spelling of the same value would keep the consent's id and be no longer equal to what the patient named.
 */
export const questionFields = {
  grant: consentGrantValue,
  request: requestShape,
  credentials: z.array(credentialShape).max(MAX_LIST),
  ancestry: z.array(ancestryShape).max(MAX_LIST),
};
