import { expect } from "chai";
import { AbiCoder, keccak256, type Signer } from "ethers";
import { developmentSetup } from "../../../circuits/developmentKey.ts";
import { transcriptHashOf } from "../../../circuits/keyFile.ts";
import { poseidonTableBytes } from "../../../circuits/poseidonTable.ts";
import { proveNetwork } from "../../../circuits/prove.ts";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import type { Network } from "../../../oracle/inference/network.ts";
import { encodeNetworkFile } from "../../../oracle/inference/networkFile.ts";
import { revertName } from "../../../scripts/stories/shared.ts";
import { contentHash, packFieldWords, packInput } from "../../../standards/commitments.ts";
import { FIELD_ORDER } from "../../../standards/field.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { privateOutputMessage } from "../../../standards/proofs.ts";
import {
  ModelBook__factory,
  OneAdmin__factory,
  type ProofVerifier,
  ProofVerifier__factory,
  ScoreBook__factory,
} from "../../../types/index.ts";
import { FALSE_TINY, TINY, word } from "../../circuits/networks.ts";
import { testChain } from "../../support/chain.ts";

const PRIVATE_INPUT = 1;
const MODEL = word(0x31);
const REQUEST = word(0x41) as RequestId;
const [INPUT_SALT, OUTPUT_SALT, KILL_SALT] = [word(0x51), word(0x52), word(0x53)];
const BOND = 10n ** 18n;
const KEY_DELAY = 2 * 86_400;
const X = Int32Array.from([100, -7, 3]);
const BUILD_TYPES = {
  KeyBuild: [
    { name: "modelId", type: "bytes32" },
    { name: "keyHash", type: "bytes32" },
    { name: "transcriptHash", type: "bytes32" },
    { name: "development", type: "bool" },
  ],
};

const errors = ProofVerifier__factory.createInterface();
const reverts = (call: Promise<unknown>): Promise<string> => revertName(errors, call);

/** A verifier that knows TINY as a private model, with an executor that answers as TINY does on X. */
const verifierStage = async () => {
  const chain = await testChain();
  const [admin, first, second, finder, copier] = await Promise.all([
    chain.provider.getSigner(0),
    chain.provider.getSigner(1),
    chain.provider.getSigner(2),
    chain.provider.getSigner(3),
    chain.provider.getSigner(4),
  ]);
  const authority = await new OneAdmin__factory(admin).deploy(await admin.getAddress());
  const book = await new ModelBook__factory(admin).deploy();
  const executor = await new ScoreBook__factory(admin).deploy();
  const networkHash = contentHash(encodeNetworkFile(TINY));
  await (await book.set(MODEL, networkHash, PRIVATE_INPUT, 3, 2)).wait();
  await (await book.setExecutor(networkHash, await executor.getAddress())).wait();
  await (await executor.set(packInput(X), [...createInt32Executor(TINY)(X)])).wait();
  const at = await book.getAddress();
  const verifier = await new ProofVerifier__factory(admin).deploy(await authority.getAddress(), at, at);
  return { chain, admin, builders: [first, second], finder, copier, verifier, book, executor, networkHash };
};

type Stage = Awaited<ReturnType<typeof verifierStage>>;

/** Proposes the development key of a network for MODEL, has it attested and puts it in force. */
const putInForce = async ({ chain, admin, builders, verifier }: Stage, network: Network): Promise<string> => {
  const { keyFile } = await developmentSetup(network, contentHash(encodeNetworkFile(network)));
  const statement = {
    modelId: MODEL,
    keyHash: keccak256(keyFile.key),
    transcriptHash: transcriptHashOf(keyFile),
    development: keyFile.development,
  };
  const terms = [MODEL, keyFile.key, statement.transcriptHash, keyFile.development] as const;
  const id = await verifier.proposeKey.staticCall(...terms, { value: BOND });
  await (await verifier.proposeKey(...terms, { value: BOND })).wait();
  const domain = {
    name: "ProofVerifier",
    version: "1",
    chainId: chain.chainId,
    verifyingContract: await verifier.getAddress(),
  };
  for (const builder of builders) {
    const account = await builder.getAddress();
    await (await verifier.connect(admin).setBuilder(account, true)).wait();
    const signature = await builder.signTypedData(domain, BUILD_TYPES, statement);
    await (await verifier.attestKey(id, account, signature)).wait();
  }
  await chain.advance(KEY_DELAY);
  const accounts = await Promise.all(builders.map((builder) => builder.getAddress()));
  accounts.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  await (await verifier.activateKey(id, accounts)).wait();
  return id;
};

