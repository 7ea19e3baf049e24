import { expect } from "chai";
import { readSpliceScores, spliceEffect } from "../../client/spliceEffect.ts";
import type { SpliceWindow } from "../../models/splice-site/features.ts";

const REFERENCE = "A".repeat(60);
const ALTERNATIVE = `${"A".repeat(30)}C${"A".repeat(29)}`;

describe("effect of a variant on a splice site", () => {
  const asked: SpliceWindow[] = [];
  const answering =
    (...answers: readonly number[][]) =>
    async (window: SpliceWindow): Promise<readonly number[]> => {
      asked.push(window);
      return answers[asked.length - 1] ?? [];
    };
  beforeEach(() => {
    asked.length = 0;
  });

  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => "no error",
      (error: { code?: string }) => error.code,
    );

  it("is the fall of the score of the reference's class, from two answers of their own", async () => {
    const effect = await spliceEffect(answering([900, -40, 7], [-100, 20, 650]), REFERENCE, ALTERNATIVE);
    expect(asked).to.deep.equal([
      { kind: "splice-window/1", bases: REFERENCE },
      { kind: "splice-window/1", bases: ALTERNATIVE },
    ]);
    expect(effect).to.deep.equal({
      reference: { scores: [900, -40, 7], verdict: "donor" },
      alternative: { scores: [-100, 20, 650], verdict: "neither" },
      drop: 1_000,
      changes: true,
    });
  });

  it("is negative where the variant makes the site more of one", async () => {
    const { drop, changes } = await spliceEffect(answering([1, 5, 2], [1, 9, 2]), REFERENCE, ALTERNATIVE);
    expect([drop, changes]).to.deep.equal([-4, false]);
  });

  it("asks nothing when either window is not one", async () => {
    for (const bad of [ALTERNATIVE.toLowerCase(), "GATTACA", ALTERNATIVE.replace("C", "X")]) {
      expect(await codeOf(spliceEffect(answering(), REFERENCE, bad))).to.equal("PAYLOAD_MALFORMED");
      expect(await codeOf(spliceEffect(answering(), bad, REFERENCE))).to.equal("PAYLOAD_MALFORMED");
    }
    expect(asked).to.deep.equal([]);
  });

  it("refuses the answer of another model, and gives a tie to the first class", async () => {
    expect(await codeOf(spliceEffect(answering([1]), REFERENCE, ALTERNATIVE))).to.equal("SPLICE_SCORES");
    expect(readSpliceScores([4, 4, 4]).verdict).to.equal("donor");
    expect(readSpliceScores([3, 4, 4]).verdict).to.equal("acceptor");
  });
});
