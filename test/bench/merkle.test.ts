import { expect } from "chai";
import { compareBuilds } from "../../bench/merkle/compare.ts";

const UNITS = 2_000;

describe("the comparison of unit trees", () => {
  it("gives OpenZeppelin's root and proofs for 2,000 units", async function () {
    this.timeout(120_000);
    const { agree, units, root, ours } = await compareBuilds(UNITS, () => {});
    expect(agree, "roots and proofs").to.equal(true);
    expect(units).to.equal(UNITS);
    expect(root).to.match(/^0x[0-9a-f]{64}$/);
    expect(ours.proofMs).to.be.greaterThan(0);
  });
});
