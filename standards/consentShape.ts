import { z } from "zod";
import { address, bigUint, bytes32, uint } from "./shapes.ts";

const MAX_LIST = 64;
/** An ontology term like "MONDO:0005015". */
export const curie = z.string().regex(/^[A-Za-z][A-Za-z0-9._-]*:[A-Za-z0-9._-]+$/);
/** ISO 3166-1 alpha-2. */
export const countryCode = z.string().regex(/^[A-Z]{2}$/);

const denyRule = z.strictObject({
  actor: address,
  purposes: bigUint(64),
  dataClasses: uint(32),
  minConfidentiality: uint(8),
  jurisdiction: z.union([z.literal(""), countryCode]),
});

const terms = z.strictObject({
  subject: bytes32,
  custodian: address,
  grantee: address,
  purposes: bigUint(64),
  duo: bigUint(64),
  dataClasses: uint(32),
  maxConfidentiality: uint(8),
  start: uint(40),
  dataFrom: uint(40),
  dataTo: uint(40),
  obligations: uint(32),
  diseases: z.array(curie).max(MAX_LIST),
  jurisdictions: z.array(countryCode).max(MAX_LIST),
  denials: z.array(denyRule).max(MAX_LIST),
  policy: bytes32,
  policyHash: bytes32,
  policyMajor: uint(16),
  policyMinor: uint(16),
  salt: bytes32,
});

/** A whole consent as JSON; masks of 64 bits are decimal numbers in quotes. */
export const consentGrantShape = z.strictObject({
  signer: address,
  terms,
  issuedAt: uint(40),
  end: uint(40),
  deadline: uint(40),
});
