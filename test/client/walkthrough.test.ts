// docs/consents.md as its reader runs it: every block marked `sh`, in order, in one shell's state.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { type CommandStage, startStage } from "../support/commandLine.ts";
import { itRuns } from "../support/walkthrough.ts";

describe("the walkthrough of docs/consents.md", function () {
  this.timeout(400_000);
  let stage: CommandStage;

  before(async () => {
    stage = await startStage("walkthrough");
  });
  after(() => stage.end());

  itRuns("docs/consents.md", 6, () => stage);

  it("has let a document out to the clinic and to nobody after the revocation", () => {
    const received = readFileSync(path.join(stage.dir, "shown/hba1c.json"), "utf8");
    expect(JSON.parse(received).document.valueQuantity.value).to.equal(6.3);
    expect(existsSync(path.join(stage.dir, "release.json"))).to.equal(true);
    expect(existsSync(path.join(stage.dir, "never.json"))).to.equal(false);
    const { accesses } = JSON.parse(readFileSync(path.join(stage.dir, "accounting.json"), "utf8"));
    expect(
      accesses.map(({ decision }: { decision: { permitted: boolean } }) => decision.permitted),
    ).to.deep.equal([true, false]);
  });

  it("leaves no secret on the chain's record of what was sent", async () => {
    const head = await stage.chain.provider.getBlockNumber();
    const handle = readFileSync(path.join(stage.dir, "handle"), "utf8").trim().slice(2);
    for (let n = 0; n <= head; n++) {
      const block = await stage.chain.provider.send("eth_getBlockByNumber", [`0x${n.toString(16)}`, true]);
      for (const { input } of block.transactions as { input: string }[]) {
        expect(input.includes(handle)).to.equal(false);
      }
    }
  });
});
