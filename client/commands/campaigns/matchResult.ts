// theriac campaign match [--verify]|compute|post|refute|pay: results of a round, made and checked from its events.
import type { Command } from "commander";
import type { MatchLine } from "../../../standards/matching.ts";
import { RoundState } from "../../../standards/matching.ts";
import type { WrongLine } from "../../../standards/quadraticMatching.ts";
import { type CampaignView, campaignViewOf, ROUNDS, roundCall } from "../../campaigns/campaignContracts.ts";
import { LineNotWrongError, NoResultError } from "../../campaigns/errors.ts";
import { type RoundHistory, readHistory } from "../../campaigns/readRound.ts";
import { compareWithContract, type Recomputed, recomputeRound } from "../../campaigns/recomputeRound.ts";
import { payMatch, refuteLine } from "../../campaigns/roundCalls.ts";
import { contractArgument } from "../../contractArgument.ts";
import { approvals, readToken, type Token, withSymbol } from "../../tokens.ts";
import type { Connection } from "../connection.ts";
import { type Answer, type Facts, type Run, time } from "../output.ts";
import { BadOptionError } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act, CAMPAIGN_ARGUMENT, campaignId, ROUND_ARGUMENT, roundId } from "./act.ts";

type Read = { readonly history: RoundHistory; readonly recomputed: Recomputed; readonly token: Token };

const STATES = Object.keys(RoundState);

/** Everything from events, held against what the contract keeps. */
const read = async (view: CampaignView, given: string): Promise<Read> => {
  const history = await readHistory(view, roundId(given));
  await compareWithContract(view, history);
  const token = await readToken(view.provider, history.round.terms.token);
  return { history, recomputed: recomputeRound(history), token };
};

const lineFacts = ({ campaign, rawSum, matchSum }: MatchLine, n: number): Facts => ({
  line: n + 1,
  campaign,
  rawSum: String(rawSum),
  matchSum: String(matchSum),
});

/** One campaign a line, as the result would be posted. */
const compute = async (connection: Connection, given: string): Promise<Answer> => {
  const { recomputed, token, history } = await read(campaignViewOf(connection), given);
  const list = recomputed.matches.map(({ campaign, match }, i) => ({
    line: i + 1,
    campaign,
    donors: history.contributions[i]?.amounts.length ?? 0,
    goalMet: history.contributions[i]?.goalMet ?? false,
    match: withSymbol(match, token),
    rawSum: String(recomputed.lines[i]?.rawSum),
    matchSum: String(recomputed.lines[i]?.matchSum),
  }));
  return { facts: {}, list };
};

const wrongFacts = ({ index, field, posted, expected }: WrongLine): Facts => ({
  wrongLine: index + 1,
  wrong: field,
  campaign: expected.campaign,
  postedRawSum: String(posted.rawSum),
  expectedRawSum: String(expected.rawSum),
  postedMatchSum: String(posted.matchSum),
  expectedMatchSum: String(expected.matchSum),
});

const verdictFacts = ({ history, recomputed }: Read): Facts => {
  const { posted } = history;
  if (posted === undefined) throw new NoResultError(history.round.id);
  const { wrong, tree } = recomputed;
  const shown = {
    round: history.round.id,
    result: wrong === undefined ? "right" : "wrong",
    root: posted.root,
    recomputedRoot: tree?.root ?? "",
    poster: posted.poster,
    refutableUntil: time(posted.finalAt),
  };
  return wrong === undefined ? shown : { ...shown, ...wrongFacts(wrong) };
};

type VerifyOptions = Partial<ActOptions> & { readonly refute?: boolean };

/** Whether the posted result is what its events lead to; with --refute one that is not is refuted at once. */
const verify = async (connection: Connection, given: string, options: VerifyOptions): Promise<Answer> => {
  const { refute = false, from } = options;
  if (refute && from === undefined) throw new BadOptionError("--from", "", "--refute needs an account");
  const found = await read(campaignViewOf(connection), given);
  const facts = verdictFacts(found);
  const { wrong } = found.recomputed;
  if (wrong === undefined) return { facts };
  if (!refute || from === undefined) return { facts, isNo: true };
  const sent = await act(connection, { ...options, from }, async ({ view }) => ({
    calls: [refuteLine(view, found.history, wrong.index)],
    facts: { ...facts, refuted: true },
  }));
  return { ...sent, isNo: true };
};

