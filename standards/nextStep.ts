// What may happen next to a grant, by whom and when: a pure function of the terms and of what the chain tells.
import { GrantState, type GrantTerms, MilestoneState } from "./grant.ts";
import { isFinal, type MilestoneStanding, type MilestoneWord, needsPrice } from "./grantStates.ts";
import type { Hex } from "./hex.ts";

export type Party = "investigator" | "funder" | "either party" | "panel" | "arbitrator" | "anyone";

/** Something that may be done. `act` is the subcommand of `theriac grant` that does it. */
export type Move = {
  readonly act: string;
  readonly by: Party;
  readonly does: string;
  /** First second at which it may be done. */
  readonly from: number;
  /** Last one, if there is any. */
  readonly until?: number;
};

/** What the chain tells of an active grant. */
export type GrantView = {
  readonly terms: GrantTerms;
  /** One a milestone. */
  readonly standings: readonly MilestoneStanding[];
  /** Up to this amount a score alone approves; see IMilestoneReview.autoReleaseCapOf. */
  readonly autoReleaseCap: bigint;
  /** Unix seconds of chain time. */
  readonly now: number;
};

/** In a sequential grant a milestone is open at least this long; IMilestoneReview.SEQUEL_GRACE. */
export const SEQUEL_GRACE = 30 * 86_400;
const NOTHING: readonly Move[] = [];

/** Whether evidence is taken for a milestone, and until when. */
export type Opening = {
  readonly isOpen: boolean;
  /** In a cascading grant the milestone before has failed. */
  readonly hasFailed: boolean;
  readonly graceEnd: number;
};

/** For the investigator, whoever decided so. */
const endedWithNothing = ({ state, payeeBps }: MilestoneWord): boolean =>
  state === MilestoneState.Refundable ||
  ((state === MilestoneState.Ruled || state === MilestoneState.Payable) && payeeBps === 0);

export const openingOf = ({ terms, standings, now }: GrantView, index: number): Opening => {
  const { milestones, policy } = terms.conditions;
  const graceEnd = milestones[index]?.graceEnd ?? 0;
  const before = standings[index - 1]?.word;
  if (!policy.sequential || before === undefined) return { isOpen: true, hasFailed: false, graceEnd };
  const hasFailed = policy.cascade && endedWithNothing(before);
  return {
    isOpen: !hasFailed && isFinal(before, now),
    hasFailed,
    graceEnd: Math.max(graceEnd, before.deadline + SEQUEL_GRACE),
  };
};

type Case = GrantView & { readonly index: number; readonly standing: MilestoneStanding };

const anyone = (does: string, from: number): Move => ({ act: "keep", by: "anyone", does, from });

const pending = (at: Case): readonly Move[] => {
  const { isOpen, hasFailed, graceEnd } = openingOf(at, at.index);
  if (hasFailed) return [anyone("ends it: the milestone before has failed", at.now)];
  if (!isOpen) return NOTHING;
  const ends = anyone("ends it: no evidence came in time", graceEnd + 1);
  if (at.now > graceEnd) return [ends];
  return [
    { act: "submit", by: "investigator", does: "hands in evidence", from: at.now, until: graceEnd },
    ends,
  ];
};

const submitted = ({ standing: { word }, now }: Case): readonly Move[] => {
  const passes = anyone(
    "passes over the silent oracle: the panel decides without a score",
    word.deadline + 1,
  );
  if (now > word.deadline) return [passes];
  const asks: Move = {
    act: "submit --ask",
    by: "anyone",
    does: "asks the oracle for a score, if nobody has",
    from: now,
    until: word.deadline,
  };
  return [asks, passes];
};

const panelMoves = ({ standing: { word, panel }, terms, now }: Case): readonly Move[] => {
  const commitEnd = word.deadline - terms.conditions.policy.revealWindow;
  const allIn = panel.seats !== 0 && panel.committed === panel.seats;
  const isSealing = now <= commitEnd && !allIn;
  const seals: Move = {
    act: "review commit",
    by: "panel",
    does: "seals its votes",
    from: now,
    until: commitEnd,
  };
  const opens: Move = {
    act: "review reveal",
    by: "panel",
    does: "opens its votes",
    from: isSealing ? commitEnd + 1 : now,
    until: word.deadline,
  };
  return isSealing ? [seals, opens] : [opens];
};

const approvesAlone = ({ standing: { word, isProvisional }, terms, autoReleaseCap, index }: Case): boolean =>
  word.hasScore &&
  !isProvisional &&
  word.score >= terms.conditions.policy.minScore &&
  (terms.account.amounts[index] ?? 0n) <= autoReleaseCap;

