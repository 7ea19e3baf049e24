// What may happen next, as a table over every state of a milestone.
import { expect } from "chai";
import { GrantState, type GrantTerms, MilestoneState } from "../../standards/grant.ts";
import {
  countVotes,
  isFinal,
  type MilestoneStanding,
  type MilestoneWord,
  milestoneStateName,
  needsPrice,
  overrulesAi,
  reviewersIn,
  shareText,
} from "../../standards/grantStates.ts";
import { type GrantView, type Move, nextMoves, offerMoves, SEQUEL_GRACE } from "../../standards/nextStep.ts";
import { termsWith } from "../support/evidence.ts";

const NOW = 1_800_000_000;
const DAY = 86_400;
const terms = termsWith();
const { account, conditions } = terms;
const { policy } = conditions;
const NOBODY = "0x0000000000000000000000000000000000000000";

type PolicyChange = Partial<typeof policy>;

/** Terms whose milestones take evidence until ten days from now. */
const termsOf = (change: PolicyChange = {}): GrantTerms => ({
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

const word = (state: keyof typeof MilestoneState, more: Partial<MilestoneWord> = {}): MilestoneWord => ({
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

const standing = (of: MilestoneWord, more: Partial<MilestoneStanding> = {}): MilestoneStanding => ({
  word: of,
  panel: { seats: 0b111, committed: 0 },
  isProvisional: false,
  due: { toInvestigator: 0n, toFunder: 0n },
  bond: { owedTo: NOBODY, amount: 0n },
  ...more,
});

const moves = (
  one: MilestoneStanding,
  change: PolicyChange = {},
  more: Partial<GrantView> = {},
): readonly Move[] =>
  nextMoves({ terms: termsOf(change), standings: [one], autoReleaseCap: 0n, now: NOW, ...more }, 0);

/** A move as "act by whom +days..+days", seconds beyond whole days as +s. */
const told = (all: readonly Move[]): string[] =>
  all.map(({ act, by, from, until }) => {
    const at = (time: number) => {
      const days = Math.floor((time - NOW) / DAY);
      const seconds = time - NOW - days * DAY;
      return `${days}d${seconds === 0 ? "" : `${seconds}s`}`;
    };
    return `${act} by ${by} ${at(from)}..${until === undefined ? "" : at(until)}`;
  });

const past = { deadline: NOW - 1 };
const SCORED = { hasScore: true, score: 10 };
const [first = 0n] = account.amounts;

const ROWS: [string, MilestoneStanding, string[], PolicyChange?, Partial<GrantView>?][] = [
  [
    "Pending, in time",
    standing(word("Pending")),
    ["submit by investigator 0d..10d", "keep by anyone 10d1s.."],
  ],
  ["Pending, too late", standing(word("Pending")), ["keep by anyone 10d1s.."], {}, { now: NOW + 11 * DAY }],
  ["Submitted", standing(word("Submitted")), ["submit --ask by anyone 0d..5d", "keep by anyone 5d1s.."]],
  ["Submitted, oracle silent", standing(word("Submitted", past)), ["keep by anyone 0d.."]],
  [
    "Scored, sealing",
    standing(word("Scored", SCORED)),
    [
      "review commit by panel 0d..3d",
      "review reveal by panel 3d1s..5d",
      "dispute by either party 0d..5d",
      "keep by anyone 5d1s..",
    ],
  ],
  [
    "Scored, all sealed",
    standing(word("Scored", SCORED), { panel: { seats: 0b111, committed: 0b111 } }),
    ["review reveal by panel 0d..5d", "dispute by either party 0d..5d", "keep by anyone 5d1s.."],
  ],
  [
    "Scored, under the cap",
    standing(word("Scored", SCORED)),
    [
      "keep by anyone 0d..5d",
      "review commit by panel 0d..3d",
      "review reveal by panel 3d1s..5d",
      "dispute by either party 0d..5d",
      "keep by anyone 5d1s..",
    ],
    {},
    { autoReleaseCap: first },
  ],
  [
    "Scored, under the cap, not final",
    standing(word("Scored", SCORED), { isProvisional: true, panel: { seats: 1, committed: 1 } }),
    ["review reveal by panel 0d..5d", "dispute by either party 0d..5d", "keep by anyone 5d1s.."],
    {},
    { autoReleaseCap: first },
  ],
  [
    "Scored, too low for the cap",
    standing(word("Scored", { hasScore: true, score: -1 }), { panel: { seats: 1, committed: 1 } }),
    ["review reveal by panel 0d..5d", "dispute by either party 0d..5d", "keep by anyone 5d1s.."],
    {},
    { autoReleaseCap: first },
  ],
  ["Scored, panel silent", standing(word("Scored", { ...SCORED, ...past })), ["keep by anyone 0d.."]],
  [
    "Unscored",
    standing(word("Unscored")),
    ["review commit by panel 0d..3d", "review reveal by panel 3d1s..5d", "keep by anyone 5d1s.."],
  ],
  ["Unscored, panel silent", standing(word("Unscored", past)), ["keep by anyone 0d.."]],
  [
    "Approved",
    standing(word("Approved", { payeeBps: 10_000 })),
    ["claim by investigator 5d1s..", "dispute by funder 0d..5d"],
  ],
  [
    "Approved, undisputed",
    standing(word("Approved", { payeeBps: 10_000, ...past }), { due: { toInvestigator: 1n, toFunder: 2n } }),
    ["claim by investigator 0d..", "refund by funder 0d.."],
  ],
  [
    "Approved in dollars, not priced yet",
    standing(word("Approved", { payeeBps: 10_000, priced: true, ...past })),
    ["claim by investigator 0d..", "refund by funder 0d.."],
  ],
  [
    "Approved, all paid",
    standing(word("Approved", { payeeBps: 10_000, released: true, refunded: true, ...past })),
    [],
  ],
  [
    "Rejected",
    standing(word("Rejected")),
    ["submit by investigator 0d..10d", "dispute by investigator 0d..5d", "keep by anyone 10d1s.."],
  ],
  [
    "Rejected for the last time",
    standing(word("Rejected", { attempts: 2 })),
    ["dispute by investigator 0d..5d", "keep by anyone 5d1s.."],
  ],
  [
    "Rejected, undisputed, attempts left",
    standing(word("Rejected", past)),
    ["submit by investigator 0d..10d", "keep by anyone 10d1s.."],
  ],
  ["Rejected for good", standing(word("Rejected", { attempts: 2, ...past })), ["keep by anyone 0d.."]],
  ["Escalated", standing(word("Escalated")), ["rule by arbitrator 0d..5d", "keep by anyone 5d1s.."]],
  ["Disputed", standing(word("Disputed")), ["rule by arbitrator 0d..5d", "keep by anyone 5d1s.."]],
  ["Disputed, arbitrator silent", standing(word("Disputed", past)), ["keep by anyone 0d.."]],
  [
    "Ruled, with a bond for the funder",
    standing(word("Ruled", { payeeBps: 6_000, ...past }), {
      due: { toInvestigator: 6n, toFunder: 0n },
      bond: { owedTo: account.funder, amount: 1n },
    }),
    ["claim by investigator 0d..", "refund by funder 0d.."],
  ],
  [
    "Ruled, nothing left but the investigator's bond",
    standing(word("Ruled", { released: true, refunded: true, ...past }), {
      bond: { owedTo: account.investigator, amount: 1n },
    }),
    ["claim by investigator 0d.."],
  ],
  [
    "Ruled at nothing, in dollars",
    standing(word("Ruled", { payeeBps: 0, priced: true, ...past })),
    ["refund by funder 0d.."],
  ],
  [
    "Refundable",
    standing(word("Refundable", past), { due: { toInvestigator: 0n, toFunder: 5n } }),
    ["refund by funder 0d.."],
  ],
  [
    "Payable",
    standing(word("Payable", { priced: true, ...past }), { due: { toInvestigator: 3n, toFunder: 0n } }),
    ["claim by investigator 0d.."],
  ],
];

describe("what may happen next to a milestone", () => {
  for (const [name, one, expected, change = {}, more = {}] of ROWS)
    it(name, () => {
      const found = moves(one, change, more);
      expect(told(found)).to.deep.equal(expected);
    });

  it("is told for every state there is", () => {
    const covered = new Set(ROWS.map(([, one]) => milestoneStateName(one.word.state)));
    expect([...covered].sort()).to.deep.equal(Object.keys(MilestoneState).sort());
  });

  it("always leads on: whatever is not final has a move that anyone may make in the end", () => {
    for (const [name, one, , change = {}, more = {}] of ROWS) {
      if (isFinal(one.word, NOW)) continue;
      const found = moves(one, change, more);
      const isWaiting = one.word.state === MilestoneState.Approved;
      expect(
        isWaiting || found.some(({ by, until }) => by === "anyone" && until === undefined),
        name,
      ).to.equal(true);
    }
  });
});

describe("what may happen next in a sequential grant", () => {
  const second = (before: MilestoneWord, change: PolicyChange = {}, now = NOW): string[] => {
    const view = {
      terms: termsOf({ sequential: true, ...change }),
      standings: [standing(before), standing(word("Pending", { attempts: 0, deadline: 0 }))],
      autoReleaseCap: 0n,
      now,
    };
    return told(nextMoves(view, 1));
  };

  it("waits for the milestone before", () => {
    expect(second(word("Submitted"))).to.deep.equal([]);
    expect(second(word("Approved"))).to.deep.equal([]);
  });

  it("keeps a milestone open long enough after a late one before it", () => {
    const finalSince = NOW - 1;
    const until = (finalSince + SEQUEL_GRACE - NOW) / DAY;
    expect(second(word("Approved", { deadline: finalSince }))[0]).to.equal(
      `submit by investigator 0d..${Math.floor(until)}d${DAY - 1}s`,
    );
  });

  it("ends what follows a failure only where terms cascade", () => {
    const failed = word("Refundable", { deadline: NOW - 20 * DAY });
    expect(second(failed, { cascade: true })).to.deep.equal(["keep by anyone 0d.."]);
    expect(second(failed)).to.deep.equal(["submit by investigator 0d..10d", "keep by anyone 10d1s.."]);
    for (const state of ["Ruled", "Payable"] as const) {
      const ruled = (payeeBps: number) => word(state, { deadline: NOW - 20 * DAY, payeeBps });
      expect(second(ruled(0), { cascade: true }), state).to.deep.equal(["keep by anyone 0d.."]);
      expect(second(ruled(1), { cascade: true }), state).to.include("submit by investigator 0d..10d");
    }
  });
});

describe("what may happen next to an offer", () => {
  it("is acceptance until its last day, and giving it back", () => {
    expect(told(offerMoves(GrantState.Offered, NOW + DAY, NOW))).to.deep.equal([
      "accept by investigator 0d..1d",
      "cancel by funder 0d..",
    ]);
    expect(told(offerMoves(GrantState.Offered, NOW - DAY, NOW))).to.deep.equal(["cancel by anyone 0d.."]);
    expect(offerMoves(GrantState.Cancelled, NOW + DAY, NOW)).to.deep.equal([]);
  });
});

describe("words and votes", () => {
  it("names states, and knows no others", () => {
    expect(milestoneStateName(10n)).to.equal("Payable");
    expect(() => milestoneStateName(11)).to.throw(TypeError);
  });

  it("counts votes and names their reviewers", () => {
    expect(countVotes(0b1000000000000101)).to.equal(3);
    expect(reviewersIn(policy.reviewers, 1)).to.deep.equal(policy.reviewers.slice(0, 1));
  });

  it("needs a supermajority against a veto and without a required score", () => {
    const rules = { aiRequired: false, aiCanVeto: true, minScore: 5 };
    expect(overrulesAi({ hasScore: true, score: 4 }, rules)).to.equal(true);
    expect(overrulesAi({ hasScore: true, score: 5 }, rules)).to.equal(false);
    expect(overrulesAi({ hasScore: false, score: 0 }, rules)).to.equal(true);
    expect(overrulesAi({ hasScore: false, score: 0 }, { ...rules, aiCanVeto: false })).to.equal(false);
  });

  it("asks a price for what is final, in dollars and not fixed", () => {
    expect(needsPrice(word("Ruled", { priced: true, ...past }), NOW)).to.equal(true);
    expect(needsPrice(word("Approved", { priced: true }), NOW)).to.equal(false);
    expect(needsPrice(word("Payable", { priced: true, ...past }), NOW)).to.equal(false);
  });

  it("writes shares in per cent", () => {
    expect([0, 6_000, 10_000, 3_333].map(shareText)).to.deep.equal(["0 %", "60 %", "100 %", "33.33 %"]);
  });
});
