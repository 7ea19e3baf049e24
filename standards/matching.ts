// Quadratic matching rounds, as IMatchingRounds takes them: ids, uniqueness credentials, lines of a result.
import { AbiCoder, keccak256, TypedDataEncoder, toUtf8Bytes } from "ethers";
import { merkleProof, merkleRoot } from "./batch.ts";
import type { CampaignId } from "./campaign.ts";
import type { Hex } from "./hex.ts";
import type { Eip712Domain } from "./inference.ts";

export type RoundId = Hex & { readonly __brand: "RoundId" };

/** State of a round. Values as in contracts/types/Matching.sol. */
export const RoundState = { None: 0, Open: 1, Posted: 2, Final: 3, Lapsed: 4 } as const;

/** Times are unix seconds of chain time, amounts the token's smallest unit. */
export type RoundTerms = {
  readonly sponsor: Hex;
  readonly token: Hex;
  /** Signs uniqueness credentials. */
  readonly issuer: Hex;
  readonly pool: bigint;
  /** The most that one campaign gets. */
  readonly cap: bigint;
  /** What a wrong result costs whoever posted it. */
  readonly bond: bigint;
  /** Last second at which donors are counted. */
  readonly endsAt: number;
  /** Last second at which a result is taken. */
  readonly postBy: number;
  readonly challengeWindow: number;
  readonly salt: Hex;
};

/** One campaign's line of a result. Both sums run from the first line to this one. */
export type MatchLine = {
  readonly campaign: CampaignId;
  /** Scaled by 10^24. */
  readonly rawSum: bigint;
  readonly matchSum: bigint;
};

/** The issuer's word that a donor's key is the one key of one person in a round. */
export type UniquenessCredential = {
  /** The same for the same person in the same round, and for nobody else. */
  readonly nullifier: Hex;
  readonly donor: Hex;
  readonly expiresAt: number;
};

const coder = AbiCoder.defaultAbiCoder();

const ROUND_TERMS =
  "tuple(address sponsor,address token,address issuer,uint128 pool,uint128 cap,uint96 bond,uint40 endsAt,uint40 postBy,uint40 challengeWindow,bytes32 salt)";

/** keccak256(abi.encode(chainid, rounds, terms)). */
export const roundIdOf = (chainId: number, rounds: Hex, terms: RoundTerms): RoundId =>
  keccak256(coder.encode(["uint256", "address", ROUND_TERMS], [BigInt(chainId), rounds, terms])) as RoundId;

export const UNIQUENESS_TYPES: Record<string, { name: string; type: string }[]> = {
  UniquenessCredential: [
    { name: "round", type: "bytes32" },
    { name: "nullifier", type: "bytes32" },
    { name: "donor", type: "address" },
    { name: "expiresAt", type: "uint40" },
  ],
};

/** EIP-712 domain of the matching rounds. */
export const matchingRoundsDomain = (chainId: number, rounds: Hex): Eip712Domain => ({
  name: "MatchingRounds",
  version: "1",
  chainId,
  verifyingContract: rounds,
});

/** The digest that an issuer signs. */
export const uniquenessDigest = (
  domain: Eip712Domain,
  round: RoundId,
  credential: UniquenessCredential,
): Hex => TypedDataEncoder.hash(domain, UNIQUENESS_TYPES, { round, ...credential }) as Hex;

const NULLIFIER = keccak256(toUtf8Bytes("theriac.nullifier.v1"));

/**
 * A person's nullifier in a round, from a secret that the issuer keeps for good: without it nobody tells who a nullifier
 * belongs to, or that two of different rounds belong to one person.
 */
export const nullifierOf = (secret: Hex, round: RoundId, person: string): Hex =>
  keccak256(
    coder.encode(
      ["bytes32", "bytes32", "bytes32", "bytes32"],
      [NULLIFIER, secret, round, keccak256(toUtf8Bytes(person.normalize("NFC").trim()))],
    ),
  ) as Hex;

/** keccak256(keccak256(abi.encode(round id, index, line))): a line counts at its place in its round. */
export const lineLeaf = (round: RoundId, index: number, { campaign, rawSum, matchSum }: MatchLine): Hex =>
  keccak256(
    keccak256(
      coder.encode(
        ["bytes32", "uint256", "bytes32", "uint256", "uint128"],
        [round, index, campaign, rawSum, matchSum],
      ),
    ),
  ) as Hex;

/** A result's root, and what shows one of its lines. */
export type ResultTree = { readonly root: Hex; readonly proofOf: (index: number) => Hex[] };

/** Puts the lines of a result under one root, at least one. */
export const buildResultTree = (round: RoundId, lines: readonly MatchLine[]): ResultTree => {
  const leaves = lines.map((line, index) => lineLeaf(round, index, line));
  return { root: merkleRoot(leaves), proofOf: (index) => merkleProof(leaves, index) };
};
