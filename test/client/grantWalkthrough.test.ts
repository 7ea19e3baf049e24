// docs/funders.md and docs/researchers.md as their readers run them, one after the other.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { CommandStage } from "../support/commandLine.ts";
import { type GrantStage, startGrantStage } from "../support/grantStage.ts";
import { itRuns } from "../support/walkthrough.ts";

describe("the walkthrough of docs/funders.md and docs/researchers.md", function () {
  this.timeout(400_000);
  let stage: GrantStage & CommandStage;

  before(async () => {
    stage = await startGrantStage("grant-walkthrough");
  });
  after(() => stage?.end());

  const more = () => ({ TOKEN: stage.token });
  itRuns("docs/funders.md", 4, () => stage, more);
  itRuns("docs/researchers.md", 0, () => stage, more);

  it("has paid the investigator and left the rest in escrow", async () => {
    const { usd, actors, addresses } = stage;
    // What it had, the milestone, and one reward for passing it on.
    expect(await usd.balanceOf(actors.investigator.address)).to.equal(1_001_001_000_000n);
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(507_500_000n);
  });

  it("keeps secrets to their owner and off the chain", async () => {
    for (const file of ["terms.secrets.json", "vote.json", "package.json"])
      expect(statSync(path.join(stage.dir, file)).mode & 0o077, file).to.equal(0);
    const secrets = JSON.parse(readFileSync(path.join(stage.dir, "terms.secrets.json"), "utf8"));
    const hidden = [secrets.orcidSalt.slice(2), Buffer.from(secrets.orcid).toString("hex")];
    const { provider } = stage.chain;
    for (let n = await provider.getBlockNumber(); n >= 0; n--) {
      const block = await provider.send("eth_getBlockByNumber", [`0x${n.toString(16)}`, true]);
      for (const { input } of block.transactions as { input: string }[])
        expect(hidden.some((secret) => input.includes(secret))).to.equal(false);
    }
  });
});
