import { z } from "zod";
import { address, bigUint, bytes32, uint } from "./shapes.ts";

const MAX_LIST = 64;
const MAX_CURIE = 64;
/** An ontology term like "MONDO:0005015". */
export const curie = z
  .string()
  .max(MAX_CURIE)
  .regex(/^[A-Za-z][A-Za-z0-9._-]*:[A-Za-z0-9._-]+$/);
/** ISO 3166-1 alpha-2. */
export const countryCode = z.string().regex(/^[A-Z]{2}$/);

const denyRuleWith = <Mask extends z.ZodType<bigint>>(mask: Mask) =>
  z.strictObject({
    actor: address,
    purposes: mask,
    dataClasses: uint(32),
    minConfidentiality: uint(8),
    jurisdiction: z.union([z.literal(""), countryCode]),
  });

const termsWith = <Mask extends z.ZodType<bigint>>(mask: Mask) =>
  z.strictObject({
    subject: bytes32,
    custodian: address,
    grantee: address,
    purposes: mask,
    duo: mask,
    dataClasses: uint(32),
    maxConfidentiality: uint(8),
    start: uint(40),
    dataFrom: uint(40),
    dataTo: uint(40),
    obligations: uint(32),
    diseases: z.array(curie).max(MAX_LIST),
    jurisdictions: z.array(countryCode).max(MAX_LIST),
    denials: z.array(denyRuleWith(mask)).max(MAX_LIST),
    policy: bytes32,
    policyHash: bytes32,
    policyMajor: uint(16),
    policyMinor: uint(16),
    salt: bytes32,
  });

const grantWith = <Mask extends z.ZodType<bigint>>(mask: Mask) =>
  z.strictObject({
    signer: address,
    terms: termsWith(mask),
    issuedAt: uint(40),
    end: uint(40),
    deadline: uint(40),
  });

/** A whole consent as JSON; masks of 64 bits are decimal numbers in quotes. */
export const consentGrantShape = grantWith(bigUint(64));

/** A whole consent in memory, as others hand it over: every value in its one spelling, masks of 64 bits as bigints. */
export const consentGrantValue = grantWith(
  z
    .bigint()
    .min(0n)
    .max(2n ** 64n - 1n),
);
