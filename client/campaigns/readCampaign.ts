// A campaign from its events: nobody needs a file to take part in it.
import {
  ACCEPT_WINDOW,
  type CampaignId,
  CampaignState,
  type CampaignTerms,
  campaignIdOf,
  NO_MATCHING,
} from "../../standards/campaign.ts";
import { type Conditions, conditionsHashOf, type GrantTerms } from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import type { CampaignTermsStructOutput } from "../../types/contracts/interfaces/ICampaigns.ts";
import { contractArgument } from "../contractArgument.ts";
import { collectLogs, scanLogs } from "../provenance/scanLogs.ts";
import { accountFrom, conditionsFrom } from "../research/readTerms.ts";
import type { CampaignView } from "./campaignContracts.ts";
import { CampaignStateError, CampaignUnknownError } from "./errors.ts";

export type OpenedCampaign = {
  readonly id: CampaignId;
  readonly terms: CampaignTerms;
  readonly conditions: Conditions;
  /** Block of its opening: nothing of it is older. */
  readonly openedIn: number;
};

const termsFrom = (told: CampaignTermsStructOutput): CampaignTerms => ({
  organiser: told.organiser as Hex,
  investigator: told.investigator as Hex,
  token: told.token as Hex,
  review: told.review as Hex,
  matching: told.matching as Hex,
  goal: told.goal,
  deadline: Number(told.deadline),
  matchBy: Number(told.matchBy),
  keeperReward: told.keeperReward,
  sharesBps: [...told.sharesBps].map(Number),
  conditionsHash: told.conditionsHash as Hex,
  salt: told.salt as Hex,
});

/** What donors pledge to. What an endpoint tells is believed only as far as it hashes to the id. */
export const readCampaign = async (view: CampaignView, id: CampaignId): Promise<OpenedCampaign> => {
  const logs = scanLogs({ ...view.campaignLogs, events: ["CampaignOpened"], indexed: [id] });
  for await (const { log, event } of logs) {
    const terms = termsFrom(event.args.terms);
    const conditions = conditionsFrom(event.args.conditions);
    const isOfId = campaignIdOf(view.chainId, view.addresses.Campaigns, terms) === id.toLowerCase();
    if (isOfId && conditionsHashOf(conditions) === terms.conditionsHash)
      return { id, terms, conditions, openedIn: log.blockNumber };
  }
  throw new CampaignUnknownError(id);
};

/** The grant's terms whole, as a launched campaign funded them. */
export const readLaunchedGrant = async (
  view: CampaignView,
  { id, terms, conditions }: OpenedCampaign,
): Promise<GrantTerms> => {
  const { state } = await view.campaigns.campaignOf(id);
  if (Number(state) !== CampaignState.Launched)
    throw new CampaignStateError(id, stateNames[Number(state)] ?? "None", "Launched");
  return { account: accountFrom(await view.campaigns.accountOf(contractArgument(terms))), conditions };
};

const stateNames = Object.keys(CampaignState);

/** How a campaign stands; Failed and Succeeded are what its deadline makes of Open. */
export type Standing = {
  readonly state: "Open" | "Failed" | "Succeeded" | "Launched" | "Abandoned";
  readonly raised: bigint;
  readonly matched: bigint;
  readonly hasMatch: boolean;
  readonly launchedAt: number;
  /** What happens next, and from when on. */
  readonly next: string;
  readonly nextFrom: number;
};

/** Last second at which nothing but a match may happen to a campaign that met its goal. */
const waitsUntil = (terms: CampaignTerms, hasMatch: boolean): number =>
  terms.matching === NO_MATCHING || hasMatch ? terms.deadline : terms.matchBy;

const nextOf = (
  terms: CampaignTerms,
  state: Standing["state"],
  hasMatch: boolean,
  launchedAt: number,
): Pick<Standing, "next" | "nextFrom"> => {
  switch (state) {
    case "Open":
      return { next: "pledges are taken until the deadline", nextFrom: terms.deadline + 1 };
    case "Failed":
      return { next: "every donor takes its pledge back: campaign refund", nextFrom: terms.deadline + 1 };
    case "Succeeded":
      return {
        next: "anyone launches the grant: campaign launch",
        nextFrom: waitsUntil(terms, hasMatch) + 1,
      };
    case "Launched":
      return {
        next: "the investigator accepts, then milestones are judged; not accepted by then, all comes back: campaign collect --pot whole",
        nextFrom: launchedAt + ACCEPT_WINDOW + 1,
      };
    case "Abandoned":
      return { next: "every donor takes its pledge back: campaign refund", nextFrom: 0 };
  }
};

export const readStanding = async (view: CampaignView, { id, terms }: OpenedCampaign): Promise<Standing> => {
  const [stored, now] = await Promise.all([view.campaigns.campaignOf(id), view.now()]);
  const { raised, matched, hasMatch } = stored;
  const launchedAt = Number(stored.launchedAt);
  const ended = raised - matched >= terms.goal ? "Succeeded" : "Failed";
  const open = now > terms.deadline ? ended : "Open";
  const kept = stateNames[Number(stored.state)];
  const state = kept === "Launched" || kept === "Abandoned" ? kept : open;
  return { state, raised, matched, hasMatch, launchedAt, ...nextOf(terms, state, hasMatch, launchedAt) };
};

/** Pots that were opened: what came back for the donors. */
export const readPots = async (
  view: CampaignView,
  { id, openedIn }: OpenedCampaign,
): Promise<readonly { readonly pot: number; readonly amount: bigint; readonly left: bigint }[]> => {
  const query = { ...view.campaignLogs, events: ["PotOpened"], indexed: [id], oldest: openedIn };
  const logs = await collectLogs(query);
  return Promise.all(
    logs.map(async ({ event }) => {
      const pot = Number(event.args.pot);
      const { amount, left } = await view.campaigns.potOf(id, pot);
      return { pot, amount, left };
    }),
  );
};
