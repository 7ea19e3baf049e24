import { encodeAttestation, type MemberSignature } from "../../standards/attestation.ts";
import type { Hex } from "../../standards/hex.ts";
import { RequestStatus } from "../../standards/inference.ts";
import { isBatchable } from "../domain/batch.ts";
import { bitOf, bitOfSigner, type Committee, rankOf, selectQuorum } from "../domain/committee.ts";
import type { Duty, SignedStatement } from "../domain/duty.ts";
import type { PeerAnswer } from "../domain/ports.ts";
import { type Signer, signerFor } from "../domain/signer.ts";
import { codeOf } from "../shared/errors.ts";
import { delayOf } from "../shared/retry.ts";
import { checkConsent } from "./checkConsent.ts";
import { refuseEnded } from "./decideAccess.ts";
import { type PipelineDeps, type StepResult, wait } from "./deps.ts";
import { digestOf, type Statement, signerOf, signStatement, withTrace } from "./statements.ts";
import { maySignUnder } from "./tolerance.ts";

/** How long a node that is in no committee waits before it looks again. */
const NOT_A_MEMBER_MS = 10_000;
const MAX_RETRY_FACTOR = 8;

/** computed or refusing > signed: when it is this node's turn, asks the peers until t signatures agree. */
export const gather = async (deps: PipelineDeps, duty: Duty): Promise<StepResult> => {
  const { chain, clock, rules, keys } = deps;
  const committee = await chain.committee();
  const bit = bitOf(committee, keys.operator);
  if (bit === undefined) return wait(NOT_A_MEMBER_MS, "NOT_A_MEMBER");
  const rank = rankOf(duty.id, bit, committee.members.length);
  const myTurnAt = (duty.readyAt ?? duty.seenAt) + rank * rules.backoffMs;
  if (clock.now() < myTurnAt) return wait(myTurnAt - clock.now(), "NOT_MY_TURN");
  if ((await chain.statusOf(duty.id)) !== RequestStatus.Pending) return wait(rules.retryMs, "NOT_PENDING");

  if (duty.refusal === undefined && !maySignUnder(deps, duty, committee))
    return wait(NOT_A_MEMBER_MS, "QUORUMS_MAY_DIFFER");

  const signer = signerFor(keys, committee);
  if (signer === undefined) {
    deps.log.error({ msg: "The committee lists a key that this node does not hold" });
    return wait(NOT_A_MEMBER_MS, "KEY_NOT_HELD");
  }
  const together = await bringTogether(deps, duty);
  if (together !== undefined) return together;
  const statement = await draft(deps, duty, committee);
  if ("result" in statement) return statement.result;
  const signatures = await collect(deps, committee, statement, bit, signer).catch((error: unknown) =>
    becameAnothers(deps, statement, error),
  );
  if (signatures === undefined) return wait(rules.retryMs, "OUTPUT_ADOPTED");
  const quorum = selectQuorum(signatures, committee.threshold);
  if (quorum === undefined) {
    const maxDelayMs = rules.retryMs * MAX_RETRY_FACTOR;
    const rule = { attempts: 0, firstDelayMs: rules.retryMs, maxDelayMs };
    return wait(delayOf(duty.attempts, rule, deps.random), "TOO_FEW_SIGNATURES");
  }
  const changes = { statement: toSigned(statement, encodeAttestation(quorum)), attempts: 0 };
  return { kind: "move", to: "signed", changes };
};

/** What became of an answer in a batch that goes alone after that. */
const FAILED_TOGETHER: ReadonlySet<string> = new Set(["SKIPPED", "REVERTED", "BATCH_LOST"]);

/** With other answers that are ready now, where that is possible. What failed so before goes alone. */
const bringTogether = async (deps: PipelineDeps, duty: Duty): Promise<StepResult | undefined> => {
  const isExact = deps.modelOf(duty.request.modelId)?.near === undefined;
  if (!isExact || !isBatchable(duty) || FAILED_TOGETHER.has(duty.lastError ?? "")) return undefined;
  return deps.batcher?.join(deps, duty);
};

/** The statement to propose, or another result when the consent no longer allows it. */
const draft = async (
  deps: PipelineDeps,
  duty: Duty,
  { digest: configDigest }: Committee,
): Promise<Statement | { readonly result: StepResult }> => {
  const { chain, rules } = deps;
  if (duty.refusal !== undefined) {
    return { kind: "refusal", refusal: { requestId: duty.id, reason: duty.refusal, configDigest } };
  }
  if (duty.outputHash === undefined) throw new TypeError("A computed duty has no output.");
  const { number: observedBlock } = await chain.head();
  // The last question before the signature: nothing but the store is awaited between its answer and signing.
  const consent = await checkConsent(chain, duty);
  if (consent.kind === "ended") return { result: await refuseEnded(deps, duty) };
  if (consent.kind === "unsettled") return { result: wait(rules.retryMs, "CONSENT_NOT_FINAL") };
  // Read anew: in the meantime it may have become another's, within the model's tolerance.
  const { id: requestId, outputHash = duty.outputHash } = (await deps.store.duty(duty.id)) ?? duty;
  const report = { requestId, outputHash, consentVersion: consent.version, configDigest, observedBlock };
  return { kind: "answer", report, traceCommitment: duty.traceCommitment };
};

