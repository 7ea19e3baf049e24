// A research grant's terms, as IResearchEscrow and IMilestoneReview take them and as the investigator signs them.
import { AbiCoder, keccak256, TypedDataEncoder } from "ethers";
import type { Hex, ModelId } from "./hex.ts";
import { type Eip712Domain, Provenance } from "./inference.ts";

export type GrantId = Hex & { readonly __brand: "GrantId" };
export type MilestoneId = Hex & { readonly __brand: "MilestoneId" };

/** State of a grant. Values as in contracts/types/Milestone.sol. */
export const GrantState = { None: 0, Offered: 1, Active: 2, Cancelled: 3 } as const;

/** State of a milestone. Values as in contracts/types/Milestone.sol. */
export const MilestoneState = {
  Pending: 0,
  Submitted: 1,
  Scored: 2,
  Unscored: 3,
  Approved: 4,
  Rejected: 5,
  Escalated: 6,
  Disputed: 7,
  Ruled: 8,
  Refundable: 9,
  Payable: 10,
} as const;

/** Times are unix seconds of chain time, windows are seconds. */
export type MilestoneTerms = {
  readonly dueAt: number;
  /** Last second at which evidence is taken. */
  readonly graceEnd: number;
  /** keccak256 of the canonical JSON (RFC 8785) of the list of criteria: see criteria.ts. */
  readonly criteriaHash: Hex;
  /** Worth in dollars, in units of 10^-8. Zero exactly if the grant names no feed. */
  readonly usdAmount: bigint;
};

/** With a feed a milestone is worth dollars and pays min(dollars / price, amount). All zero without one. */
export type Valuation = {
  /** Chainlink feed of the token's price in dollars, or NO_FEED. */
  readonly feed: Hex;
  /** Oldest answer that is taken, in seconds. */
  readonly heartbeat: number;
  /** Price, in the feed's decimals, once the feed has not answered for long after a decision. */
  readonly fallbackPrice: bigint;
};

export const NO_FEED: Hex = "0x0000000000000000000000000000000000000000";
export const NO_VALUATION: Valuation = { feed: NO_FEED, heartbeat: 0, fallbackPrice: 0n };
/** Rewarded calls that each milestone prepays, as in contracts/types/Grant.sol. */
export const KEEPER_CALLS = 4n;

/** How a milestone is decided. The contract bounds every number. */
export type Policy = {
  /** Strictly ascending. */
  readonly reviewers: readonly Hex[];
  /** How many of them sit on the panel of one attempt. */
  readonly seats: number;
  readonly quorum: number;
  readonly supermajority: number;
  readonly maxAttempts: number;
  readonly aiRequired: boolean;
  readonly aiCanVeto: boolean;
  readonly sequential: boolean;
  readonly cascade: boolean;
  /** Raw integer score of the model. */
  readonly minScore: number;
  /** The investigator's share, in basis points, when the arbitrator stays silent. */
  readonly defaultSplitBps: number;
  /** In the token's smallest unit. */
  readonly disputeBond: bigint;
  /** What a score that is not computed on chain must have been backed by, in wei. */
  readonly minValueAtRisk: bigint;
  /** Up to this amount a score alone approves. Zero: never. */
  readonly autoReleaseCap: bigint;
  readonly scoreWindow: number;
  readonly commitWindow: number;
  readonly revealWindow: number;
  readonly challengeWindow: number;
  readonly arbitrationWindow: number;
};

/** What the review module judges by. */
export type Conditions = {
  readonly arbitrator: Hex;
  readonly modelId: ModelId;
  readonly orcidCommit: Hex;
  /** Tags of organisations whose members do not review this grant, strictly ascending. */
  readonly excludedAffiliations: readonly Hex[];
  readonly valuation: Valuation;
  readonly milestones: readonly MilestoneTerms[];
  readonly policy: Policy;
  readonly salt: Hex;
};

/** Who pays whom, how much and in what: all but the conditions. */
export type GrantMoney = {
  readonly funder: Hex;
  readonly investigator: Hex;
  readonly token: Hex;
  readonly review: Hex;
  readonly startBy: number;
  /** Paid to whoever moves a milestone on, in the token's smallest unit. */
  readonly keeperReward: bigint;
  /** The most that each milestone pays, in the token's smallest unit. */
  readonly amounts: readonly bigint[];
};

