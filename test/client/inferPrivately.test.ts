import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { AbiCoder, type Signer } from "ethers";
import { CACHE } from "../../circuits/compile.ts";
import { developmentSetup } from "../../circuits/developmentKey.ts";
import { verifyProof } from "../../circuits/verifyProof.ts";
import { parseOrder } from "../../client/commands/infer.ts";
import type { Contracts } from "../../client/deployment.ts";
import { inferPrivately, type PrivateAnswer } from "../../client/inferPrivately.ts";
import { submitProof } from "../../client/submitProof.ts";
import { type LoadedModel, loadModel } from "../../oracle/inference/loadModel.ts";
import { privateInputCommitment } from "../../standards/commitments.ts";
import { FIELD_ORDER } from "../../standards/field.ts";
import type { Hex } from "../../standards/hex.ts";
import { type InferenceRequest, Mode, Provenance, requestIdOf } from "../../standards/inference.ts";
import { privateOutputCommitment, proofBinding } from "../../standards/proofs.ts";
import { word } from "../circuits/networks.ts";

const CHAIN = 31_337;
const ORACLE: Hex = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const REQUESTER: Hex = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const PAYEE: Hex = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const INPUT_SALT = word(0x71);
const OUTPUT_SALT = word(0x72);

describe("inference where the data are", function () {
  this.timeout(60_000);
  let model: LoadedModel;
  let request: InferenceRequest;
  let answer: PrivateAnswer;
  let x: Int32Array;

  before(async () => {
    model = await loadModel({ folder: "models/wdbc", backend: "cpu" });
    x = Int32Array.from(model.vectors[0]?.x ?? []);
    request = {
      modelId: model.id,
      payloadHash: word(1),
      inputCommitment: privateInputCommitment(x, INPUT_SALT),
      consentId: word(2) as InferenceRequest["consentId"],
      callback: `0x${"00".repeat(20)}`,
      callbackGasLimit: 0,
      deadline: 1_900_000_000,
      fee: 10n ** 15n,
      valueAtRisk: 0n,
      mode: Mode.PROVEN,
      provenance: Provenance.ISSUER_SIGNED,
      nonce: 7n,
    };
    answer = await inferPrivately({ model, chainId: CHAIN, oracle: ORACLE }, order());
  });

  after(() => model.dispose());

  const order = () => ({
    input: x,
    inputSalt: INPUT_SALT,
    outputSalt: OUTPUT_SALT,
    requester: REQUESTER,
    request,
    payee: PAYEE,
  });

  /** Everything that must not get out: the vector in each of its packed forms, and the salts. */
  const secrets = (): string[] => [
    [...x].join(),
    Buffer.from(Uint16Array.from(x, (value) => value + 1023).buffer).toString("hex"),
    Array.from(x, (value) => (value + 1023).toString(16).padStart(4, "0")).join(""),
    INPUT_SALT.slice(2),
    OUTPUT_SALT.slice(2),
    (BigInt(INPUT_SALT) % FIELD_ORDER).toString(),
    (BigInt(INPUT_SALT) % FIELD_ORDER).toString(16),
  ];

  it("gives the model's own scores with a proof that the chain's key takes", async () => {
    expect([...answer.scores]).to.deep.equal([...(await model.infer(x))]);
    expect(answer.requestId).to.equal(requestIdOf(CHAIN, ORACLE, REQUESTER, request));
    expect(answer.outputCommitment).to.equal(
      privateOutputCommitment(answer.scores, OUTPUT_SALT, answer.requestId, PAYEE),
    );
    const { keyFile } = await developmentSetup(model.network, model.networkHash);
    const signals = [answer.inputCommitment, answer.outputCommitment].map(BigInt);
    const binding = proofBinding(answer.requestId, PAYEE);
    expect(await verifyProof(keyFile.key, [...signals, binding], answer.proof)).to.equal(true);
    expect(
      await verifyProof(keyFile.key, [...signals, proofBinding(answer.requestId, REQUESTER)], answer.proof),
    ).to.equal(false);
  });

  it("draws a salt for the answer when none was agreed", async () => {
    const { outputSalt: _, ...without } = order();
    const other = await inferPrivately({ model, chainId: CHAIN, oracle: ORACLE }, without);
    expect(other.outputSalt).to.not.equal(OUTPUT_SALT);
    expect(other.outputCommitment).to.not.equal(answer.outputCommitment);
  });

  it("refuses an input or a salt that the request does not commit to", async () => {
    const changes = [{ inputSalt: OUTPUT_SALT }, { input: Int32Array.from(x, (value) => -value) }];
    for (const change of changes) {
      const work = inferPrivately({ model, chainId: CHAIN, oracle: ORACLE }, { ...order(), ...change });
      expect(await work.catch((error: unknown) => error)).to.include({ code: "INPUT_NOT_COMMITTED" });
    }
  });

  it("sends nothing of the input: commitments and the proof are all there is", async () => {
    let sent: unknown[] = [];
    const oracle = {
      connect: () => ({
        getFunction:
          (name: string) =>
          async (...values: unknown[]) => {
            expect(name).to.equal("fulfilWithProof");
            sent = values;
            return { wait: async () => ({ hash: word(9) }) };
          },
      }),
    } as unknown as Contracts["oracle"];
    await submitProof({ oracle }, {} as Signer, { ...order(), ...answer });
    expect(sent).to.deep.equal([REQUESTER, request, answer.outputCommitment, PAYEE, answer.proof, "0x"]);
    const types = ["address", "bytes32", "bytes32", "address", "bytes", "bytes"];
    const calldata = AbiCoder.defaultAbiCoder().encode(types, [
      REQUESTER,
      request.inputCommitment,
      ...sent.slice(2),
    ]);
    for (const secret of secrets()) expect(calldata.includes(secret), secret).to.equal(false);
  });

  it("leaves nothing of the input in the files that proving works with", () => {
    const files = readdirSync(CACHE, { recursive: true, encoding: "utf8" })
      .map((name) => path.join(CACHE, name))
      .filter((name) => statSync(name).isFile() && statSync(name).mtimeMs > Date.now() - 600_000);
    for (const file of files) {
      const content = readFileSync(file);
      for (const secret of secrets()) expect(content.includes(secret), file).to.equal(false);
    }
  });

  it("reads an order without ever repeating it", () => {
    const json = (changes: object) =>
      JSON.stringify({ ...order(), input: undefined, x: [...x], ...changes }, (_, value) =>
        typeof value === "bigint" ? value.toString() : value,
      );
    const { input, request: read } = parseOrder(json({}));
    expect([...(input as Int32Array)]).to.deep.equal([...x]);
    expect(requestIdOf(CHAIN, ORACLE, REQUESTER, read)).to.equal(answer.requestId);
    const cases: readonly [string, string][] = [
      [`${json({})}trailing`, "not JSON"],
      [json({ x: [2048] }), "x.0"],
      [json({ x: undefined }), "x"],
      [json({ record: { age: 71 } }), "x"],
      [json({ inputSalt: "0x1234567890" }), "inputSalt"],
      [json({ name: "Jane" }), "unknown field"],
      [json({ request: { ...request, fee: "-1", nonce: "7" } }), "request.fee"],
    ];
    for (const [text, fields] of cases) {
      try {
        parseOrder(text);
        expect.fail(`took ${fields}`);
      } catch (error) {
        expect(error).to.include({ code: "BAD_ORDER" });
        expect((error as { context: { fields: string } }).context.fields).to.equal(fields);
        for (const secret of ["2048", "1234567890", "Jane", "trailing"])
          expect(String((error as Error).message).includes(secret)).to.equal(false);
      }
    }
  });
});
