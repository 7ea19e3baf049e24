import { expect } from "chai";
import type { FunctionFragment, Interface } from "ethers";
import {
  IMilestoneReview__factory,
  MilestoneReview__factory,
  ReviewDesk__factory,
} from "../../types/index.ts";

/** Selector, what it gives back and whether it may write or take ether: what a caller relies on. */
const promise = (f: FunctionFragment): string =>
  `${f.selector} ${f.name} ${f.stateMutability} (${f.outputs.map(({ type }) => type).join(",")})`;

const promisesOf = (abi: Interface): string[] => {
  const promises: string[] = [];
  abi.forEachFunction((f) => promises.push(promise(f)));
  return promises;
};

/** Constants of the storage layer, which both codes are made of. */
const SHARED = ["ESCROW", "ORACLE", "REVIEWERS", "SEQUEL_GRACE", "SEQUENCER_UPTIME_FEED", "WIRING"];

describe("the review in two codes", () => {
  const own = promisesOf(MilestoneReview__factory.createInterface());
  const delegated = promisesOf(ReviewDesk__factory.createInterface());

  it("answers every function of its interface", () => {
    const wanted = promisesOf(IMilestoneReview__factory.createInterface());
    expect([...own, ...delegated]).to.include.members(wanted);
  });

  it("takes evidence, scores and votes by the code that is called", () => {
    const names = own.map((line) => line.split(" ")[1]);
    expect(names).to.include.members(["submit", "onInference", "onOverturned", "commitVote", "revealVote"]);
  });

  it("hides no function of the second code behind one of the first, but for whom both work with", () => {
    const names = delegated.filter((line) => own.includes(line)).map((line) => line.split(" ")[1] ?? "");
    expect(names.filter((name) => !SHARED.includes(name))).to.deep.equal([]);
    expect(names).to.include("WIRING");
  });
});
