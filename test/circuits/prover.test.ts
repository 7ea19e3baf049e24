import { expect } from "chai";
import { developmentSetup, type ProvingSetup } from "../../circuits/developmentKey.ts";
import { parseKeyFile, transcriptHashOf } from "../../circuits/keyFile.ts";
import { type ProofOrder, proveNetwork } from "../../circuits/prove.ts";
import { verifyProof } from "../../circuits/verifyProof.ts";
import { encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { contentHash } from "../../standards/commitments.ts";
import { FIELD_ORDER } from "../../standards/field.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { proofBinding } from "../../standards/proofs.ts";
import { TINY, word } from "./networks.ts";

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return "no error";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe("prover", function () {
  this.timeout(60_000);
  let setup: ProvingSetup;
  let order: ProofOrder;

  before(async () => {
    setup = await developmentSetup(TINY, contentHash(encodeNetworkFile(TINY)));
    order = {
      network: TINY,
      wasmFile: setup.circuit.wasmFile,
      provingKeyFile: setup.provingKeyFile,
      x: Int32Array.from([100, -7, 3]),
      inputSalt: word(0xfe), // above the field order: reduced alike by everybody
      outputSalt: word(0x22),
      requestId: word(0x33) as RequestId,
      payee: `0x${"44".repeat(20)}`,
    };
  });

  const signalsOf = (made: { inputCommitment: Hex; outputCommitment: Hex }): bigint[] => [
    BigInt(made.inputCommitment),
    BigInt(made.outputCommitment),
    proofBinding(order.requestId, order.payee),
  ];

  it("makes proofs that hold, another one each time", async () => {
    const [first, second] = [await proveNetwork(order), await proveNetwork(order)];
    expect(BigInt(order.inputSalt) > FIELD_ORDER).to.equal(true);
    expect(first.proof).to.have.lengthOf(2 + 8 * 64);
    expect(first.proof).to.not.equal(second.proof);
    expect(first.outputCommitment).to.equal(second.outputCommitment);
    for (const made of [first, second])
      expect(await verifyProof(setup.keyFile.key, signalsOf(made), made.proof)).to.equal(true);
    const [a, b] = [signalsOf(first), first.proof];
    expect(await verifyProof(setup.keyFile.key, [a[0] ?? 0n, a[1] ?? 0n, 1n], b)).to.equal(false);
  });

  it("refuses an input out of range before anything starts", async () => {
    expect(await codeOf(proveNetwork({ ...order, x: Int32Array.from([1024, 0, 0]) }))).to.equal(
      "INPUT_OUT_OF_RANGE",
    );
  });

  it("says what kind of failure it was, and nothing of the input", async () => {
    const missing = proveNetwork({ ...order, provingKeyFile: `${setup.provingKeyFile}.missing` });
    const error = await missing.catch((reason: unknown) => reason);
    expect(error).to.include({ code: "PROVER_FAILED" });
    expect((error as { context: object }).context).to.deep.equal({ reason: "FILES_MISSING" });
  });

  it("refuses to prove for a network that the circuit is not of", async () => {
    const layers = TINY.layers.map((layer) => ({ ...layer, biases: layer.biases.map((bias) => bias + 1) }));
    expect(await codeOf(proveNetwork({ ...order, network: { ...TINY, layers } }))).to.equal("PROVER_FAILED");
  });

  it("ends its process with the caller's signal", async () => {
    const controller = new AbortController();
    const work = proveNetwork(order, controller.signal);
    const reason = new Error("the custodian changed their mind");
    setTimeout(() => controller.abort(reason), 50);
    expect(await work.catch((error: unknown) => error)).to.equal(reason);
    expect(await proveNetwork(order, controller.signal).catch((error: unknown) => error)).to.equal(reason);
  });

  it("marks development keys, and refuses a file that hides the mark", () => {
    const { keyFile } = setup;
    expect(keyFile.development).to.equal(true);
    expect(transcriptHashOf(keyFile)).to.match(/^0x[0-9a-f]{64}$/);
    for (const changed of [
      { development: false },
      { kind: "key" },
      { key: "0x00" },
      { key: `${keyFile.key}00` },
    ])
      expect(() => parseKeyFile(JSON.stringify({ ...keyFile, ...changed }))).to.throw("key file");
  });
});
