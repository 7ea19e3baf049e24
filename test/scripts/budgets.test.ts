import { expect } from "chai";
import { budgetFindings, lineCount } from "../../scripts/checks/budgets.ts";

const lines: Record<string, number> = {
  "contracts/oracle/Big.sol": 351,
  "contracts/oracle/Fits.sol": 350,
  "contracts/libraries/Big.sol": 151,
  "oracle/chain/big.ts": 251,
  "test/unit/consent/long.t.sol": 900,
};
const findings = (allowed: Record<string, string> = {}): string[] =>
  budgetFindings(Object.keys(lines), (file) => lines[file] ?? 0, allowed);

describe("budgets", () => {
  it("catch each file over its budget, tests in Solidity aside", () => {
    expect(findings().map((finding) => finding.split(":")[0])).to.deep.equal([
      "contracts/oracle/Big.sol",
      "contracts/libraries/Big.sol",
      "oracle/chain/big.ts",
    ]);
  });

  it("excuse a file by name and reason, and no file that needs no excuse", () => {
    const allowed = { "contracts/oracle/Big.sol": "one state machine", "oracle/chain/gone.ts": "old" };
    expect(findings(allowed).map((finding) => finding.split(":")[0])).to.deep.equal([
      "contracts/libraries/Big.sol",
      "oracle/chain/big.ts",
      "scripts/checks/budgets.json excuses oracle/chain/gone.ts, which is within its budget",
    ]);
  });

  it("count lines as an editor does", () => {
    expect([lineCount("a\nb\n"), lineCount("a\nb")]).to.deep.equal([2, 2]);
  });
});
