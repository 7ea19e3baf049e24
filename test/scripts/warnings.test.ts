import { expect } from "chai";
import { warningsOf } from "../../scripts/checks/warnings.ts";

const info = {
  input: { sources: { "project/contracts/A.sol": { content: "a" }, "npm/solady/B.sol": { content: "b" } } },
};
const warning = (file: string) => ({
  severity: "warning",
  formattedMessage: `Warning: x\n --> ${file}:1:1`,
  sourceLocation: { file },
});
const output = { output: { errors: [warning("project/contracts/A.sol"), warning("npm/solady/B.sol")] } };

describe("compiler warnings", () => {
  it("are found in our own files only", () => {
    expect(warningsOf(info, output, () => "a")).to.deep.equal(["Warning: x\n --> contracts/A.sol:1:1"]);
  });

  it("are dropped once the file has changed or gone", () => {
    expect(warningsOf(info, output, () => "a2")).to.deep.equal([]);
    expect(warningsOf(info, output, () => undefined)).to.deep.equal([]);
  });

  it("let a test be larger than a contract may be", () => {
    const sizes = ["project/test/A.t.sol", "project/contracts/A.sol"].map((file) => ({
      ...warning(file),
      errorCode: "5574",
    }));
    const sources = Object.fromEntries(
      sizes.map(({ sourceLocation }) => [sourceLocation.file, { content: "a" }]),
    );
    expect(warningsOf({ input: { sources } }, { output: { errors: sizes } }, () => "a")).to.have.lengthOf(1);
  });

  it("find nothing in a clean compilation", () => {
    expect(warningsOf(info, { output: {} }, () => "a")).to.deep.equal([]);
  });
});