const honest = async () => {
  const stage = await verifierStage();
  return { ...stage, id: await putInForce(stage, TINY) };
};

/** The model's key is that of another network: builders were fooled, or bought. */
const cheated = async () => {
  const stage = await verifierStage();
  return { ...stage, id: await putInForce(stage, FALSE_TINY) };
};

const proofBy = async (network: Network, payee: string) => {
  const { circuit, provingKeyFile } = await developmentSetup(
    network,
    contentHash(encodeNetworkFile(network)),
  );
  return proveNetwork({
    network,
    wasmFile: circuit.wasmFile,
    provingKeyFile,
    x: X,
    inputSalt: INPUT_SALT,
    outputSalt: OUTPUT_SALT,
    requestId: REQUEST,
    payee: payee as Hex,
  });
};

const contradictionOf = (made: Awaited<ReturnType<typeof proofBy>>, payee: string) => ({
  request: REQUEST,
  payee,
  inputMessage: [BigInt(INPUT_SALT) % FIELD_ORDER, ...packFieldWords(X)],
  outputMessage: [...privateOutputMessage(made.scores, OUTPUT_SALT, REQUEST, payee as Hex)],
  proof: made.proof,
  inputTable: poseidonTableBytes(2),
  outputTable: poseidonTableBytes(3),
});

const announce = async (
  verifier: ProofVerifier,
  killer: Signer,
  id: string,
  proof: string,
): Promise<void> => {
  const packed = AbiCoder.defaultAbiCoder().encode(
    ["address", "bytes32", "bytes32", "bytes32"],
    [await killer.getAddress(), id, keccak256(proof), KILL_SALT],
  );
  await (await verifier.announceKill(keccak256(packed))).wait();
};

