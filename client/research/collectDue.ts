// Everything that a grant owes one of its parties, and what must happen before it can be paid.
import { type GrantTerms, MilestoneState } from "../../standards/grant.ts";
import { type MilestoneStanding, needsPrice } from "../../standards/grantStates.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Call, Sent } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { refusalOf } from "../contractErrors.ts";
import { ESCROW, escrowCall, REVIEW, type ResearchView, reviewCall } from "./grantContracts.ts";
import { readStanding } from "./readGrant.ts";

export type Role = "investigator" | "funder";

/** Whose money, and where to. */
export type Collector = {
  readonly role: Role;
  readonly account: Hex;
  /** Another account than the party's own. */
  readonly to?: Hex;
};

const same = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase();

const isSilent = ({ word }: MilestoneStanding, now: number): boolean =>
  (word.state === MilestoneState.Disputed || word.state === MilestoneState.Escalated) && now > word.deadline;

type Due = {
  readonly view: ResearchView;
  readonly terms: GrantTerms;
  readonly index: number;
  readonly collector: Collector;
};

const payment = ({ view, terms, index, collector }: Due): Call => {
  const account = contractArgument(terms.account);
  const { role, to } = collector;
  if (role === "investigator") {
    const data =
      to === undefined
        ? ESCROW.encodeFunctionData("release", [account, index])
        : ESCROW.encodeFunctionData("releaseTo", [account, index, to]);
    return escrowCall(view.addresses, "pays the investigator", data);
  }
  const data =
    to === undefined
      ? ESCROW.encodeFunctionData("refund", [account, index])
      : ESCROW.encodeFunctionData("refundTo", [account, index, to]);
  return escrowCall(view.addresses, "gives back to the funder", data);
};

/** The one call that brings the party nearer to its money, undefined if there is none. */
export const nextCollection = (due: Due, standing: MilestoneStanding, now: number): Call | undefined => {
  const { view, terms, index, collector } = due;
  const { word, bond } = standing;
  const all = contractArgument(terms);
  if (isSilent(standing, now))
    return reviewCall(
      view.addresses,
      "passes over the silent arbitrator",
      REVIEW.encodeFunctionData("applyDefaultSplit", [all, index]),
    );
  const wantsPrice = collector.role === "funder" || word.payeeBps > 0;
  if (needsPrice(word, now) && wantsPrice)
    return reviewCall(
      view.addresses,
      "fixes what the dollars are worth",
      REVIEW.encodeFunctionData("fixPrice", [all, index]),
    );
  const owed = collector.role === "investigator" ? standing.due.toInvestigator : standing.due.toFunder;
  if (owed > 0n) return payment(due);
  const isSettled = word.state === MilestoneState.Ruled || word.state === MilestoneState.Payable;
  if (isSettled && bond.amount > 0n && same(bond.owedTo, collector.account)) {
    const to = collector.to ?? collector.account;
    return reviewCall(
      view.addresses,
      "pays out the bond",
      REVIEW.encodeFunctionData("claimBond", [all, index, to]),
    );
  }
  return undefined;
};

/** What came of one milestone. */
export type Collected = {
  readonly index: number;
  readonly paid: bigint;
  readonly bond: bigint;
  readonly sent: readonly Sent[];
  /** Why nothing more was done, if something stood in the way. */
  readonly refused?: string;
};

/** Calls that one milestone can take: split or price, payment, bond, and room to see that there are no more. */
const MOST_ROUNDS = 5;

/**
 * Takes what one milestone owes the party, step by step, each by what the chain says then: may be repeated at any time. What is
 * refused for one milestone keeps nobody from the others.
 */
export const collectDue = async (due: Due, send: (call: Call) => Promise<Sent>): Promise<Collected> => {
  const { view, terms, index, collector } = due;
  const sent: Sent[] = [];
  let [paid, bond] = [0n, 0n];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const standing = await readStanding(view, terms, index);
    const call = nextCollection(due, standing, await view.now());
    if (call === undefined) break;
    try {
      sent.push(await send(call));
    } catch (error) {
      return { index, paid, bond, sent, refused: refusalOf(error) };
    }
    const { toInvestigator, toFunder } = standing.due;
    if (call.contract === "ResearchEscrow")
      paid += collector.role === "investigator" ? toInvestigator : toFunder;
    if (call.does === "pays out the bond") bond += standing.bond.amount;
  }
  return { index, paid, bond, sent };
};
