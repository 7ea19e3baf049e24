import { encodeAttestation, type MemberSignature } from "../../../standards/attestation.ts";
import type { SignedBatch } from "../../../standards/batch.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { bitOf, bitOfSigner, type Committee, selectQuorum } from "../../domain/committee.ts";
import type { Duty } from "../../domain/duty.ts";
import type { BatchMember, BatchProposal } from "../../domain/ports.ts";
import { type Signer, signerFor } from "../../domain/signer.ts";
import { codeOf } from "../../shared/errors.ts";
import type { PipelineDeps } from "../deps.ts";
import { signerOf } from "../statements.ts";
import { batchOf, digestOfBatch, signBatch } from "./batchStatement.ts";

/** A batch that t members signed. */
export type Agreed = {
  readonly batch: SignedBatch;
  readonly members: readonly BatchMember[];
  readonly attestation: Hex;
};

type Answers = { readonly signatures: readonly MemberSignature[]; readonly refused: ReadonlySet<RequestId> };

/**
 * Asks every peer of the committee to sign all of these answers at once. If some peers would not sign some of them now, the
 * others are proposed once more without those. Undefined when no t members sign.
 */
export const gatherBatch = async (
  deps: PipelineDeps,
  duties: readonly Duty[],
  least: number,
): Promise<Agreed | undefined> => {
  const committee = await deps.chain.committee();
  const signer = signerFor(deps.keys, committee);
  if (signer === undefined) return undefined;
  let members = duties.map(toMember);
  for (let round = 0; round < 2 && members.length >= least; round++) {
    const { number: observedBlock } = await deps.chain.head();
    const batch = batchOf(members, { configDigest: committee.digest, observedBlock });
    const { signatures, refused } = await collect(deps, committee, signer, members, batch);
    const quorum = selectQuorum(signatures, committee.threshold);
    if (quorum !== undefined) return { batch, members, attestation: encodeAttestation(quorum) };
    if (refused.size === 0) return undefined;
    members = members.filter(({ requestId }) => !refused.has(requestId));
  }
  return undefined;
};

const toMember = ({ id, outputHash }: Duty): BatchMember => {
  if (outputHash === undefined) throw new TypeError("A computed duty has no output.");
  return { requestId: id, outputHash, consentVersion: 0 };
};

const collect = async (
  deps: PipelineDeps,
  committee: Committee,
  signer: Signer,
  members: readonly BatchMember[],
  batch: SignedBatch,
): Promise<Answers> => {
  const { peers, rules, keys } = deps;
  const signature = await signBatch(deps, members, batch, signer);
  const proposal: BatchProposal = { kind: "batch", batch, members, signature };
  const signatures: MemberSignature[] = [{ bit: bitOf(committee, keys.operator) as number, signature }];
  const refused = new Set<RequestId>();
  const enough = new AbortController();
  const signal = AbortSignal.any([deps.signal, enough.signal, AbortSignal.timeout(rules.peerTimeoutMs)]);
  if (signatures.length >= committee.threshold) enough.abort();
  const isMember = (operator: Hex) => bitOf(committee, operator) !== undefined;
  const asked = peers.operators.filter(isMember).map(async (operator) => {
    try {
      const answer = await peers.propose(operator, proposal, signal);
      if (!answer.signed) {
        deps.log.debug({ msg: "A peer did not sign a batch", operator, objection: answer.objection.code });
        for (const id of answer.objection.members ?? []) refused.add(id);
        return;
      }
      const found = signerOf(digestOfBatch(rules, batch), answer.signature);
      const bit = found === undefined ? undefined : bitOfSigner(committee, found);
      if (bit === undefined || bit !== bitOf(committee, operator)) {
        peers.fault(operator, "WRONG_SIGNATURE");
        deps.log.warn({ msg: "A peer sent a signature that is not its own", operator });
        return;
      }
      signatures.push({ bit, signature: answer.signature });
      if (signatures.length >= committee.threshold) enough.abort();
    } catch (error) {
      if (!signal.aborted) deps.log.debug({ msg: "Peer cannot be reached", operator, error: codeOf(error) });
    }
  });
  const over = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([Promise.all(asked), over]);
  return { signatures: [...signatures], refused };
};