describe("proofs", function () {
  this.timeout(120_000);

  it("hold on chain for their request and payee, and for no other", async () => {
    const { verifier, admin, finder } = await (await testChain()).load(honest);
    const payee = await admin.getAddress();
    const { inputCommitment, outputCommitment, proof, scores } = await proofBy(TINY, payee);
    expect([...scores]).to.deep.equal([...createInt32Executor(TINY)(X)]);
    const check = (request: string, to: string, output: string = outputCommitment) =>
      verifier.verify(MODEL, inputCommitment, output, request, to, proof);
    await check(REQUEST, payee);
    expect(await verifier.isReady(MODEL)).to.equal(true);
    expect(await reverts(check(word(1), payee))).to.equal("ProofVerifier_ProofRefused");
    expect(await reverts(check(REQUEST, await finder.getAddress()))).to.equal("ProofVerifier_ProofRefused");
    expect(await reverts(check(REQUEST, payee, inputCommitment))).to.equal("ProofVerifier_ProofRefused");
    const alias = `0x${(BigInt(outputCommitment) + FIELD_ORDER).toString(16).padStart(64, "0")}`;
    expect(await reverts(check(REQUEST, payee, alias))).to.equal("ProofVerifier_SignalOutOfField");
  });

  it("fail for a model that has another key", async () => {
    const { verifier, admin } = await (await testChain()).load(cheated);
    const payee = await admin.getAddress();
    const made = await proofBy(TINY, payee);
    const { inputCommitment, outputCommitment, proof } = made;
    const check = verifier.verify(MODEL, inputCommitment, outputCommitment, REQUEST, payee, proof);
    expect(await reverts(check)).to.equal("ProofVerifier_ProofRefused");
  });

  it("kill a key under which a false answer was proved, and pay who shows it", async () => {
    const { verifier, admin, finder, copier, chain, id } = await (await testChain()).load(cheated);
    const payee = await admin.getAddress();
    const made = await proofBy(FALSE_TINY, payee);
    await verifier.verify(MODEL, made.inputCommitment, made.outputCommitment, REQUEST, payee, made.proof);
    const contradiction = contradictionOf(made, payee);
    await announce(verifier, finder, id, made.proof);

    const copied = verifier.connect(copier).killKey.staticCall(id, contradiction, KILL_SALT);
    expect(await reverts(copied), "a copier announced nothing").to.equal("ProofVerifier_NotAnnounced");
    await (await verifier.connect(finder).killKey(id, contradiction, KILL_SALT)).wait();

    const killer = await finder.getAddress();
    expect(await verifier.balanceOf(killer)).to.equal(BOND / 2n);
    expect(await chain.provider.getBalance("0x000000000000000000000000000000000000dEaD")).to.equal(BOND / 2n);
    expect(await verifier.isReady(MODEL)).to.equal(false);
    const after = verifier.verify(
      MODEL,
      made.inputCommitment,
      made.outputCommitment,
      REQUEST,
      payee,
      made.proof,
    );
    expect(await reverts(after)).to.equal("ProofVerifier_NoKeyInForce");
    const again = verifier.connect(finder).killKey.staticCall(id, contradiction, KILL_SALT);
    expect(await reverts(again)).to.equal("ProofVerifier_WrongState");
    await (await verifier.connect(finder).withdraw(killer)).wait();
    expect(await verifier.balanceOf(killer)).to.equal(0n);
  });

  it("do not kill a key that told the truth, nor by an opening that is not the proof's", async () => {
    const { verifier, admin, finder, chain, id, book, networkHash } = await (await testChain()).load(honest);
    const payee = await admin.getAddress();
    const made = await proofBy(TINY, payee);
    const true_ = contradictionOf(made, payee);
    await announce(verifier, finder, id, made.proof);
    await chain.advance(1);
    const kill = (changes: Partial<typeof true_>) =>
      reverts(verifier.connect(finder).killKey.staticCall(id, { ...true_, ...changes }, KILL_SALT));
    expect(await kill({})).to.equal("ProofVerifier_NoContradiction");
    const [salt = 0n, input = 0n] = true_.inputMessage;
    expect(await kill({ inputMessage: [salt, input + 1n] })).to.equal("ProofVerifier_ProofRefused");
    expect(await kill({ inputMessage: [salt, input + FIELD_ORDER] })).to.equal("Poseidon_ElementOutOfField");
    expect(await kill({ inputMessage: [salt] })).to.equal("ProofVerifier_BadOpening");
    expect(await kill({ outputMessage: [salt, input] })).to.equal("ProofVerifier_BadOpening");
    const [outputSalt = 0n, binding = 0n, scores = 0n] = true_.outputMessage;
    const otherOutput = [outputSalt, binding, scores + 1n];
    expect(await kill({ outputMessage: otherOutput })).to.equal("ProofVerifier_ProofRefused");
    expect(await kill({ inputTable: poseidonTableBytes(3) })).to.equal("Poseidon_WrongTable");
    const flipped: Hex = `0x${made.proof.slice(2, -1)}${made.proof.endsWith("0") ? "1" : "0"}`;
    expect(await kill({ proof: flipped })).to.equal("ProofVerifier_NotAnnounced");
    await (await book.setExecutor(networkHash, `0x${"00".repeat(20)}`)).wait();
    expect(await kill({})).to.equal("ProofVerifier_NoExecutor");
  });

  it("need an announcement that still holds, and nobody can put one off", async () => {
    const { verifier, admin, finder, chain, id } = await (await testChain()).load(cheated);
    const payee = await admin.getAddress();
    const made = await proofBy(FALSE_TINY, payee);
    const contradiction = contradictionOf(made, payee);
    const kill = () => reverts(verifier.connect(finder).killKey.staticCall(id, contradiction, KILL_SALT));
    expect(await kill()).to.equal("ProofVerifier_NotAnnounced");
    await announce(verifier, finder, id, made.proof);
    expect(await kill(), "in the same block").to.equal("ProofVerifier_NotAnnounced");
    await announce(verifier, finder, id, made.proof);
    expect(await kill(), "announced again, it is still as old as it was").to.equal("no error");
    await chain.provider.send("hardhat_mine", ["0x1c22"]);
    expect(await kill()).to.equal("ProofVerifier_NotAnnounced");
    await announce(verifier, finder, id, made.proof);
    await chain.advance(1);
    expect(await kill()).to.equal("no error");
  });
});
