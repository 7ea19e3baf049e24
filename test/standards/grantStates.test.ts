import { expect } from "chai";
import {
  countVotes,
  milestoneStateName,
  needsPrice,
  overrulesAi,
  reviewersIn,
  shareText,
} from "../../standards/grantStates.ts";
import { NOW, past, policy, word } from "./grantStanding.ts";

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
