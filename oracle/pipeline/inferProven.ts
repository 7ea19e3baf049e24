import { privateOutputCommitment } from "../../standards/proofs.ts";
import type { PersonalRecord } from "../../standards/record.ts";
import type { Duty } from "../domain/duty.ts";
import type { Model } from "../domain/model.ts";
import { type KeptProof, payeeOf } from "../domain/proof.ts";
import type { PipelineDeps } from "./deps.ts";
import { ProofNotAcceptedError, ProverAbsentError } from "./errors.ts";
import { type Output, runRecord, sealed } from "./inferOutput.ts";

/**
 * As `inferPersonal`, with a proof: made while the input is still here, held against the chain's own verifier, and kept
 * before anything can be signed. A proof that the court would not take is no proof.
 */
export const inferProven = async (
  deps: PipelineDeps,
  model: Model,
  duty: Duty,
  record: PersonalRecord,
): Promise<Output> => {
  const { prover, defence, chain, store, signal, metrics, clock } = deps;
  if (prover === undefined || defence === undefined) throw new ProverAbsentError(duty.id);
  // Another payee is another output: what was signed stays this node's answer, whatever the chain says by now.
  const signed = await store.signedProofOf(duty.id);
  const payee = signed?.payee ?? payeeOf(await chain.membersAt(duty.blockNumber), duty.id);
  const { inputSalt, outputSalt } = record;
  const { scores, used } = await runRecord(model, duty, record, async (x, scores): Promise<KeptProof> => {
    const output = privateOutputCommitment(scores, outputSalt, duty.id, payee);
    const kept = await store.proofOf(duty.id, output);
    if (kept !== undefined) return kept;
    const startedAt = clock.now();
    const order = { modelId: model.id, x, inputSalt, outputSalt, requestId: duty.id, payee };
    const proof = await prover.prove(order, signal);
    metrics.proofSeconds.observe((clock.now() - startedAt) / 1_000);
    return { output, payee, proof };
  });
  if (used === undefined) throw new TypeError("A run that is to be proved gives a proof.");
  if (!(await defence.accepts(duty, used))) {
    scores.fill(0);
    throw new ProofNotAcceptedError(duty.id);
  }
  await store.keepProof(duty.id, used);
  return sealed(model, duty, record, scores, used.output, payee);
};
