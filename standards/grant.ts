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
} as const;

/** Times are unix seconds of chain time, windows are seconds. */
export type MilestoneTerms = {
  readonly dueAt: number;
  /** Last second at which evidence is taken. */
  readonly graceEnd: number;
  readonly criteriaHash: Hex;
};

/** How a milestone is decided. The contract bounds every number. */
export type Policy = {
  /** Strictly ascending. */
  readonly reviewers: readonly Hex[];
  readonly quorum: number;
  readonly supermajority: number;
  readonly maxAttempts: number;
  readonly aiRequired: boolean;
  readonly aiCanVeto: boolean;
  readonly sequential: boolean;
  /** Raw integer score of the model. */
  readonly minScore: number;
  /** The investigator's share, in basis points, when the arbitrator stays silent. */
  readonly defaultSplitBps: number;
  /** In the token's smallest unit. */
  readonly disputeBond: bigint;
  readonly scoreWindow: number;
  readonly reviewWindow: number;
  readonly challengeWindow: number;
  readonly arbitrationWindow: number;
};

/** What the review module judges by. */
export type Conditions = {
  readonly arbitrator: Hex;
  readonly modelId: ModelId;
  readonly orcidCommit: Hex;
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
  /** One a milestone, in the token's smallest unit. */
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
    "MilestoneTerms[] milestones",
    "Policy policy",
    "bytes32 salt",
  ),
  MilestoneTerms: fields("uint40 dueAt", "uint40 graceEnd", "bytes32 criteriaHash"),
  Policy: fields(
    "address[] reviewers",
    "uint8 quorum",
    "uint8 supermajority",
    "uint8 maxAttempts",
    "bool aiRequired",
    "bool aiCanVeto",
    "bool sequential",
    "int32 minScore",
    "uint16 defaultSplitBps",
    "uint96 disputeBond",
    "uint40 scoreWindow",
    "uint40 reviewWindow",
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
