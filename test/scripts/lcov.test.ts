import { expect } from "chai";
import { parseLcov, percent, shortfalls } from "../../scripts/checks/lcov.ts";

const report = `TN:
SF:contracts/A.sol
DA:1,4
DA:2,0
DA:3,1
DA:4,1
LH:3
LF:4
end_of_record
SF:contracts/B.sol
DA:9,1
end_of_record
`;
const files = parseLcov(report);

describe("coverage", () => {
  it("counts the lines that were run", () => {
    expect(files).to.deep.equal([
      { file: "contracts/A.sol", found: 4, hit: 3 },
      { file: "contracts/B.sol", found: 1, hit: 1 },
    ]);
    expect(percent(files)).to.equal(80);
  });

  it("fails what is below a threshold and nothing else", () => {
    expect(shortfalls(files, { lines: 80, linesOfEachFile: 75 })).to.deep.equal([]);
    expect(shortfalls(files, { lines: 81, linesOfEachFile: 75 })).to.have.lengthOf(1);
    expect(shortfalls(files, { lines: 80, linesOfEachFile: 76 })[0]).to.contain("contracts/A.sol");
  });

  it("takes a missing report for no coverage", () => {
    expect(shortfalls([], { lines: 1, linesOfEachFile: 1 })).to.have.lengthOf(1);
  });
});
