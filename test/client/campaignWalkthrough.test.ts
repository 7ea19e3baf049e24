// docs/campaigns.md as its reader runs it.
import { expect } from "chai";
import type { JsonRpcSigner } from "ethers";
import { governed } from "../../scripts/local/governor.ts";
import { type TestUsd, TestUsd__factory } from "../../types/index.ts";
import { type CommandStage, startStage } from "../support/commandLine.ts";
import { itRuns } from "../support/walkthrough.ts";

const UNIT = 1_000_000n;
const DELAY = 86_400;
const RICH = 100_000n * UNIT;

describe("the walkthrough of docs/campaigns.md", function () {
  this.timeout(400_000);
  let stage: CommandStage;
  let usd: TestUsd;
  let people: readonly JsonRpcSigner[];
  const at = (i: number): JsonRpcSigner => people[i] as JsonRpcSigner;

  before(async () => {
    stage = await startStage("campaigns");
    const { chain, connection, addresses } = stage;
    people = await Promise.all(Array.from({ length: 20 }, (_, i) => chain.provider.getSigner(i)));
    usd = await new TestUsd__factory(at(0)).deploy();
    const token = await usd.getAddress();
    process.env.TOKEN = token;
    for (const { address } of people) await (await usd.mint(address, RICH)).wait();
    const { escrow, manager } = connection.contracts;
    const data = escrow.interface.encodeFunctionData("listToken", [token]);
    await governed(chain, manager, at(1), DELAY, [{ target: addresses.ResearchEscrow, data }]);
  });
  after(() => {
    delete process.env.TOKEN;
    return stage?.end();
  });

  itRuns("docs/campaigns.md", 3, () => stage);

  it("has given back what was asked back, and kept the rest", async () => {
    expect(await usd.balanceOf(at(12).address)).to.equal(RICH);
    expect(await usd.balanceOf(at(13).address)).to.equal(RICH - 50n * UNIT);
    expect(await usd.balanceOf(stage.addresses.Campaigns)).to.equal(50n * UNIT);
  });
});
