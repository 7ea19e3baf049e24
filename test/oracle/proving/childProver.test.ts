import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { developmentSetup } from "../../../circuits/developmentKey.ts";
import { verifyProof } from "../../../circuits/verifyProof.ts";
import type { ProofOrder } from "../../../oracle/domain/proof.ts";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import { encodeNetworkFile } from "../../../oracle/inference/networkFile.ts";
import { createChildProver } from "../../../oracle/proving/childProver.ts";
import { openProver } from "../../../oracle/proving/openProver.ts";
import { contentHash, privateInputCommitment } from "../../../standards/commitments.ts";
import type { ModelId, RequestId } from "../../../standards/hex.ts";
import { privateOutputCommitment, proofBinding } from "../../../standards/proofs.ts";
import { TINY, word } from "../../circuits/networks.ts";

const CIRCUITS = path.resolve("circuits");
const MODEL = word(0x11) as ModelId;
const NEVER = new AbortController().signal;

const order: ProofOrder = {
  modelId: MODEL,
  x: Int32Array.from([100, -7, 3]),
  inputSalt: word(0xfe),
  outputSalt: word(0x22),
  requestId: word(0x33) as RequestId,
  payee: `0x${"44".repeat(20)}`,
};

const failureOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return await work;
  } catch (error) {
    const { code, context } = error as { code?: string; context?: { why?: string } };
    return `${code} ${context?.why}`;
  }
};

describe("the prover in a process of its own", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "prover-"));
    writeFileSync(path.join(folder, "network.q8p2"), encodeNetworkFile(TINY));
  });
  after(() => rmSync(folder, { recursive: true }));

  const prover = (circuits = CIRCUITS, timeoutMs = 50_000) =>
    createChildProver({
      circuits,
      models: new Map([[MODEL, { networkFile: path.join(folder, "network.q8p2") }]]),
      timeoutMs,
    });

  /** A program in the place of the true one. */
  const programOf = (name: string, text: string): string => {
    const circuits = path.join(folder, name);
    mkdirSync(path.join(circuits, "commands"), { recursive: true });
    writeFileSync(path.join(circuits, "commands", "prove.ts"), text);
    // Where node looks for tsx.
    writeFileSync(path.join(circuits, "package.json"), '{"type":"module"}');
    return circuits;
  };

  it("gives a proof that a court takes, for this request and this payee", async () => {
    const { keyFile } = await developmentSetup(TINY, contentHash(encodeNetworkFile(TINY)));
    const proof = await prover().prove(order, NEVER);
    const scores = createInt32Executor(TINY)(order.x);
    const { inputSalt, outputSalt, requestId, payee, x } = order;
    const signals = [
      BigInt(privateInputCommitment(x, inputSalt)),
      BigInt(privateOutputCommitment(scores, outputSalt, requestId, payee)),
      proofBinding(requestId, payee),
    ];
    expect(await verifyProof(keyFile.key, signals, proof)).to.equal(true);
  });

  it("says no more than that it failed, whatever the program did", async () => {
    const wrong = { ...order, x: Int32Array.from([1_024, 0, 0]) };
    expect(await failureOf(prover().prove(wrong, NEVER))).to.equal("PROVER_FAILED NO_PROOF");
    expect(await failureOf(prover(path.join(folder, "absent")).prove(order, NEVER))).to.match(
      /^PROVER_FAILED/,
    );
    expect(await failureOf(prover().prove({ ...order, modelId: word(1) as ModelId }, NEVER))).to.equal(
      "PROVER_FAILED UNKNOWN_MODEL",
    );
  });

  it("takes input and salts by stdin alone, one run at a time", async () => {
    const seen = path.join(folder, "seen");
    const program = `
      import { appendFileSync, readFileSync } from "node:fs";
      const order = readFileSync(0, "utf8");
      const told = { argv: process.argv.slice(2), env: process.env, order: JSON.parse(order), at: Date.now() };
      await new Promise((resolve) => setTimeout(resolve, 100));
      appendFileSync(${JSON.stringify(seen)}, JSON.stringify({ ...told, until: Date.now() }) + "\\n");
      console.log(JSON.stringify({ proof: "0x12" }));`;
    const { prove } = prover(programOf("spy", program));
    expect(await Promise.all([prove(order, NEVER), prove(order, NEVER)])).to.deep.equal(["0x12", "0x12"]);
    const [first, second] = readFileSync(seen, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(first.argv).to.deep.equal(["--network", path.join(folder, "network.q8p2")]);
    expect(Object.keys(first.env)).to.deep.equal([]);
    expect(first.order).to.deep.include({ x: [100, -7, 3], inputSalt: order.inputSalt });
    expect(second.at).to.be.at.least(first.until);
  });

  it("ends a program that takes too long, with all that it started", async () => {
    const beat = path.join(folder, "beat");
    const grandchild = `setInterval(() => require("node:fs").appendFileSync(${JSON.stringify(beat)}, "."), 20)`;
    const program = `
      import { spawn } from "node:child_process";
      spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "ignore" });
      setInterval(() => undefined, 1_000);`;
    const circuits = programOf("slow", program);
    expect(await failureOf(prover(circuits, 1_500).prove(order, NEVER))).to.equal(
      "PROVER_FAILED TIMEOUT_OR_STOPPED",
    );
    const length = () => readFileSync(beat, "utf8").length;
    const before = length();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(length()).to.equal(before);
  });

  it("ends with the caller's signal, and starts nothing after it", async () => {
    const circuits = programOf("waits", "setInterval(() => undefined, 1_000);");
    const controller = new AbortController();
    const { prove } = prover(circuits);
    const both = [prove(order, controller.signal), prove(order, controller.signal)];
    setTimeout(() => controller.abort(), 100);
    const [first, second] = await Promise.allSettled(both);
    expect([first?.status, second?.status]).to.deep.equal(["rejected", "rejected"]);
  });

  it("opens with the models of the config, and says which one is not there", async () => {
    const opened = await openProver({
      circuits: CIRCUITS,
      models: [{ folder: path.resolve("models", "wdbc") }],
      timeoutMs: 1,
    });
    const { modelId } = JSON.parse(readFileSync("models/wdbc/artifacts/model-id.json", "utf8"));
    expect(opened.offers(modelId)).to.equal(true);
    expect(opened.offers(MODEL)).to.equal(false);
    const missing = { circuits: CIRCUITS, models: [{ folder }], timeoutMs: 1 };
    expect(await failureOf(openProver(missing))).to.match(/^PROVER_MODEL_MISSING/);
  });
});
