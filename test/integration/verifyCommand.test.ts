import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { Command } from "commander";
import { id } from "ethers";
import type { Connection } from "../../client/commands/connection.ts";
import type { Answer } from "../../client/commands/output.ts";
import { addVerifyCommand } from "../../client/commands/supply/verify.ts";
import { formatGtin } from "../../standards/gs1/keys.ts";
import { testChain } from "../support/chain.ts";
import { type Staffed, staffed } from "../support/fixtures.ts";
import { commissionLot, LOT, type TestLot } from "../support/lots.ts";
import { stockPharmacy } from "../support/packs.ts";

const GTIN = formatGtin(LOT.gtin);
const PACKED = id("UnitsPacked(uint64,uint64,(bytes32,uint40,uint32,uint32)[])");

describe("theriac verify", function () {
  this.timeout(180_000);

  let folder: string;
  let fixture: Staffed;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-verify-"));
    fixture = await (await testChain()).load(staffed);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** An endpoint that answers all but the logs that it lacks. */
  const lacking = (isLacking: (topic: string) => boolean) =>
    new Proxy(fixture.chain.provider, {
      get: (provider, key) => {
        if (key === "getLogs")
          return async (filter: Parameters<typeof provider.getLogs>[0]) =>
            (await provider.getLogs(filter)).filter(({ topics }) => !isLacking(topics[0] ?? ""));
        const value = Reflect.get(provider, key) as unknown;
        return typeof value === "function" ? value.bind(provider) : value;
      },
    });

  const fileOf = ({ units, tree }: TestLot, unit: number): string => {
    const file = path.join(folder, "packs.jsonl");
    const { lot, expiry } = LOT;
    const head = { kind: "theriac-packs/2", gtin: GTIN, lot, expiry: `${expiry}` };
    const pack = { ...units[unit], index: unit, proof: tree.proofOf(unit) };
    writeFileSync(file, `${JSON.stringify(head)}\n${JSON.stringify(pack)}\n`);
    return file;
  };

  /** Status and exit of the command, or the code of its error. */
  const verify = async (lot: TestLot, isLacking: (topic: string) => boolean, name: string = LOT.lot) => {
    let answer: Answer = { facts: {} };
    const program = new Command().exitOverride();
    addVerifyCommand(program, async (work) => {
      const connection = { provider: lacking(isLacking), addresses: fixture.addresses };
      answer = await work(connection as unknown as Connection);
    });
    const label = `(01)${GTIN}(21)${lot.units[7]?.serial}(17)280331(10)${name}`;
    try {
      await program.parseAsync(["node", "theriac", "verify", label, "--packs", fileOf(lot, 7)]);
      return [answer.facts.result, answer.facts.status, answer.isNo];
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it("says no verdict of a pack or a lot of which the endpoint lacks the logs", async () => {
    const { lot } = await stockPharmacy(fixture);
    expect(fixture.contracts.batches.interface.getEvent("UnitsPacked").topicHash).to.equal(PACKED);
    expect(await verify(lot, () => false)).to.deep.equal(["Verified", "Active", false]);
    expect(await verify(lot, (topic) => topic === PACKED)).to.equal("PACK_WITHHELD");
    expect(await verify(lot, () => true)).to.equal("LOT_WITHHELD");
    expect(await verify(lot, () => true, "LOT26C99")).to.deep.equal(["LotNotFound", "", true]);
  });

  it("says no to a pack that nobody packed", async () => {
    const lot = await commissionLot(fixture);
    expect(await verify(lot, () => false)).to.deep.equal(["Verified", "NotPacked", true]);
  });
});
