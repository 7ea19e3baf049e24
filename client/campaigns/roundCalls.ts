// Calls that bring lines of a posted result to the chain: refutations and payments.
import type { CampaignId } from "../../standards/campaign.ts";
import type { Hex } from "../../standards/hex.ts";
import { buildResultTree, type MatchLine } from "../../standards/matching.ts";
import type { Call } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { type CampaignView, ROUNDS, roundCall } from "./campaignContracts.ts";
import { LineNotWrongError, NoResultError, NotInRoundError } from "./errors.ts";
import type { OpenedCampaign } from "./readCampaign.ts";
import type { PostedResult, RoundHistory } from "./readRound.ts";

const NO_LINE: MatchLine = { campaign: `0x${"00".repeat(32)}` as CampaignId, rawSum: 0n, matchSum: 0n };

/** A line of the posted result and the one before it, with what shows both. */
type Shown = {
  readonly index: number;
  readonly campaign: OpenedCampaign;
  readonly line: MatchLine;
  readonly proof: readonly Hex[];
  readonly previous: MatchLine;
  readonly previousProof: readonly Hex[];
};

const showLine = ({ round, campaigns }: RoundHistory, { lines }: PostedResult, index: number): Shown => {
  const line = lines[index];
  const campaign = campaigns[index];
  if (line === undefined || campaign === undefined) throw new LineNotWrongError(round.id, String(index + 1));
  const tree = buildResultTree(round.id, lines);
  const isFirst = index === 0;
  return {
    index,
    campaign,
    line,
    proof: tree.proofOf(index),
    previous: lines[index - 1] ?? NO_LINE,
    previousProof: isFirst ? [] : tree.proofOf(index - 1),
  };
};

const lineData = (verb: "refute" | "pay", { round }: RoundHistory, shown: Shown): string => {
  const { index, campaign, line, proof, previous, previousProof } = shown;
  return ROUNDS.encodeFunctionData(verb as "pay", [
    contractArgument(round.terms),
    contractArgument(campaign.terms),
    index,
    contractArgument(line),
    [...proof],
    contractArgument(previous),
    [...previousProof],
  ]);
};

const postedOf = ({ round, posted }: RoundHistory): PostedResult => {
  if (posted === undefined) throw new NoResultError(round.id);
  return posted;
};

/** Refutes one line of the posted result. */
export const refuteLine = ({ addresses }: CampaignView, history: RoundHistory, index: number): Call => {
  const shown = showLine(history, postedOf(history), index);
  return roundCall(addresses, `refutes line ${index + 1}`, lineData("refute", history, shown));
};

/** Pays one campaign's match into it. */
export const payMatch = (
  { addresses }: CampaignView,
  history: RoundHistory,
  campaign: CampaignId,
): { readonly call: Call; readonly amount: bigint } => {
  const index = history.campaigns.findIndex(({ id }) => id === campaign);
  if (index < 0) throw new NotInRoundError(history.round.id, campaign);
  const shown = showLine(history, postedOf(history), index);
  const call = roundCall(addresses, "pays the match", lineData("pay", history, shown));
  return { call, amount: shown.line.matchSum - shown.previous.matchSum };
};
