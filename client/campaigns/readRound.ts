// A matching round from its events alone: its terms, its campaigns, who counts for what, and what was posted.
import { getAddress } from "ethers";
import type { CampaignId } from "../../standards/campaign.ts";
import type { Hex } from "../../standards/hex.ts";
import { type MatchLine, type RoundId, type RoundTerms, roundIdOf } from "../../standards/matching.ts";
import type { Contributions } from "../../standards/quadraticMatching.ts";
import type {
  MatchLineStructOutput,
  RoundTermsStructOutput,
} from "../../types/contracts/interfaces/IMatchingRounds.ts";
import { collectLogs, type FoundLog, scanLogs } from "../provenance/scanLogs.ts";
import type { CampaignView } from "./campaignContracts.ts";
import { RoundUnknownError } from "./errors.ts";
import { type OpenedCampaign, readCampaign } from "./readCampaign.ts";

export type OpenedRound = { readonly id: RoundId; readonly terms: RoundTerms; readonly openedIn: number };

/** A result as it was posted, not refuted since. */
export type PostedResult = {
  readonly root: Hex;
  readonly poster: Hex;
  readonly finalAt: number;
  readonly lines: readonly MatchLine[];
};

/** All that a result follows from, and the result that stands. */
export type RoundHistory = {
  readonly round: OpenedRound;
  /** In the order of their registration. */
  readonly campaigns: readonly OpenedCampaign[];
  readonly contributions: readonly Contributions[];
  readonly posted: PostedResult | undefined;
};

const termsFrom = (told: RoundTermsStructOutput): RoundTerms => ({
  sponsor: told.sponsor as Hex,
  token: told.token as Hex,
  issuer: told.issuer as Hex,
  pool: told.pool,
  cap: told.cap,
  bond: told.bond,
  endsAt: Number(told.endsAt),
  postBy: Number(told.postBy),
  challengeWindow: Number(told.challengeWindow),
  salt: told.salt as Hex,
});

/** A round's terms. What an endpoint tells is believed only as far as it hashes to the id. */
export const readRound = async (view: CampaignView, id: RoundId): Promise<OpenedRound> => {
  const logs = scanLogs({ ...view.roundLogs, events: ["RoundOpened"], indexed: [id] });
  for await (const { log, event } of logs) {
    const terms = termsFrom(event.args.terms);
    if (roundIdOf(view.chainId, view.addresses.MatchingRounds, terms) === id.toLowerCase())
      return { id, terms, openedIn: log.blockNumber };
  }
  throw new RoundUnknownError(id);
};

const linesFrom = (told: readonly MatchLineStructOutput[]): readonly MatchLine[] =>
  [...told].map(({ campaign, rawSum, matchSum }) => ({
    campaign: campaign as CampaignId,
    rawSum,
    matchSum,
  }));

/** What every donor's last count says, campaign by campaign. */
const countedIn = (logs: readonly FoundLog[]): ReadonlyMap<string, ReadonlyMap<Hex, bigint>> => {
  const all = new Map<string, Map<Hex, bigint>>();
  for (const { event } of logs) {
    const { campaign, donor, amount } = event.args;
    const counted = all.get(campaign) ?? new Map<Hex, bigint>();
    counted.set(getAddress(donor) as Hex, amount);
    all.set(campaign, counted);
  }
  return all;
};

/** Whether pledges reached the goal: the last pledge tells what was raised by then. */
const reachedGoal = async (view: CampaignView, campaign: OpenedCampaign): Promise<boolean> => {
  const { id, terms, openedIn } = campaign;
  const pledges = scanLogs({ ...view.campaignLogs, events: ["Pledged"], indexed: [id], oldest: openedIn });
  const { value } = await pledges.next();
  await pledges.return(undefined);
  const raised: bigint = value?.event.args.raised ?? 0n;
  return raised >= terms.goal;
};

const lastPosted = (logs: readonly FoundLog[]): PostedResult | undefined => {
  const last = logs.at(-1)?.event;
  if (last?.name !== "ResultPosted") return undefined;
  const { root, poster, finalAt, lines } = last.args;
  return { root, poster, finalAt: Number(finalAt), lines: linesFrom(lines) };
};

/** Reads everything that the round's result follows from. */
export const readHistory = async (view: CampaignView, id: RoundId): Promise<RoundHistory> => {
  const round = await readRound(view, id);
  const query = { ...view.roundLogs, indexed: [id], oldest: round.openedIn };
  const [registered, counts, results] = await Promise.all([
    collectLogs({ ...query, events: ["CampaignRegistered"] }),
    collectLogs({ ...query, events: ["DonorCounted"] }),
    collectLogs({ ...query, events: ["ResultPosted", "ResultRefuted"] }),
  ]);
  const campaigns = await Promise.all(
    registered.map(({ event }) => readCampaign(view, event.args.campaign as CampaignId)),
  );
  const counted = countedIn(counts);
  const contributions = await Promise.all(
    campaigns.map(async (campaign) => ({
      campaign: campaign.id,
      goalMet: await reachedGoal(view, campaign),
      amounts: [...(counted.get(campaign.id)?.values() ?? [])],
    })),
  );
  return { round, campaigns, contributions, posted: lastPosted(results) };
};
