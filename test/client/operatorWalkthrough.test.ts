// docs/operators.md as its reader runs it.
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { freePort } from "../../scripts/local/freePort.ts";
import { operatorRegistryDomain, SIGNER_PROOF_TYPES } from "../../standards/operator.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { type CommandStage, startStage } from "../support/commandLine.ts";
import { itRuns } from "../support/walkthrough.ts";

const BOND = 10n ** 18n;
/** Accounts of the operators that are registered already. */
const OTHERS = [5, 6, 7, 8];

describe("the walkthrough of docs/operators.md", function () {
  this.timeout(400_000);
  let stage: CommandStage;
  let port = 0;

  before(async () => {
    stage = await startStage("operator-walkthrough");
    port = await freePort();
    const { chain, connection, addresses } = stage;
    const domain = operatorRegistryDomain(chain.chainId, addresses.OperatorRegistry);
    for (const at of OTHERS) {
      const account = await chain.provider.getSigner(at);
      const signer = Wallet.createRandom();
      const keys = { operator: account.address, signer: signer.address, encryptionKey: randomWord() };
      const proof = await signer.signTypedData(domain, SIGNER_PROOF_TYPES, keys);
      const own = connection.contracts.operators.connect(account);
      await (await own.register(keys.signer, keys.encryptionKey, proof, { value: BOND })).wait();
    }
  });
  after(async () => {
    const file = path.join(stage.dir, "pid");
    try {
      if (existsSync(file)) process.kill(Number(readFileSync(file, "utf8")), "SIGKILL");
    } catch {
      // It has ended, as it was to.
    }
    await stage.end();
  });

  itRuns(
    "docs/operators.md",
    6,
    () => stage,
    () => ({ PORT: String(port) }),
  );

  it("has left the operator serving with its new key, and the one that was replaced without a bond", async () => {
    const [operator, fourth] = await Promise.all([4, 7].map((at) => stage.chain.provider.getSigner(at)));
    const { signer } = JSON.parse(readFileSync(path.join(stage.dir, "next.json"), "utf8"));
    expect(await stage.json("operator", "status", operator?.address ?? "")).to.include({
      state: "serving",
      committeeSigner: signer,
    });
    expect(await stage.json("operator", "status", fourth?.address ?? "")).to.include({
      state: "unregistered",
    });
  });

  it("has kept the first store as it was, begun another, and every secret for its owner", () => {
    for (const file of [
      "node.sqlite",
      "anew.sqlite",
      "keys/keystore.json",
      "next/keystore.json",
      "password",
    ]) {
      const at = path.join(stage.dir, file);
      expect(existsSync(at), file).to.equal(true);
      expect(statSync(at).mode & 0o077, file).to.equal(0);
    }
  });

  it("has logged no secret", () => {
    const log = readFileSync(path.join(stage.dir, "node.log"), "utf8");
    expect(log).to.contain("Node started");
    expect(log).not.to.contain(readFileSync(path.join(stage.dir, "password"), "utf8").trim());
    expect(log).not.to.match(/privateKey|ciphertext/);
  });
});
