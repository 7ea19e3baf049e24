// A milestone in any state, and what may happen next to it, in words.
import { type GrantTerms, MilestoneState } from "../../standards/grant.ts";
import type { MilestoneStanding, MilestoneWord } from "../../standards/grantStates.ts";
import { type GrantView, type Move, nextMoves } from "../../standards/nextStep.ts";
import { termsWith } from "../support/evidence.ts";

export const NOW = 1_800_000_000;
export const DAY = 86_400;
export const terms = termsWith();
export const { account, conditions } = terms;
export const { policy } = conditions;
export const NOBODY = "0x0000000000000000000000000000000000000000";

export type PolicyChange = Partial<typeof policy>;

/** Terms whose milestones take evidence until ten days from now. */
export const termsOf = (change: PolicyChange = {}): GrantTerms => ({
  account,
  conditions: {
    ...conditions,
    milestones: conditions.milestones.map((one) => ({
      ...one,
      dueAt: NOW + 5 * DAY,
      graceEnd: NOW + 10 * DAY,
    })),
    policy: {
      ...policy,
      sequential: false,
      cascade: false,
      maxAttempts: 2,
      minScore: 0,
      revealWindow: 2 * DAY,
      ...change,
    },
  },
});

export const word = (
  state: keyof typeof MilestoneState,
  more: Partial<MilestoneWord> = {},
): MilestoneWord => ({
  state: MilestoneState[state],
  attempts: 1,
  yesVotes: 0,
  noVotes: 0,
  hasScore: false,
  score: 0,
  payeeBps: 0,
  submittedAt: NOW - DAY,
  deadline: NOW + 5 * DAY,
  released: false,
  refunded: false,
  priced: false,
  ...more,
});

export const standing = (of: MilestoneWord, more: Partial<MilestoneStanding> = {}): MilestoneStanding => ({
  word: of,
  panel: { seats: 0b111, committed: 0 },
  isProvisional: false,
  due: { toInvestigator: 0n, toFunder: 0n },
  bond: { owedTo: NOBODY, amount: 0n },
  ...more,
});

export const moves = (
  one: MilestoneStanding,
  change: PolicyChange = {},
  more: Partial<GrantView> = {},
): readonly Move[] =>
  nextMoves({ terms: termsOf(change), standings: [one], autoReleaseCap: 0n, now: NOW, ...more }, 0);

/** A move as "act by whom +days..+days", seconds beyond whole days as +s. */
export const told = (all: readonly Move[]): string[] =>
  all.map(({ act, by, from, until }) => {
    const at = (time: number) => {
      const days = Math.floor((time - NOW) / DAY);
      const seconds = time - NOW - days * DAY;
      return `${days}d${seconds === 0 ? "" : `${seconds}s`}`;
    };
    return `${act} by ${by} ${at(from)}..${until === undefined ? "" : at(until)}`;
  });

export const past = { deadline: NOW - 1 };
export const SCORED = { hasScore: true, score: 10 };
