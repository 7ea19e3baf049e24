import type { GrantTerms } from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Call, Sent } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { refusalOf } from "../contractErrors.ts";
import { REVIEW, type ResearchView, reviewCall } from "./grantContracts.ts";

/** What was done for one milestone. */
export type Kept = {
  readonly index: number;
  readonly verbs: readonly string[];
  readonly sent: readonly Sent[];
  readonly refused?: string;
};

/** What `checkUpkeep` reads: abi.encode(terms, index), which is what a call with these arguments carries. */
export const upkeepData = (terms: GrantTerms, index: number): Hex => {
  const call = REVIEW.encodeFunctionData("fixPrice", [contractArgument(terms), index]);
  return `0x${call.slice(10)}`;
};

/** The rewarded call that a milestone waits for, undefined if it waits for none. */
export const nextUpkeep = async (
  view: ResearchView,
  terms: GrantTerms,
  index: number,
): Promise<{ readonly verb: string; readonly call: Call } | undefined> => {
  const { upkeepNeeded, performData } = await view.review.checkUpkeep(upkeepData(terms, index));
  if (!upkeepNeeded) return undefined;
  const verb = REVIEW.parseTransaction({ data: performData })?.name ?? "performUpkeep";
  return {
    verb,
    call: reviewCall(view.addresses, verb, REVIEW.encodeFunctionData("performUpkeep", [performData])),
  };
};

const MOST_ROUNDS = 3;

/** Moves one milestone on for as long as it waits for anybody. */
export const keepMilestone = async (
  view: ResearchView,
  terms: GrantTerms,
  index: number,
  send: (call: Call) => Promise<Sent>,
): Promise<Kept> => {
  const sent: Sent[] = [];
  const verbs: string[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = await nextUpkeep(view, terms, index);
    if (next === undefined) break;
    try {
      sent.push(await send(next.call));
      verbs.push(next.verb);
    } catch (error) {
      return { index, verbs, sent, refused: `${next.verb}: ${refusalOf(error)}` };
    }
  }
  return { index, verbs, sent };
};
