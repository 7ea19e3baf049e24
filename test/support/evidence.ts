// A grant whose second milestone somebody hands evidence in for.
import { getAddress, id } from "ethers";
import { criteriaHashOf } from "../../standards/criteria.ts";
import type { EvidenceOrder } from "../../standards/evidencePackage.ts";
import {
  type GrantTerms,
  grantIdOf,
  grantTerms,
  milestoneIdOf,
  NO_FEED,
  NO_VALUATION,
} from "../../standards/grant.ts";
import type { Hex, ModelId } from "../../standards/hex.ts";
import { commitOrcid, parseOrcid } from "../../standards/orcid.ts";

const address = (byte: string): Hex => getAddress(`0x${byte.repeat(20)}`) as Hex;
const DUE_AT = 1_777_000_000;
const GRACE = 30 * 86_400;

export const ORCID = "0000-0002-1825-0097";
export const ORCID_SALT = id("orcid salt") as Hex;
export const INDEX = 1;
export const CRITERIA = [
  "Collect at least 300 sputum samples from clinics",
  "Deposit the table under a persistent identifier",
];

/** Terms with these criteria for every milestone. */
export const termsWith = (
  criteria: readonly string[] = CRITERIA,
  salt: Hex = id("salt") as Hex,
): GrantTerms =>
  grantTerms(
    {
      funder: address("f1"),
      investigator: address("a1"),
      token: address("c0"),
      review: address("d0"),
      startBy: 1_772_592_000,
      keeperReward: 5n,
      amounts: [100_000_000_000n, 2n ** 100n],
    },
    {
      arbitrator: address("b1"),
      modelId: id("milestone triage") as ModelId,
      orcidCommit: commitOrcid(parseOrcid(ORCID), ORCID_SALT),
      excludedAffiliations: [id("university") as Hex],
      valuation: { ...NO_VALUATION, feed: NO_FEED },
      milestones: [0, 1].map((i) => ({
        dueAt: DUE_AT + i,
        graceEnd: DUE_AT + i + GRACE,
        criteriaHash: criteriaHashOf(criteria),
        usdAmount: 0n,
      })),
      policy: {
        reviewers: [address("01"), address("02"), address("03")],
        seats: 3,
        quorum: 2,
        supermajority: 3,
        maxAttempts: 3,
        aiRequired: true,
        aiCanVeto: true,
        sequential: false,
        cascade: false,
        minScore: -7000,
        defaultSplitBps: 5000,
        disputeBond: 1_000_000_000n,
        minValueAtRisk: 10n,
        autoReleaseCap: 0n,
        scoreWindow: 86_400,
        commitWindow: 86_400,
        revealWindow: 86_400,
        challengeWindow: 432_000,
        arbitrationWindow: 2_592_000,
      },
      salt,
    },
  );

export const TERMS = termsWith();
export const nonceOf = (terms: GrantTerms = TERMS, index = INDEX): bigint =>
  BigInt(milestoneIdOf(grantIdOf(terms), index));

/** What the team says and shows: three days late, two annexes. */
export const evidenceOrder = (changes: Partial<EvidenceOrder> = {}): EvidenceOrder => ({
  orcid: ORCID,
  orcidSalt: ORCID_SALT,
  criteria: CRITERIA,
  report: "Sputum samples were collected from 327 patients; the table has a persistent identifier.",
  counts: [{ criterion: 0, required: 300, reported: 327 }],
  completedAt: DUE_AT + INDEX + 2 * 86_400 + 1,
  pieces: [
    {
      kind: "DATASET",
      uri: "https://doi.org/10.5281/zenodo.1234",
      salt: id("a") as Hex,
      content: Buffer.from("327 samples"),
    },
    {
      kind: "CODE",
      uri: `https://example.org/lab/tb/tree/${"ab".repeat(20)}`,
      salt: id("b") as Hex,
      contentHash: id("archive of the commit") as Hex,
    },
  ],
  finances: {
    uri: "https://example.org/finance.json",
    salt: id("c") as Hex,
    currency: "EUR",
    lines: [
      { category: "Sequencing", planned: 600, spent: 550 },
      { category: "Field work", planned: 400, spent: 350 },
    ],
  },
  ...changes,
});
