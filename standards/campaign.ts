// Crowdfunding campaigns, as ICampaigns takes them. Their terms are never stored: each call brings them.
import { AbiCoder, keccak256 } from "ethers";
import { KEEPER_CALLS } from "./grant.ts";
import type { Hex } from "./hex.ts";

export type CampaignId = Hex & { readonly __brand: "CampaignId" };

/** State of a campaign as it is stored. Values as in contracts/types/Campaign.sol. */
export const CampaignState = { None: 0, Open: 1, Launched: 2, Abandoned: 3 } as const;

/** What donors pledge to. Times are unix seconds of chain time. */
export type CampaignTerms = {
  readonly organiser: Hex;
  readonly investigator: Hex;
  readonly token: Hex;
  /** Review module of the grant. */
  readonly review: Hex;
  /** May add to what was raised: the matching rounds, or NO_MATCHING. */
  readonly matching: Hex;
  /** Least sum of pledges, in the token's smallest unit. */
  readonly goal: bigint;
  /** Last second of pledges. */
  readonly deadline: number;
  /** Until then a match is waited for; NO_WAIT without matching. */
  readonly matchBy: number;
  readonly keeperReward: bigint;
  /** Each milestone's share of what was raised; they sum to 10,000. */
  readonly sharesBps: readonly number[];
  /** EIP-712 hash of the grant's conditions. */
  readonly conditionsHash: Hex;
  readonly salt: Hex;
};

export const NO_MATCHING: Hex = "0x0000000000000000000000000000000000000000";
export const NO_WAIT = 0;
/** The pot of the deposit of a grant that nobody accepted. */
export const WHOLE_POT = 32;
/** Beginning of the pots of the bonds that donors are owed, one a milestone. */
export const BOND_POT = 64;
/** How long the investigator has to accept once a campaign is launched. */
export const ACCEPT_WINDOW = 30 * 86_400;
/** A donor of this share may dispute in everyone's name. */
export const DONOR_SAY_BPS = 500n;
export const WHOLE_BPS = 10_000n;

const CAMPAIGN_TERMS =
  "tuple(address organiser,address investigator,address token,address review,address matching,uint128 goal,uint40 deadline,uint40 matchBy,uint64 keeperReward,uint16[] sharesBps,bytes32 conditionsHash,bytes32 salt)";

/** keccak256(abi.encode(chainid, campaigns, terms)). */
export const campaignIdOf = (chainId: number, campaigns: Hex, terms: CampaignTerms): CampaignId =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["uint256", "address", CAMPAIGN_TERMS],
      [BigInt(chainId), campaigns, terms],
    ),
  ) as CampaignId;

/** What a donor gets of a pot: its part rounded down; whoever completes the pledges takes all that is left. */
export const shareOfPot = (
  pot: { readonly amount: bigint; readonly left: bigint; readonly settled: bigint },
  pledge: bigint,
  raised: bigint,
): bigint => (pot.settled + pledge === raised ? pot.left : (pot.amount * pledge) / raised);

/** Least pledge of a donor that may dispute, rounded up. The match dilutes nobody's say. */
export const leastSay = ({
  raised,
  matched,
}: {
  readonly raised: bigint;
  readonly matched: bigint;
}): bigint => ((raised - matched) * DONOR_SAY_BPS + WHOLE_BPS - 1n) / WHOLE_BPS;

/** What each milestone of so many keeps back for its keepers. */
export const rewardsOf = (milestones: number, keeperReward: bigint): bigint =>
  BigInt(milestones) * KEEPER_CALLS * keeperReward;
