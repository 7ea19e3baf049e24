import { expect } from "chai";
import { closingLine, countsOf } from "../../scripts/checks/counts.ts";

describe("counts of a suite", () => {
  it("reads mocha's closing lines", () => {
    const text = "  oracle\n    ✔ answers\n\n  12 passing (1s)\n  1 pending\n  2 failing\n\n  1) oracle\n";
    expect(countsOf({ code: 2, text })).to.deep.equal({ passed: 12, failed: 2 });
  });

  it("reads the closing lines of Hardhat's Solidity runner", () => {
    const text =
      "Running Solidity tests\n\n  contracts/A.t.sol:A\n    ✔ test_A\n\n\n  31 passing\n  3 skipped\n";
    expect(countsOf({ code: 0, text })).to.deep.equal({ passed: 31, failed: 0 });
  });

  it("counts a crash that names no failure as one", () => {
    expect(countsOf({ code: 1, text: "TypeError: x is not a function" })).to.deep.equal({
      passed: 0,
      failed: 1,
    });
    expect(countsOf({ code: 1, text: "  5 passing (1s)\n" })).to.deep.equal({ passed: 5, failed: 1 });
    expect(countsOf({ code: null, text: "  5 passing (1s)\n" })).to.deep.equal({ passed: 5, failed: 1 });
  });

  it("counts a suite without a test as a failure", () => {
    expect(countsOf({ code: 0, text: "" })).to.deep.equal({ passed: 0, failed: 1 });
    expect(countsOf({ code: 0, text: "  0 passing (1ms)\n" })).to.deep.equal({ passed: 0, failed: 1 });
  });

  it("takes no number out of a test's name", () => {
    const text = "    ✔ shows 40 failing nodes\n  1 passing (3ms)\n";
    expect(countsOf({ code: 0, text })).to.deep.equal({ passed: 1, failed: 0 });
  });

  it("closes with the sum", () => {
    const all = [
      { passed: 3, failed: 0 },
      { passed: 0, failed: 1 },
      { passed: 39, failed: 4 },
    ];
    expect(closingLine(all)).to.equal("42 passed, 5 failed");
  });
});
