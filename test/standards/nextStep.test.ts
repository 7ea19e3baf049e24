// What may happen next, as a table over every state of a milestone.
import { expect } from "chai";
import { GrantState, MilestoneState } from "../../standards/grant.ts";
import {
  isFinal,
  type MilestoneStanding,
  type MilestoneWord,
  milestoneStateName,
} from "../../standards/grantStates.ts";
import { type GrantView, nextMoves, offerMoves, SEQUEL_GRACE } from "../../standards/nextStep.ts";
import {
  account,
  DAY,
  moves,
  NOW,
  type PolicyChange,
  past,
  SCORED,
  standing,
  termsOf,
  told,
  word,
} from "./grantStanding.ts";

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
