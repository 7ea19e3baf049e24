// The terms that test/fuzz/research/terms.t.sol hashes too: one vector for both sides.
import { id } from "ethers";
import type { Conditions, GrantMoney } from "../../standards/grant.ts";
import type { Hex, ModelId } from "../../standards/hex.ts";

const address = (byte: string): Hex => `0x${byte.repeat(20)}`;

export const VECTOR_MONEY: GrantMoney = {
  funder: address("f1"),
  investigator: address("a1"),
  token: address("c0"),
  review: address("d0"),
  startBy: 1_772_592_000,
  keeperReward: 3_000_000n,
  amounts: [100_000_000_000n, 150_000_000_000n, 150_000_000_000n, 100_000_000_000n],
};

export const VECTOR_CONDITIONS: Conditions = {
  arbitrator: address("b1"),
  modelId: id("milestone triage") as ModelId,
  orcidCommit: id("salted 0000-0002-1825-0097") as Hex,
  excludedAffiliations: [`0x${"aa".padStart(64, "0")}`, id("tag of an organisation") as Hex],
  valuation: { feed: address("fe"), heartbeat: 3_600, fallbackPrice: 99_980_000n },
  milestones: [0, 1, 2, 3].map((i) => ({
    dueAt: 1_777_000_000 + i * 5_000_000,
    graceEnd: 1_779_000_000 + i * 5_000_000,
    criteriaHash: id(`criteria ${i}`) as Hex,
    usdAmount: 10_000_000_000_000n + BigInt(i),
  })),
  policy: {
    reviewers: [address("01"), address("02"), address("03")],
    seats: 3,
    quorum: 2,
    supermajority: 3,
    maxAttempts: 4,
    aiRequired: false,
    aiCanVeto: true,
    sequential: false,
    cascade: true,
    minScore: -7000,
    defaultSplitBps: 5000,
    disputeBond: 1_000_000_000n,
    minValueAtRisk: 10n ** 18n,
    autoReleaseCap: 20_000_000_000n,
    scoreWindow: 172_800,
    commitWindow: 864_000,
    revealWindow: 345_600,
    challengeWindow: 432_000,
    arbitrationWindow: 2_592_000,
  },
  salt: id("salt") as Hex,
};