const status = async (connection: Connection, given: string): Promise<Answer> => {
  const view = campaignViewOf(connection);
  const { history, token } = await read(view, given);
  const { round, contributions, posted } = history;
  const [state, postUntil] = await Promise.all([
    view.rounds.stateOf(round.id),
    view.rounds.postUntilOf(round.id),
  ]);
  const { terms } = round;
  return {
    facts: {
      round: round.id,
      state: STATES[Number(state)] ?? "None",
      sponsor: terms.sponsor,
      pool: withSymbol(terms.pool, token),
      cap: withSymbol(terms.cap, token),
      bond: withSymbol(terms.bond, token),
      campaigns: contributions.length,
      counted: contributions.reduce((sum, { amounts }) => sum + amounts.length, 0),
      endsAt: time(terms.endsAt),
      postUntil: time(postUntil),
      refutableUntil: time(posted?.finalAt ?? 0),
    },
  };
};

const post = (connection: Connection, given: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const { history, recomputed, token } = await read(view, given);
    const { id, terms } = history.round;
    const spender = view.addresses.MatchingRounds;
    const lines = contractArgument(recomputed.lines);
    const data = ROUNDS.encodeFunctionData("post", [contractArgument(terms), lines]);
    const calls = [
      ...(await approvals(view.provider, token, { owner: from, spender, amount: terms.bond })),
      roundCall(view.addresses, `posts a result of ${lines.length} lines`, data),
    ];
    const facts = {
      round: id,
      root: recomputed.tree?.root ?? "",
      lines: lines.length,
      bond: withSymbol(terms.bond, token),
      next: "whoever doubts it recomputes it: campaign match --verify; then anyone closes the round",
    };
    return { calls, facts };
  });

type RefuteOptions = ActOptions & { readonly line?: string };

const refute = (connection: Connection, given: string, options: RefuteOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const { history, recomputed } = await read(view, given);
    const asked = options.line === undefined ? undefined : Number(options.line) - 1;
    const index = asked ?? recomputed.wrong?.index;
    if (index === undefined || !Number.isInteger(index)) {
      throw new LineNotWrongError(history.round.id, options.line ?? "any");
    }
    const line = history.posted?.lines[index];
    const facts = line === undefined ? {} : lineFacts(line, index);
    return {
      calls: [refuteLine(view, history, index)],
      facts: { round: history.round.id, ...facts, next: "another result is posted: campaign match post" },
    };
  });

const pay = (connection: Connection, round: string, campaign: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const { history, token } = await read(view, round);
    const id = campaignId(campaign);
    const { call, amount } = payMatch(view, history, id);
    const next = "anyone launches the campaign: campaign launch";
    return {
      calls: [call],
      facts: { round: history.round.id, campaign: id, match: withSymbol(amount, token), next },
    };
  });

/** Adds `[--verify]|compute|post|refute|pay`. */
export const addResults = (match: Command, run: Run): void => {
  // Meant where no other command is named, as in `match --verify ROUND`.
  match
    .command("result", { isDefault: true })
    .description("how a round stands; with --verify, whether its posted result is right")
    .argument(...ROUND_ARGUMENT)
    .option(
      "--verify",
      "recompute the whole result from events; exit code 3 if the posted one is wrong",
      false,
    )
    .option("--refute", "with --verify: refute a wrong one at once", false)
    .option("--from <address>", "with --refute: account of the endpoint that acts and pays")
    .option("--dry-run", "with --refute: try it, send nothing", false)
    .action((given: string, options: VerifyOptions & { readonly verify: boolean }) => {
      const { verify: isCheck, ...rest } = options;
      return run((connection) =>
        isCheck || rest.refute === true ? verify(connection, given, rest) : status(connection, given),
      );
    });
  match
    .command("compute")
    .description("the result that the events lead to, one line a campaign")
    .argument(...ROUND_ARGUMENT)
    .action((given: string) => run((connection) => compute(connection, given)));
  withActOptions(match.command("post"))
    .description("post the result with its bond; anyone, after the round's end")
    .argument(...ROUND_ARGUMENT)
    .action((given: string, options: ActOptions) => run((connection) => post(connection, given, options)));
  withActOptions(match.command("refute"))
    .description("show a line of the posted result to be wrong, for half of its bond")
    .argument(...ROUND_ARGUMENT)
    .option("--line <number>", "counted from 1; the first wrong one without it")
    .action((given: string, options: RefuteOptions) =>
      run((connection) => refute(connection, given, options)),
    );
  withActOptions(match.command("pay"))
    .description("pay a campaign's match of a final result into it; anyone")
    .argument(...ROUND_ARGUMENT)
    .argument(...CAMPAIGN_ARGUMENT)
    .action((round: string, campaign: string, options: ActOptions) =>
      run((connection) => pay(connection, round, campaign, options)),
    );
};
