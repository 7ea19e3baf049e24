import type { Hex, RequestId } from "../../../standards/hex.ts";
import { RequestStatus } from "../../../standards/inference.ts";
import { isBatchable } from "../../domain/batch.ts";
import { bitOf, bitOfSigner } from "../../domain/committee.ts";
import type { Duty } from "../../domain/duty.ts";
import type { BatchMember, BatchProposal, ObjectionCode, PeerAnswer } from "../../domain/ports.ts";
import { signerFor } from "../../domain/signer.ts";
import { codeOf, describeError } from "../../shared/errors.ts";
import { isRetryable } from "../../shared/retry.ts";
import type { PipelineDeps } from "../deps.ts";
import { signerOf } from "../statements.ts";
import { batchOf, digestOfBatch, signBatch } from "./batchStatement.ts";

const no = (code: ObjectionCode, retryable = false, members?: readonly RequestId[]): PeerAnswer => ({
  signed: false,
  objection: { code, retryable, ...(members === undefined ? {} : { members }) },
});

/** Signs a leader's batch only if this node would have said every one of its answers, else says which it would not. */
export const countersignBatch = async (deps: PipelineDeps, proposal: BatchProposal): Promise<PeerAnswer> => {
  const answer = await decide(deps, proposal);
  deps.metrics.proposals.inc({ outcome: answer.signed ? "SIGNED" : answer.objection.code });
  return answer;
};

const decide = async (
  deps: PipelineDeps,
  { batch, members, signature }: BatchProposal,
): Promise<PeerAnswer> => {
  const { chain, keys, rules } = deps;
  const committee = await chain.committeeOf(batch.configDigest);
  if (committee === undefined || bitOf(committee, keys.operator) === undefined)
    return no("UNKNOWN_COMMITTEE");
  if (!isOfOneForm(batch, members)) return no("OTHER_FORM");
  // What the store says is cheap to ask. A signature, a tree of hashes and the chain come after it: a member that invents
  // batches is not to cost more than it pays.
  const known = await objectionOf(members, (member) => objectionOfStore(deps, member));
  if (known !== undefined) return known;
  const leader = signerOf(digestOfBatch(rules, batch), signature);
  if (leader === undefined || bitOfSigner(committee, leader) === undefined) return no("UNKNOWN_SIGNER");
  const { number } = await chain.head();
  if (Math.abs(number - batch.observedBlock) > rules.maxBlockDistance) return no("STALE_BLOCK", true);
  // What is signed is the root of these members, and of nothing else.
  if (batchOf(members, batch).root !== batch.root) return no("OTHER_FORM");
  const ended = await objectionOf(members, async ({ requestId }) =>
    (await chain.statusOf(requestId)) === RequestStatus.Pending ? undefined : "NOT_PENDING",
  );
  if (ended !== undefined) return ended;
  const signer = signerFor(keys, committee);
  if (signer === undefined) return no("CANNOT_SIGN", true);
  try {
    return { signed: true, signature: await signBatch(deps, members, batch, signer) };
  } catch (error) {
    if (codeOf(error) === "WOULD_EQUIVOCATE") return no("WOULD_EQUIVOCATE");
    if (!isRetryable(error)) throw error;
    deps.log.warn({ msg: "A batch cannot be signed now", ...describeError(error) });
    return no("CANNOT_SIGN", true);
  }
};

const isOfOneForm = (batch: BatchProposal["batch"], members: readonly BatchMember[]): boolean =>
  batch.answers === members.length &&
  members.every(({ consentVersion }) => consentVersion === 0) &&
  new Set(members.map(({ requestId }) => requestId.toLowerCase())).size === members.length;

const AT_ONCE = 32;

/** Names every member that is objected to, so that the leader can leave them out; gives up where a whole row is wrong. */
const objectionOf = async (
  members: readonly BatchMember[],
  objectionTo: (member: BatchMember) => Promise<ObjectionCode | undefined>,
): Promise<PeerAnswer | undefined> => {
  const wrong: RequestId[] = [];
  let first: ObjectionCode | undefined;
  for (let i = 0; i < members.length; i += AT_ONCE) {
    const row = members.slice(i, i + AT_ONCE);
    const codes = await Promise.all(row.map(objectionTo));
    const found = row.filter((_, j) => codes[j] !== undefined).map(({ requestId }) => requestId);
    wrong.push(...found);
    first ??= codes.find((code) => code !== undefined);
    if (found.length === row.length) break;
  }
  return first && no(first, first === "NOT_READY", wrong);
};

const objectionOfStore = async (
  { store, modelOf, metrics, log }: PipelineDeps,
  member: BatchMember,
): Promise<ObjectionCode | undefined> => {
  const duty = await store.duty(member.requestId);
  const own = ownOutputOf(duty);
  if (typeof own === "string" || duty === undefined) return own as ObjectionCode;
  // Answers of float arithmetic are compared one by one.
  if (!isBatchable(duty) || modelOf(duty.request.modelId)?.near !== undefined) return "OTHER_FORM";
  if (own.outputHash === member.outputHash) return undefined;
  metrics.mismatches.inc();
  log.warn({ msg: "A leader proposes another output", requestId: duty.id, proposed: member.outputHash });
  return "OTHER_OUTPUT";
};

const ownOutputOf = (duty: Duty | undefined): ObjectionCode | { readonly outputHash: Hex } => {
  if (duty === undefined) return "NOT_READY";
  if (["settled", "proposed", "lapsed", "unserved"].includes(duty.state)) return "NOT_PENDING";
  if (duty.state === "halted" || duty.refusal !== undefined) return "OTHER_DECISION";
  return duty.outputHash === undefined ? "NOT_READY" : { outputHash: duty.outputHash };
};
