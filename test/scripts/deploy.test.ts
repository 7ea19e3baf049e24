import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { CONTRACT_NAMES } from "../../client/addresses.ts";
import { explorersIn } from "../../scripts/ignition/publishDeployment.ts";
import { type Publication, publishSources } from "../../scripts/ignition/publishSources.ts";
import { readDeployment } from "../../scripts/ignition/readDeployment.ts";
import { readParameters } from "../../scripts/ignition/readParameters.ts";
import { TheriacError } from "../../standards/errors.ts";

const codeOf = async (action: () => unknown): Promise<string> => {
  try {
    await action();
    return "none";
  } catch (error) {
    if (error instanceof TheriacError) return `${error.code} ${JSON.stringify(error.context)}`;
    throw error;
  }
};

describe("publishing the sources of a deployment", () => {
  const publications: Publication[] = ["A", "B"].map((contract) => ({
    address: "0x",
    contract,
    constructorArgs: [],
  }));

  it("tells of each contract and explorer, and goes on after one that fails", async () => {
    const outcomes = await publishSources(
      publications,
      ["sourcify", "etherscan"],
      async (explorer, { contract }) => {
        if (explorer === "etherscan" && contract === "A") throw new Error("Too many requests\nsecond\nthird");
      },
    );
    expect(outcomes.map(({ explorer, contract, failure }) => [explorer, contract, failure])).to.deep.equal([
      ["sourcify", "A", ""],
      ["etherscan", "A", "Too many requests second"],
      ["sourcify", "B", ""],
      ["etherscan", "B", ""],
    ]);
  });

  it("knows its explorers by name", async () => {
    expect(explorersIn("sourcify, blockscout")).to.deep.equal(["sourcify", "blockscout"]);
    expect(await codeOf(() => explorersIn("sourcify,other"))).to.match(/^UNKNOWN_EXPLORER .*other/);
  });
});

describe("the record of a deployment", () => {
  const id = `story-record-${process.pid}`;
  const folder = path.join("deployments", id);
  const account = `0x${"11".repeat(20)}`;
  const journal = [
    { type: "DEPLOYMENT_INITIALIZE", chainId: 5 },
    { type: "DEPLOYMENT_EXECUTION_STATE_INITIALIZE", from: account },
    { type: "TRANSACTION_CONFIRM", receipt: { blockNumber: 12 } },
    { type: "TRANSACTION_CONFIRM", receipt: { blockNumber: 7 } },
  ];
  const write = (names: readonly string[], lines: readonly object[]) => {
    mkdirSync(folder, { recursive: true });
    const addresses = Object.fromEntries(names.map((name) => [`Theriac#${name}`, account]));
    writeFileSync(path.join(folder, "deployed_addresses.json"), JSON.stringify(addresses));
    writeFileSync(
      path.join(folder, "journal.jsonl"),
      `\n${lines.map((line) => JSON.stringify(line)).join("\n")}\n`,
    );
  };
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("tells addresses, deployer and first block", () => {
    write(CONTRACT_NAMES, journal);
    expect(readDeployment(id, 5n)).to.deep.include({ deployer: account, firstBlock: 7 });
  });

  it("is refused on another chain, incomplete or absent", async () => {
    write(CONTRACT_NAMES, journal);
    expect(await codeOf(() => readDeployment(id, 6n))).to.match(/DEPLOYMENT_RECORD .*on chain 5/);
    write(CONTRACT_NAMES.slice(1), journal);
    expect(await codeOf(() => readDeployment(id, 5n))).to.match(/no AccessManager/);
    write(CONTRACT_NAMES, journal.slice(0, 1));
    expect(await codeOf(() => readDeployment(id, 5n))).to.match(/nothing was sent/);
    rmSync(folder, { recursive: true });
    expect(await codeOf(() => readDeployment(id, 5n))).to.match(/no addresses/);
  });
});

describe("parameters of a deployment", () => {
  const file = path.join("cache", `parameters-${process.pid}.json`);
  afterEach(() => rmSync(file, { force: true }));

  it("come from another file if one is named, and are refused when they are none", async () => {
    mkdirSync("cache", { recursive: true });
    cpSync("scripts/ignition/parameters/local.json", file);
    expect((await readParameters("anywhere", file)).file).to.equal(file);
    writeFileSync(file, "{");
    expect(await codeOf(() => readParameters("anywhere", file))).to.match(/DEPLOYMENT_PARAMETERS .*not JSON/);
    expect(await codeOf(() => readParameters("nowhere"))).to.match(/no such file/);
  });
});
