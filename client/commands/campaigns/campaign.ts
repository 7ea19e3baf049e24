// theriac campaign open|pledge|launch|refund|abandon|status: raising a grant from many.
import type { Command } from "commander";
import { type CampaignId, campaignIdOf, leastSay } from "../../../standards/campaign.ts";
import { grantIdOf } from "../../../standards/grant.ts";
import type { Hex } from "../../../standards/hex.ts";
import { address } from "../../../standards/shapes.ts";
import { CAMPAIGNS, campaignCall, campaignViewOf } from "../../campaigns/campaignContracts.ts";
import { campaignDraftShape, freezeCampaign } from "../../campaigns/campaignDraft.ts";
import { AlreadyPledgedError, PledgedMoreError } from "../../campaigns/errors.ts";
import { potName } from "../../campaigns/pots.ts";
import { readCampaign, readLaunchedGrant, readPots, readStanding } from "../../campaigns/readCampaign.ts";
import { contractArgument } from "../../contractArgument.ts";
import { approvals, parseAmount, readToken, type Token, withSymbol } from "../../tokens.ts";
import type { Connection } from "../connection.ts";
import { assertAbsent, readJson, writeSecretJson } from "../files.ts";
import { type Answer, type Facts, type Run, time } from "../output.ts";
import { BadOptionError, parseOption } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act, CAMPAIGN_ARGUMENT, campaignId } from "./act.ts";

type OpenOptions = ActOptions & { readonly out: string; readonly secrets: string };

/** Writes the files first: criteria and salts that are lost nobody gets back. */
const open = (connection: Connection, file: string, options: OpenOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const draft = await readJson(file, campaignDraftShape);
    const { addresses, provider, chainId } = view;
    const token = await readToken(provider, draft.token);
    const parties = {
      organiser: from,
      review: addresses.MilestoneReview,
      rounds: addresses.MatchingRounds,
    };
    const { terms, conditions, criteria, orcid, orcidSalt } = freezeCampaign(draft, token, parties);
    const campaign = campaignIdOf(chainId, addresses.Campaigns, terms);
    if (options.dryRun !== true) {
      assertAbsent([options.out, options.secrets]);
      await writeSecretJson(options.secrets, { kind: "campaign-secrets/1", campaign, orcid, orcidSalt });
      await writeSecretJson(options.out, { kind: "campaign/1", campaign, criteria });
    }
    const data = CAMPAIGNS.encodeFunctionData("open", [
      contractArgument(terms),
      contractArgument(conditions),
    ]);
    const facts = {
      campaign,
      goal: withSymbol(terms.goal, token),
      deadline: time(terms.deadline),
      next: "pledges are taken until the deadline",
    };
    return { calls: [campaignCall(addresses, "opens the campaign", data)], facts };
  });

type PledgeOptions = ActOptions & {
  readonly amount?: string;
  readonly total?: string;
  readonly more: boolean;
};

/** What is to be sent, by what was pledged before: a total is repeatable, an amount on top has to be meant. */
const amountOf = (
  { amount, total, more }: PledgeOptions,
  { id, from, pledged, token }: { id: CampaignId; from: Hex; pledged: bigint; token: Token },
): bigint => {
  if ((amount === undefined) === (total === undefined))
    throw new BadOptionError("--total", total ?? "", "either --total or --amount, not both");
  if (total === undefined) {
    if (pledged > 0n && !more) throw new AlreadyPledgedError(id, from, withSymbol(pledged, token));
    return parseAmount("--amount", amount ?? "", token.decimals);
  }
  if (more) throw new BadOptionError("--more", "", "it goes with --amount");
  const wanted = parseAmount("--total", total, token.decimals);
  if (wanted < pledged) throw new PledgedMoreError(id, withSymbol(pledged, token), withSymbol(wanted, token));
  return wanted - pledged;
};

const pledge = (connection: Connection, given: string, options: PledgeOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const { id, terms } = await readCampaign(view, campaignId(given));
    const token = await readToken(view.provider, terms.token);
    const { amount: pledged } = await view.campaigns.pledgeOf(id, from);
    const amount = amountOf(options, { id, from, pledged, token });
    const spender = view.addresses.Campaigns;
    const data = CAMPAIGNS.encodeFunctionData("pledge", [contractArgument(terms), amount]);
    const isMissing = amount > 0n || options.total === undefined;
    const calls = !isMissing
      ? []
      : [
          ...(await approvals(view.provider, token, { owner: from, spender, amount })),
          campaignCall(view.addresses, `pledges ${withSymbol(amount, token)}`, data),
        ];
    const facts = {
      campaign: id,
      pledged: withSymbol(amount, token),
      total: withSymbol(pledged + amount, token),
      next: "if the goal is missed, take it back: campaign refund",
      from: time(terms.deadline + 1),
    };
    return { calls, facts };
  });

