// theriac campaign match open|enter|register|count|close|withdraw|recover: a matching round and who takes part in it.
import type { Command } from "commander";
import { RoundState, roundIdOf } from "../../../standards/matching.ts";
import { address } from "../../../standards/shapes.ts";
import { type CampaignView, ROUNDS, roundCall } from "../../campaigns/campaignContracts.ts";
import { parsePot, potName } from "../../campaigns/pots.ts";
import { type OpenedCampaign, readCampaign } from "../../campaigns/readCampaign.ts";
import { type OpenedRound, readRound } from "../../campaigns/readRound.ts";
import { credentialShape, freezeRound, roundDraftShape } from "../../campaigns/roundDraft.ts";
import { keepRound, keptRound } from "../../campaigns/roundFile.ts";
import { contractArgument } from "../../contractArgument.ts";
import { approvals, readToken, withSymbol } from "../../tokens.ts";
import type { Connection } from "../connection.ts";
import { BadFileError, readJson } from "../files.ts";
import { type Answer, type Run, time } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act, CAMPAIGN_ARGUMENT, campaignId, ROUND_ARGUMENT, roundId } from "./act.ts";

type OpenOptions = ActOptions & { readonly out: string };

/** Writes the file first: its salt makes a second try after a crash the same round, and its pool is brought once. */
const open = (connection: Connection, file: string, options: OpenOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const draft = await readJson(file, roundDraftShape);
    const { addresses, provider, chainId } = view;
    const token = await readToken(provider, draft.token);
    const spender = addresses.MatchingRounds;
    const place = { chainId, rounds: spender };
    const fresh = freezeRound(draft, token, from);
    const kept = await keptRound(options.out, place, fresh);
    const terms = kept ?? fresh;
    if (kept === undefined && options.dryRun !== true) await keepRound(options.out, place, terms);
    const id = roundIdOf(chainId, spender, terms);
    const isOpened = Number(await view.rounds.stateOf(id)) !== RoundState.None;
    const data = ROUNDS.encodeFunctionData("openRound", [contractArgument(terms)]);
    const calls = isOpened
      ? []
      : [
          ...(await approvals(provider, token, { owner: from, spender, amount: terms.pool })),
          roundCall(addresses, `opens a round over ${withSymbol(terms.pool, token)}`, data),
        ];
    const waitUntil = await view.rounds.latestPayOf(contractArgument(terms));
    const facts = {
      round: id,
      pool: withSymbol(terms.pool, token),
      file: options.out,
      // Campaigns of the round wait at least so long for their match.
      matchBy: time(waitUntil),
      next: "organisers ask for a place: campaign match enter",
      until: time(terms.endsAt),
    };
    return { calls, facts };
  });

type Both = { readonly round: OpenedRound; readonly campaign: OpenedCampaign };

const readBoth = async (view: CampaignView, round: string, campaign: string): Promise<Both> => {
  const [of, one] = [roundId(round), campaignId(campaign)];
  return { round: await readRound(view, of), campaign: await readCampaign(view, one) };
};

const takePart =
  (verb: "enter" | "register", does: string, next: string) =>
  (connection: Connection, round: string, campaign: string, options: ActOptions): Promise<Answer> =>
    act(connection, options, async ({ view }) => {
      const both = await readBoth(view, round, campaign);
      const data = ROUNDS.encodeFunctionData(verb as "enter", [
        contractArgument(both.round.terms),
        contractArgument(both.campaign.terms),
      ]);
      const facts = { round: both.round.id, campaign: both.campaign.id, next };
      return { calls: [roundCall(view.addresses, does, data)], facts };
    });

const enter = takePart(
  "enter",
  "asks for a place in the round",
  "the sponsor admits it: campaign match register",
);
const register = takePart(
  "register",
  "admits a campaign to the round",
  "donors are counted: campaign match count",
);

type CountOptions = ActOptions & { readonly credential: string };

const count = (
  connection: Connection,
  round: string,
  campaign: string,
  options: CountOptions,
): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const both = await readBoth(view, round, campaign);
    const shown = await readJson(options.credential, credentialShape);
    if (shown.round !== both.round.id) throw new BadFileError(options.credential, "is of another round");
    const { nullifier, donor, expiresAt, signature } = shown;
    const data = ROUNDS.encodeFunctionData("count", [
      contractArgument(both.round.terms),
      contractArgument(both.campaign.terms),
      { nullifier, donor, expiresAt },
      signature,
    ]);
    const token = await readToken(view.provider, both.campaign.terms.token);
    const { amount } = await view.campaigns.pledgeOf(both.campaign.id, donor);
    const facts = {
      round: both.round.id,
      campaign: both.campaign.id,
      donor,
      counted: withSymbol(amount, token),
    };
    return { calls: [roundCall(view.addresses, "counts a donor", data)], facts };
  });