/** Undefined when the output became another's between reading and signing: what is stored now is what was signed. */
const becameAnothers = async (
  { store }: PipelineDeps,
  statement: Statement,
  error: unknown,
): Promise<undefined> => {
  if (codeOf(error) !== "WOULD_EQUIVOCATE" || statement.kind !== "answer") throw error;
  const { requestId, outputHash } = statement.report;
  if ((await store.duty(requestId))?.outputHash === outputHash) throw error;
  return undefined;
};

/** Asks every peer of the committee at once; ends as soon as t signatures are there. */
const collect = async (
  deps: PipelineDeps,
  committee: Committee,
  statement: Statement,
  bit: number,
  signer: Signer,
): Promise<readonly MemberSignature[]> => {
  const { peers, rules } = deps;
  const signature = await signStatement(deps, statement, { signer });
  const signatures: MemberSignature[] = [memberOf(bit, signature, traceOf(statement))];
  const enough = new AbortController();
  const signal = AbortSignal.any([deps.signal, enough.signal, AbortSignal.timeout(rules.peerTimeoutMs)]);
  const isMember = (operator: Hex) => bitOf(committee, operator) !== undefined;
  const asked = peers.operators.filter(isMember).map(async (operator) => {
    try {
      const answer = await peers.propose(operator, { ...statement, signature }, signal);
      const member = accept(deps, committee, statement, operator, answer);
      if (member === undefined) return;
      signatures.push(member);
      if (signatures.length >= committee.threshold) enough.abort();
    } catch (error) {
      if (!signal.aborted) deps.log.debug({ msg: "Peer cannot be reached", operator, error: codeOf(error) });
    }
  });
  if (signatures.length >= committee.threshold) enough.abort();
  // Whoever does not stop when it is told to is not waited for, and what comes late is not looked at.
  await Promise.race([Promise.all(asked), aborted(signal)]);
  return [...signatures];
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

const traceOf = (statement: Statement): Hex | undefined =>
  statement.kind === "answer" ? statement.traceCommitment : undefined;

const memberOf = (bit: number, signature: Hex, traceCommitment: Hex | undefined): MemberSignature =>
  traceCommitment === undefined ? { bit, signature } : { bit, signature, traceCommitment };

/** A peer's signature, if it is that peer's and over what we said, with its own trace where one is due. */
const accept = (
  { log, metrics, rules, peers }: PipelineDeps,
  committee: Committee,
  statement: Statement,
  operator: Hex,
  answer: PeerAnswer,
): MemberSignature | undefined => {
  if (!answer.signed) {
    const { code } = answer.objection;
    if (code === "OTHER_OUTPUT") {
      metrics.mismatches.inc();
      peers.fault(operator, "OTHER_OUTPUT");
      log.warn({ msg: "A peer has another output", operator });
    } else log.debug({ msg: "A peer did not sign", operator, objection: code });
    return undefined;
  }
  const isTraced = traceOf(statement) !== undefined;
  const traceCommitment = isTraced ? answer.traceCommitment : undefined;
  if (isTraced && traceCommitment === undefined) {
    peers.fault(operator, "NO_TRACE");
    log.warn({ msg: "A peer signed without its trace", operator });
    return undefined;
  }
  const signer = signerOf(digestOf(rules, withTrace(statement, traceCommitment)), answer.signature);
  const bit = signer === undefined ? undefined : bitOfSigner(committee, signer);
  if (bit === undefined || bit !== bitOf(committee, operator)) {
    peers.fault(operator, "WRONG_SIGNATURE");
    log.warn({ msg: "A peer sent a signature that is not its own", operator });
    return undefined;
  }
  return memberOf(bit, answer.signature, traceCommitment);
};

const toSigned = (statement: Statement, attestation: Hex): SignedStatement => {
  if (statement.kind === "refusal") {
    const { configDigest, reason } = statement.refusal;
    return { kind: "refusal", configDigest, reason, attestation };
  }
  const { configDigest, consentVersion, observedBlock } = statement.report;
  return { kind: "answer", configDigest, consentVersion, observedBlock, attestation };
};
