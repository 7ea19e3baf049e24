// What would stand in a grant's way later, told before anything is signed or paid.
import { Contract, Interface } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import { type GrantTerms, NO_FEED } from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { contractArgument } from "../contractArgument.ts";
import { collectLogs } from "../provenance/scanLogs.ts";
import { ESCROW, type ResearchView } from "./grantContracts.ts";

/** No grant in this token can be accepted. */
export class TokenNotListedError extends TheriacError {
  readonly code = "TOKEN_NOT_LISTED";
  constructor(token: string, listed: readonly string[]) {
    super("Grants in this token cannot be accepted.", {
      context: { token, listed: listed.join(" ") },
      hint: "Choose a listed one, or ask governance to list it: it takes no fee, does not rebase and has no hooks.",
    });
  }
}

/** The price feed has no price that would be taken. */
export class PriceStaleError extends TheriacError {
  readonly code = "PRICE_STALE";
  constructor(feed: string, why: string, updatedAt: string, heartbeat: number) {
    super("The price feed tells no price that would be taken now.", {
      context: { feed, why, updatedAt, heartbeat },
      hint: "Take the token's own feed of this chain, and a heartbeat no shorter than the feed's.",
    });
  }
}

/** Reviewers of the terms would sit on no panel. */
export class ReviewersNotEligibleError extends TheriacError {
  readonly code = "REVIEWERS_NOT_ELIGIBLE";
  constructor(reviewers: readonly Hex[]) {
    super("Some reviewers may not judge this grant.", {
      context: { reviewers: reviewers.join(" ") },
      hint: "Each declares where it belongs by theriac grant reviewer declare, to none of the excluded organisations, and has no conflict with either party. Name others, or let them declare.",
    });
  }
}

/** Nobody could accept in time. */
export class StartByPassedError extends TheriacError {
  readonly code = "START_BY_PASSED";
  constructor(startBy: string) {
    super("The last day to accept has passed.", { context: { startBy }, hint: "Set startBy anew." });
  }
}

const AGGREGATOR = new Interface([
  "function latestRoundData() view returns (uint80, int256 answer, uint256, uint256 updatedAt, uint80)",
]);

const listedTokens = async ({ provider, addresses, escrow }: ResearchView): Promise<readonly string[]> => {
  const at = { provider, address: addresses.ResearchEscrow, contract: ESCROW };
  const logs = await collectLogs({ ...at, events: ["TokenListed"] });
  const tokens = [...new Set(logs.map(({ event }) => event.args.token as string))];
  const listed = await Promise.all(tokens.map((token) => escrow.isListed(token)));
  return tokens.filter((_, i) => listed[i]);
};

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

const assertFreshPrice = async (view: ResearchView, terms: GrantTerms, now: number): Promise<void> => {
  const { feed, heartbeat } = terms.conditions.valuation;
  if (feed === NO_FEED) return;
  const latest = new Contract(feed, AGGREGATOR, view.provider).getFunction("latestRoundData");
  const round = await latest().catch(() => undefined);
  if (round === undefined) throw new PriceStaleError(feed, "no feed answers there", "", heartbeat);
  const updatedAt = Number(round.updatedAt);
  if (round.answer <= 0n) throw new PriceStaleError(feed, "no positive price", iso(updatedAt), heartbeat);
  if (now - updatedAt > heartbeat) throw new PriceStaleError(feed, "too old", iso(updatedAt), heartbeat);
};

const assertEligible = async ({ reviewers }: ResearchView, terms: GrantTerms): Promise<void> => {
  const { account, conditions } = terms;
  const panel = conditions.policy.reviewers;
  const bits = await reviewers.eligible(
    contractArgument(panel),
    contractArgument(conditions.excludedAffiliations),
    account.funder,
    account.investigator,
  );
  const unfit = panel.filter((_, i) => ((Number(bits) >> i) & 1) === 0);
  if (unfit.length > 0) throw new ReviewersNotEligibleError(unfit);
};

/** Throws unless the offer could be accepted today. What the review itself refuses passes through, typed. */
export const checkOffer = async (view: ResearchView, terms: GrantTerms): Promise<void> => {
  const { token, startBy } = terms.account;
  const now = await view.now();
  if (startBy <= now) throw new StartByPassedError(iso(startBy));
  if (!(await view.escrow.isListed(token))) throw new TokenNotListedError(token, await listedTokens(view));
  await assertFreshPrice(view, terms, now);
  await assertEligible(view, terms);
  await view.review.checkTerms(contractArgument(terms));
};