const close = (connection: Connection, given: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const { id, terms } = await readRound(view, roundId(given));
    const data = ROUNDS.encodeFunctionData("close", [contractArgument(terms)]);
    const facts = { round: id, next: "matches are paid: campaign match pay" };
    return { calls: [roundCall(view.addresses, "closes the round", data)], facts };
  });

type ToOptions = ActOptions & { readonly to?: string };

const withdraw = (connection: Connection, given: string, options: ToOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const { id, terms } = await readRound(view, roundId(given));
    const to = options.to === undefined ? from : parseOption("--to", address, options.to);
    const token = await readToken(view.provider, terms.token);
    const owed = await view.rounds.balanceOf(id, from);
    const data = ROUNDS.encodeFunctionData("withdraw", [contractArgument(terms), to]);
    const facts = { round: id, withdrawn: withSymbol(owed, token), to };
    return { calls: [roundCall(view.addresses, "withdraws what is owed", data)], facts };
  });

type PotOptions = ActOptions & { readonly pot: string };

const recover = (
  connection: Connection,
  round: string,
  campaign: string,
  options: PotOptions,
): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const both = await readBoth(view, round, campaign);
    const pot = parsePot(options.pot, both.campaign.terms.sharesBps.length);
    const data = ROUNDS.encodeFunctionData("recover", [
      contractArgument(both.round.terms),
      contractArgument(both.campaign.terms),
      pot,
    ]);
    const facts = {
      round: both.round.id,
      pot: potName(pot),
      next: "the sponsor withdraws it: campaign match withdraw",
    };
    return { calls: [roundCall(view.addresses, "fetches the match's share for the sponsor", data)], facts };
  });

/** Adds `open|enter|register|count|close|withdraw|recover`. */
export const addRounds = (match: Command, run: Run): void => {
  withActOptions(match.command("open"))
    .description("open a round and bring its pool, with all the transactions that it takes")
    .argument("<draft>", "JSON: token, issuer, pool, cap, bond, endsAt, postBy, challengeWindow")
    .requiredOption(
      "--out <file>",
      "the round's terms, kept before anything is sent; if it is there, its round is opened",
    )
    .action((draft: string, options: OpenOptions) => run((connection) => open(connection, draft, options)));
  for (const [name, does, verb] of [
    ["enter", "ask for a place in a round, as the campaign's organiser", enter],
    ["register", "admit a campaign that asked, as the round's sponsor", register],
  ] as const)
    withActOptions(match.command(name))
      .description(does)
      .argument(...ROUND_ARGUMENT)
      .argument(...CAMPAIGN_ARGUMENT)
      .action((round: string, campaign: string, options: ActOptions) =>
        run((connection) => verb(connection, round, campaign, options)),
      );
  withActOptions(match.command("count"))
    .description("count what a donor has pledged by now; anyone who has the donor's credential")
    .argument(...ROUND_ARGUMENT)
    .argument(...CAMPAIGN_ARGUMENT)
    .requiredOption("--credential <file>", "from campaign match credential")
    .action((round: string, campaign: string, options: CountOptions) =>
      run((connection) => count(connection, round, campaign, options)),
    );
  withActOptions(match.command("close"))
    .description("make an unrefuted result final, or end a round that got none; anyone")
    .argument(...ROUND_ARGUMENT)
    .action((given: string, options: ActOptions) => run((connection) => close(connection, given, options)));
  withActOptions(match.command("withdraw"))
    .description("take out what one is owed: a bond, a reward, what is left of the pool")
    .argument(...ROUND_ARGUMENT)
    .option("--to <address>", "another account to pay it to")
    .action((given: string, options: ToOptions) => run((connection) => withdraw(connection, given, options)));
  withActOptions(match.command("recover"))
    .description("fetch the match's share of a pot for the sponsor; anyone")
    .argument(...ROUND_ARGUMENT)
    .argument(...CAMPAIGN_ARGUMENT)
    .requiredOption("--pot <name>", "a milestone's number from 1 on, bond:N, or whole")
    .action((round: string, campaign: string, options: PotOptions) =>
      run((connection) => recover(connection, round, campaign, options)),
    );
};