const judged = (at: Case): readonly Move[] => {
  const { word } = at.standing;
  const escalates = anyone("passes over the silent panel: the arbitrator decides", word.deadline + 1);
  if (at.now > word.deadline) return [escalates];
  const until = word.deadline;
  const scored = word.state === MilestoneState.Scored;
  return [
    ...(scored && approvesAlone(at)
      ? [{ ...anyone("approves by the score alone, which is under the cap", at.now), until }]
      : NOTHING),
    ...panelMoves(at),
    ...(scored ? [dispute("either party", at.now, until)] : NOTHING),
    escalates,
  ];
};

const dispute = (by: Party, from: number, until: number): Move => ({
  act: "dispute",
  by,
  does: "calls in the arbitrator, with a bond",
  from,
  until,
});

const rejected = (at: Case): readonly Move[] => {
  const { terms, standing, now, index } = at;
  const { attempts, deadline } = standing.word;
  const { graceEnd } = openingOf(at, index);
  const mayRetry = attempts < terms.conditions.policy.maxAttempts;
  const endsAt = Math.max(deadline, mayRetry ? graceEnd : 0);
  const ends = anyone("ends it: rejected for good", endsAt + 1);
  if (now > endsAt) return [ends];
  const retry: Move = {
    act: "submit",
    by: "investigator",
    does: "hands in better evidence",
    from: now,
    until: graceEnd,
  };
  return [
    ...(mayRetry && now <= graceEnd ? [retry] : NOTHING),
    ...(now <= deadline ? [dispute("investigator", now, deadline)] : NOTHING),
    ends,
  ];
};

const arbitrated = ({ standing: { word }, now }: Case): readonly Move[] => {
  const splits = anyone("passes over the silent arbitrator: the split of the terms", word.deadline + 1);
  if (now > word.deadline) return [splits];
  const rules: Move = {
    act: "rule",
    by: "arbitrator",
    does: "splits the amount",
    from: now,
    until: word.deadline,
  };
  return [rules, splits];
};

const sameAccount = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase();

const pays = ({ standing: { word, due, bond }, terms, now }: Case): readonly Move[] => {
  const isUnpriced = needsPrice(word, now);
  const owesBond = bond.amount > 0n;
  const isOwed = (party: Hex): boolean => owesBond && sameAccount(bond.owedTo, party);
  const { funder, investigator } = terms.account;
  const claims = due.toInvestigator > 0n || (isUnpriced && word.payeeBps > 0) || isOwed(investigator);
  const refunds = due.toFunder > 0n || isUnpriced || isOwed(funder);
  return [
    ...(claims
      ? [{ act: "claim", by: "investigator", does: "takes what is due to it", from: now } as const]
      : NOTHING),
    ...(refunds
      ? [{ act: "refund", by: "funder", does: "takes back what is left", from: now } as const]
      : NOTHING),
  ];
};

const approved = (at: Case): readonly Move[] => {
  const { word } = at.standing;
  if (at.now > word.deadline) return pays(at);
  const claims: Move = {
    act: "claim",
    by: "investigator",
    does: "takes the amount",
    from: word.deadline + 1,
  };
  return [claims, dispute("funder", at.now, word.deadline)];
};

const MOVES: Readonly<Record<number, (at: Case) => readonly Move[]>> = {
  [MilestoneState.Pending]: pending,
  [MilestoneState.Submitted]: submitted,
  [MilestoneState.Scored]: judged,
  [MilestoneState.Unscored]: judged,
  [MilestoneState.Approved]: approved,
  [MilestoneState.Rejected]: rejected,
  [MilestoneState.Escalated]: arbitrated,
  [MilestoneState.Disputed]: arbitrated,
  [MilestoneState.Ruled]: pays,
  [MilestoneState.Refundable]: pays,
  [MilestoneState.Payable]: pays,
};

/** What may happen to a milestone of an active grant; the usual course first, nothing where it waits or is through. */
export const nextMoves = (view: GrantView, index: number): readonly Move[] => {
  const standing = view.standings[index];
  if (standing === undefined) return NOTHING;
  return MOVES[standing.word.state]?.({ ...view, index, standing }) ?? NOTHING;
};

/** What may happen to a grant that waits for its investigator. */
export const offerMoves = (state: number, startBy: number, now: number): readonly Move[] => {
  if (state !== GrantState.Offered) return NOTHING;
  const givesBack = "gives the deposit back to the funder";
  if (now > startBy) return [{ act: "cancel", by: "anyone", does: givesBack, from: now }];
  return [
    { act: "accept", by: "investigator", does: "signs the terms", from: now, until: startBy },
    { act: "cancel", by: "funder", does: givesBack, from: now },
  ];
};
