import { expect } from "chai";
import { poseidonTableBytes } from "../../../circuits/poseidonTable.ts";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import { FIELD_ORDER } from "../../../standards/field.ts";
import type { Hex } from "../../../standards/hex.ts";
import { FALSE_TINY, TINY, word } from "../../circuits/networks.ts";
import { testChain } from "../../support/chain.ts";
import {
  announce,
  BOND,
  cheated,
  contradictionOf,
  honest,
  KILL_SALT,
  MODEL,
  proofBy,
  REQUEST,
  reverts,
  X,
} from "../../support/proofs.ts";

/** Of one proof as a transaction: 21,000 and some 7,000 of calldata beside 206,000 of curve operations and reads. */
const MOST_GAS = 238_000;

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
    const data = verifier.interface.encodeFunctionData("verify", [
      MODEL,
      inputCommitment,
      outputCommitment,
      REQUEST,
      payee,
      proof,
    ]);
    const receipt = await (await admin.sendTransaction({ to: await verifier.getAddress(), data })).wait();
    expect(Number(receipt?.gasUsed)).to.be.lessThan(MOST_GAS);
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
    const { verifier, admin, finder, chain, id, book } = await (await testChain()).load(honest);
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
    await (await book.set(MODEL, word(1), 1, 3, 2)).wait();
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
