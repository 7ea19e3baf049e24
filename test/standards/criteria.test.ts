import { expect } from "chai";
import { keccak256, toUtf8Bytes } from "ethers";
import { criteriaHashOf } from "../../standards/criteria.ts";
import { codeOf, errorOf } from "./errorOf.ts";

describe("a milestone's criteria", () => {
  it("are hashed as the canonical JSON of their list", () => {
    const list = ["Enrol 120 adults", 'Say "done" in Łódź\u200d'];
    const json = '["Enrol 120 adults","Say \\"done\\" in Łódź\u200d"]';
    expect(criteriaHashOf(list)).to.equal(keccak256(toUtf8Bytes(json)));
    expect(criteriaHashOf(list.toReversed())).to.not.equal(criteriaHashOf(list));
    expect(criteriaHashOf(["ab", "c"])).to.not.equal(criteriaHashOf(["a", "bc"]));
  });

  it("are a few texts", () => {
    expect(codeOf(() => criteriaHashOf([]))).to.equal("CRITERIA_COUNT");
    expect(criteriaHashOf(Array(20).fill("x"))).to.match(/^0x/);
    expect(codeOf(() => criteriaHashOf(Array(21).fill("x")))).to.equal("CRITERIA_COUNT");
  });

  const bad: readonly [string, string][] = [
    ["", "LENGTH"],
    ["x".repeat(1001), "LENGTH"],
    [" Enrol 120 adults", "NOT_TRIMMED"],
    ["Enrol 120 adults\n", "NOT_TRIMMED"],
    ["Caf\u0065\u0301 trial", "NOT_NFC"],
    ["\u212b ngstr\u00f6m", "NOT_NFC"],
    ["Enrol\u200b120", "UNSEEN_CHARACTER"],
    ["Enrol \u202e021 adults", "UNSEEN_CHARACTER"],
    ["Enrol \u2067120\u2069 adults", "UNSEEN_CHARACTER"],
    ["Enrol\n120", "UNSEEN_CHARACTER"],
    ["Enrol \u{e0041}120", "UNSEEN_CHARACTER"],
    ["Enrol \ud800", "UNSEEN_CHARACTER"],
  ];
  for (const [text, why] of bad)
    it(`refuse ${JSON.stringify(text.slice(0, 30))}: ${why}`, () => {
      const error = errorOf(() => criteriaHashOf(["Fine", text]));
      expect(error.code).to.equal("CRITERION_MALFORMED");
      expect(error.context).to.deep.equal({ index: 1, why });
    });
});
