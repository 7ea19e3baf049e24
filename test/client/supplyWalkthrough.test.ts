// docs/supply-partners.md as its reader runs it.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { PARTNERS, type SupplyStage, startSupplyStage } from "../support/supplyStage.ts";
import { itRuns } from "../support/walkthrough.ts";

describe("the walkthrough of docs/supply-partners.md", function () {
  this.timeout(400_000);
  let stage: SupplyStage;

  before(async () => {
    stage = await startSupplyStage("supply-walkthrough");
  });
  after(() => stage?.end());

  itRuns("docs/supply-partners.md", 3, () => stage);

  it("has left the pallet with the wholesaler, and the serials to their owners", async () => {
    const { contracts } = stage.connection;
    const { custodian } = await contracts.batches.logisticUnitOf(395212340000007778n);
    expect(custodian).to.equal(PARTNERS.wholesaler.gln);
    for (const file of ["units.jsonl", "lot.json", "packs.json"])
      expect(statSync(path.join(stage.dir, file)).mode & 0o077, file).to.equal(0);
  });

  it("has sent no serial to the chain", async () => {
    const { provider } = stage.chain;
    const serials = readFileSync(path.join(stage.dir, "serials.txt"), "utf8").trim().split("\n");
    const hexes = serials.map((serial) => Buffer.from(serial).toString("hex"));
    for (let n = await provider.getBlockNumber(); n >= 0; n--) {
      const block = await provider.send("eth_getBlockByNumber", [`0x${n.toString(16)}`, true]);
      for (const { input } of block.transactions as { input: string }[])
        expect(hexes.some((hex) => input.includes(hex))).to.equal(false);
    }
  });
});