/** The half of the terms that calls about money carry. */
export type GrantAccount = GrantMoney & { readonly conditionsHash: Hex };

/** The terms whole. */
export type GrantTerms = { readonly account: GrantAccount; readonly conditions: Conditions };

type TypedFields = Record<string, { name: string; type: string }[]>;

const fields = (...declarations: string[]): { name: string; type: string }[] =>
  declarations.map((declaration) => {
    const [type = "", name = ""] = declaration.split(" ");
    return { name, type };
  });

const CONDITIONS_TYPES: TypedFields = {
  Conditions: fields(
    "address arbitrator",
    "bytes32 modelId",
    "bytes32 orcidCommit",
    "bytes32[] excludedAffiliations",
    "Valuation valuation",
    "MilestoneTerms[] milestones",
    "Policy policy",
    "bytes32 salt",
  ),
  MilestoneTerms: fields("uint40 dueAt", "uint40 graceEnd", "bytes32 criteriaHash", "uint128 usdAmount"),
  Valuation: fields("address feed", "uint32 heartbeat", "uint128 fallbackPrice"),
  Policy: fields(
    "address[] reviewers",
    "uint8 seats",
    "uint8 quorum",
    "uint8 supermajority",
    "uint8 maxAttempts",
    "bool aiRequired",
    "bool aiCanVeto",
    "bool sequential",
    "bool cascade",
    "int32 minScore",
    "uint16 defaultSplitBps",
    "uint96 disputeBond",
    "uint96 minValueAtRisk",
    "uint128 autoReleaseCap",
    "uint40 scoreWindow",
    "uint40 commitWindow",
    "uint40 revealWindow",
    "uint40 challengeWindow",
    "uint40 arbitrationWindow",
  ),
};

/** What the investigator signs, under `researchEscrowDomain`. */
export const GRANT_TERMS_TYPES: TypedFields = {
  GrantTerms: fields(
    "address funder",
    "address investigator",
    "address token",
    "address review",
    "uint40 startBy",
    "uint64 keeperReward",
    "uint128[] amounts",
    "Conditions conditions",
  ),
  ...CONDITIONS_TYPES,
};

/** EIP-712 domain of the research escrow. */
export const researchEscrowDomain = (chainId: number, escrow: Hex): Eip712Domain => ({
  name: "ResearchEscrow",
  version: "1",
  chainId,
  verifyingContract: escrow,
});

/** EIP-712 struct hash of the conditions. */
export const conditionsHashOf = (conditions: Conditions): Hex =>
  TypedDataEncoder.hashStruct("Conditions", CONDITIONS_TYPES, conditions) as Hex;

/** Joins both halves. */
export const grantTerms = (money: GrantMoney, conditions: Conditions): GrantTerms => ({
  account: { ...money, conditionsHash: conditionsHashOf(conditions) },
  conditions,
});

/** The document that the investigator's wallet shows in full; sign it with GRANT_TERMS_TYPES. */
export const signableTerms = ({ account, conditions }: GrantTerms) => {
  const { conditionsHash: _, ...money } = account;
  return { ...money, conditions };
};

/** The digest that the investigator's signature is over. */
export const grantDigest = (domain: Eip712Domain, terms: GrantTerms): Hex =>
  TypedDataEncoder.hash(domain, GRANT_TERMS_TYPES, signableTerms(terms)) as Hex;

/** EIP-712 struct hash of the terms. */
export const grantIdOf = (terms: GrantTerms): GrantId =>
  TypedDataEncoder.hashStruct("GrantTerms", GRANT_TERMS_TYPES, signableTerms(terms)) as GrantId;

/** keccak256(abi.encode(grant id, index)). */
export const milestoneIdOf = (grantId: GrantId, index: number): MilestoneId =>
  keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256"], [grantId, index])) as MilestoneId;

/** What a score must show to count, as IMilestoneReview.expectationOf gives it. */
export const scoreExpectation = (packageHash: Hex, modelId: ModelId): Hex =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "bytes32", "uint8"],
      [packageHash, modelId, Provenance.COMMITTEE_EXTRACTED],
    ),
  ) as Hex;
