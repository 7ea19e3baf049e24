import { expect } from "chai";
import { parseTree, treeFindings } from "../../scripts/checks/trees.ts";

const tree = `grant
├── when the deadline has passed
│   └── it should revert
├── when the period is empty
│   └── it should revert
└── given the grants are not paused
    ├── when the signer was not the caller
    │   └── it should revert
    └── when the signer calls
        ├── it should store the consent
        └── it should emit ConsentGranted
`;
const test = (...names: string[]): string =>
  names.map((name) => `    function ${name}() public {}`).join("\n");
const complete = [
  "test_RevertWhen_DeadlinePassed",
  "test_RevertWhen_PeriodEmpty",
  "test_RevertWhen_SignerNotCaller",
  "test_WhenSignerCalls",
];

describe("trees", () => {
  it("read a branch for each condition that claims something", () => {
    const { branches, faults } = parseTree(tree);
    expect(branches.map(({ label }) => label)).to.deep.equal([
      "when the deadline has passed",
      "when the period is empty",
      "when the signer was not the caller",
      "when the signer calls",
    ]);
    expect(faults).to.deep.equal([]);
  });

  it("agree with tests that mirror them", () => {
    expect(treeFindings(tree, test(...complete))).to.deep.equal([]);
  });

  for (const missing of complete) {
    it(`miss ${missing}`, () => {
      const names = complete.filter((name) => name !== missing);
      expect(treeFindings(tree, test(...names))).to.have.lengthOf(1);
    });
  }

  it("catch a test that stands for no branch", () => {
    const found = treeFindings(tree, test(...complete, "test_RevertWhen_FeeTooLow"));
    expect(found).to.deep.equal(["test_RevertWhen_FeeTooLow stands for no branch"]);
  });

  it("take a second test of one branch", () => {
    expect(treeFindings(tree, test(...complete, "testFuzz_WhenSignerCalls"))).to.deep.equal([]);
  });

  it("read claims that hang on the root", () => {
    expect(
      treeFindings("isLive\n└── it should be false for an unknown id\n", test("test_FalseForUnknownId")),
    ).to.deep.equal([]);
  });

  it("catch a condition that leads nowhere and a tree without a branch", () => {
    expect(treeFindings("grant\n└── when paused\n", "")).to.deep.equal([
      '"when paused" leads to no "it should"',
      "the tree has no branch",
    ]);
  });
});