const launch = (connection: Connection, given: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const opened = await readCampaign(view, campaignId(given));
    const data = CAMPAIGNS.encodeFunctionData("launch", [contractArgument(opened.terms)]);
    const { raised } = await readStanding(view, opened);
    const token = await readToken(view.provider, opened.terms.token);
    const facts = {
      campaign: opened.id,
      raised: withSymbol(raised, token),
      next: "write the grant's terms for the investigator: campaign grant",
    };
    return { calls: [campaignCall(view.addresses, "funds the grant", data)], facts };
  });

type ToOptions = ActOptions & { readonly to?: string };

const refund = (connection: Connection, given: string, options: ToOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const { id, terms } = await readCampaign(view, campaignId(given));
    const to = options.to === undefined ? from : parseOption("--to", address, options.to);
    const token = await readToken(view.provider, terms.token);
    const { amount } = await view.campaigns.pledgeOf(id, from);
    const data = CAMPAIGNS.encodeFunctionData("takeBack", [contractArgument(terms), to]);
    const does = `takes a pledge of ${withSymbol(amount, token)} back`;
    const facts = { campaign: id, returned: withSymbol(amount, token), to };
    return { calls: [campaignCall(view.addresses, does, data)], facts };
  });

const abandon = (connection: Connection, given: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const { id, terms } = await readCampaign(view, campaignId(given));
    const data = CAMPAIGNS.encodeFunctionData("abandon", [contractArgument(terms)]);
    const facts = { campaign: id, next: "every donor takes its pledge back: campaign refund" };
    return { calls: [campaignCall(view.addresses, "gives the campaign up", data)], facts };
  });

const status = async (connection: Connection, given: string): Promise<Answer> => {
  const view = campaignViewOf(connection);
  const opened = await readCampaign(view, campaignId(given));
  const { id, terms } = opened;
  const [standing, pots, token] = await Promise.all([
    readStanding(view, opened),
    readPots(view, opened),
    readToken(view.provider, terms.token),
  ]);
  const grant: Facts =
    standing.state === "Launched" ? { grant: grantIdOf(await readLaunchedGrant(view, opened)) } : {};
  const facts = {
    campaign: id,
    state: standing.state,
    organiser: terms.organiser,
    investigator: terms.investigator,
    goal: withSymbol(terms.goal, token),
    raised: withSymbol(standing.raised, token),
    match: withSymbol(standing.matched, token),
    disputesFrom: withSymbol(leastSay(standing), token),
    deadline: time(terms.deadline),
    matchBy: time(terms.matchBy),
    ...grant,
    pots: pots
      .map(
        ({ pot, amount, left }) =>
          `${potName(pot)}: ${withSymbol(left, token)} of ${withSymbol(amount, token)} left`,
      )
      .join("; "),
    next: standing.next,
    from: time(standing.nextFrom),
  };
  return { facts, isNo: standing.state === "Failed" };
};

/** Adds `open|pledge|launch|refund|abandon|status`. */
export const addRaising = (campaign: Command, run: Run): void => {
  withActOptions(campaign.command("open"))
    .description("open a campaign of one's own")
    .argument("<draft>", "JSON: goal, deadline, milestones with their shares, and what judges them")
    .requiredOption("--out <file>", "criteria, which the chain has by hash only; publish it")
    .requiredOption("--secrets <file>", "the investigator's ORCID iD and its salt; kept for the investigator")
    .action((draft: string, options: OpenOptions) => run((connection) => open(connection, draft, options)));
  withActOptions(campaign.command("pledge"))
    .description("pledge to a campaign, with all the transactions that it takes; binding")
    .argument(...CAMPAIGN_ARGUMENT)
    .option("--total <amount>", "all that the account pledges, as in 100.50; what is missing of it is sent")
    .option("--amount <amount>", "sent as it is; refused if the account pledged before, but with --more")
    .option("--more", "with --amount: on top of what the account pledged before", false)
    .action((given: string, options: PledgeOptions) =>
      run((connection) => pledge(connection, given, options)),
    );
  withActOptions(campaign.command("launch"))
    .description("fund the grant with all that was raised; anyone, once the goal was met")
    .argument(...CAMPAIGN_ARGUMENT)
    .action((given: string, options: ActOptions) => run((connection) => launch(connection, given, options)));
  withActOptions(campaign.command("refund"))
    .description("take one's own pledge back: the goal was missed, or the campaign given up")
    .argument(...CAMPAIGN_ARGUMENT)
    .option("--to <address>", "another account to pay it to")
    .action((given: string, options: ToOptions) => run((connection) => refund(connection, given, options)));
  withActOptions(campaign.command("abandon"))
    .description("give up a campaign that nobody launched; anyone")
    .argument(...CAMPAIGN_ARGUMENT)
    .action((given: string, options: ActOptions) => run((connection) => abandon(connection, given, options)));
  campaign
    .command("status")
    .description("how a campaign stands, and what happens next; exit code 3 if it missed its goal")
    .argument(...CAMPAIGN_ARGUMENT)
    .action((given: string) => run((connection) => status(connection, given)));
};
