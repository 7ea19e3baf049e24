import { expect } from "chai";
import { leastSay } from "../../standards/campaign.ts";

const UNIT = 1_000_000n;

describe("the least pledge that may dispute", () => {
  it("is five in a hundred of what donors pledged, rounded up", () => {
    expect(leastSay({ raised: 175n * UNIT, matched: 0n })).to.equal(8_750_000n);
    expect(leastSay({ raised: 184_210_526n, matched: 0n })).to.equal(9_210_527n);
  });

  it("is the same whatever was matched: in E-8 ten donors of 100 keep theirs beside a match of 7,500", () => {
    expect(leastSay({ raised: 8_500n * UNIT, matched: 7_500n * UNIT })).to.equal(50n * UNIT);
  });
});
