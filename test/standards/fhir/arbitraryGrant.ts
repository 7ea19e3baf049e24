import { getAddress, ZeroAddress } from "ethers";
import fc from "fast-check";
import type { ConsentGrant, DenyRule } from "../../../standards/consent.ts";
import { DataClass, Duo, maskOf, Obligation, Purpose } from "../../../standards/consentCodes.ts";
import { type ConsentStanding, ConsentState } from "../../../standards/consentStanding.ts";
import type { Hex } from "../../../standards/hex.ts";

const hex = (bytes: number): fc.Arbitrary<Hex> =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((value) => `0x${Buffer.from(value).toString("hex")}` as Hex);
const word = hex(32);
const account = hex(20)
  .filter((value) => value !== ZeroAddress)
  .map((value) => getAddress(value) as Hex);
const time = fc.integer({ min: 0, max: 4_102_444_800 });
const codes = (list: Record<string, number>, minLength: number): fc.Arbitrary<bigint> =>
  fc.subarray(Object.values(list), { minLength }).map(maskOf);
const country = fc.constantFrom("HK", "DE", "SG", "US", "CH");
const disease = fc.constantFrom("MONDO:0005015", "MONDO:0005148", "DOID:9351");

const denial: fc.Arbitrary<DenyRule> = fc
  .record({
    actor: fc.option(account, { nil: ZeroAddress as Hex }),
    purposes: codes(Purpose, 0),
    dataClasses: codes(DataClass, 0).map(Number),
    minConfidentiality: fc.integer({ min: 0, max: 5 }),
    jurisdiction: fc.option(country, { nil: "" }),
  })
  .filter((rule) => rule.actor !== ZeroAddress || rule.purposes > 0n || rule.dataClasses > 0);

/** Every grant that has a meaning in FHIR. */
export const arbitraryGrant: fc.Arbitrary<ConsentGrant> = fc.record({
  signer: account,
  terms: fc.record({
    subject: word,
    custodian: account,
    grantee: account,
    purposes: codes(Purpose, 1),
    duo: codes(Duo, 0),
    dataClasses: codes(DataClass, 1).map(Number),
    maxConfidentiality: fc.integer({ min: 0, max: 5 }),
    start: time,
    dataFrom: time,
    dataTo: time,
    obligations: codes(Obligation, 0).map(Number),
    diseases: fc.array(disease, { maxLength: 3 }),
    jurisdictions: fc.array(country, { maxLength: 3 }),
    denials: fc.array(denial, { maxLength: 3 }),
    policy: word,
    policyHash: word,
    policyMajor: fc.integer({ min: 0, max: 65_535 }),
    policyMinor: fc.integer({ min: 0, max: 65_535 }),
    salt: word,
  }),
  issuedAt: time,
  end: time,
  deadline: time,
});

/** A consent in force that the patient granted in person. */
export const activeStanding = (grant: ConsentGrant): ConsentStanding => ({
  state: ConsentState.Active,
  signer: grant.signer,
  issuedAt: grant.issuedAt,
  end: grant.end,
  capture: 0,
  delegate: ZeroAddress as Hex,
  delegateClasses: 0xffff_ffff,
  revokedByEpoch: false,
  underDispute: false,
});
