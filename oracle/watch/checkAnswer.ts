import { decodeAttestation } from "../../standards/attestation.ts";
import { batchDigest } from "../../standards/batch.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import {
  type Eip712Domain,
  inferenceOracleDomain,
  ModelFlag,
  reportDigest,
  type SignedReport,
  tracedReportDigest,
} from "../../standards/inference.ts";
import { recoverSigner } from "../../standards/signatures.ts";
import { isPersonal } from "../domain/duty.ts";
import {
  type BatchPlace,
  type MemberKey,
  type Obstacle,
  type OpenCheck,
  type Sighting,
  type SignedAnswer,
  signedHashOf,
  type Verdict,
  type WatchedModel,
} from "../domain/watch.ts";
import { codeOf, describeError } from "../shared/errors.ts";
import { delayOf } from "../shared/retry.ts";
import type { WatchDeps, WatchRules } from "./deps.ts";
import { recompute } from "./recompute.ts";

const MAX_DELAY_MS = 60_000;

/** Checks one answer, or says when to try again. */
export const checkAnswer = async (deps: WatchDeps, check: OpenCheck): Promise<void> => {
  const { store, clock, metrics, log } = deps;
  const verdict = await verdictOn(deps, check);
  if ("again" in verdict) {
    const rule = { attempts: 0, firstDelayMs: deps.rules.retryMs, maxDelayMs: MAX_DELAY_MS };
    await store.postpone(check, clock.now() + delayOf(check.attempts, rule, deps.random), verdict.again);
    return;
  }
  const accusations = await store.conclude(check, verdict, clock.now());
  if (verdict.obstacle === undefined) metrics.checked.inc();
  else {
    metrics.unable.inc({ reason: verdict.obstacle });
    const isNobodys = verdict.obstacle === "PRIVATE";
    if (!isNobodys) deps.onUnchecked?.();
    log[isNobodys ? "info" : "warn"]({
      msg: "Answer cannot be checked",
      requestId: check.id,
      why: verdict.obstacle,
    });
  }
  for (const { finding } of accusations) {
    metrics.mismatches.inc({ finding: String(finding) });
    log.error({ msg: "Offence found", requestId: check.id, finding, output: check.output });
  }
  if (verdict.obstacle === undefined && accusations.length === 0) {
    log.info({ msg: "Answer is right", requestId: check.id });
  }
};

type Again = { readonly again: string };

const verdictOn = async (deps: WatchDeps, check: OpenCheck): Promise<Verdict | Again> => {
  const brought = await deps.source(check);
  // A reorganisation took it, and will bring it again.
  if (brought === undefined) return giveUp(deps, check, "NO_ATTESTATION");
  if (brought.answer === undefined) return unable(brought.why);
  const { answer, members } = brought;
  const sightings = sightingsOf(deps.rules, check.id, answer, members);
  const model = deps.modelOf(answer.request.modelId);
  const obstacle = obstacleTo(model, answer);
  if (model === undefined || obstacle !== undefined) {
    return { obstacle: obstacle ?? "UNKNOWN_MODEL", accusations: [], sightings };
  }
  try {
    const payload = await deps.payloads(answer.request.payloadHash, deps.signal);
    return { accusations: [], ...(await recompute(model, check.id, answer, members, payload)), sightings };
  } catch (error) {
    if (codeOf(error) === "PAYLOAD_UNAVAILABLE") return giveUp(deps, check, "PAYLOAD_UNAVAILABLE", sightings);
    if (codeOf(error) !== "EXECUTOR_MISMATCH") throw error;
    deps.log.error({ msg: "Own executors differ", requestId: check.id, ...describeError(error) });
    return { obstacle: "EXECUTOR_MISMATCH", accusations: [], sightings };
  }
};

const unable = (obstacle: Obstacle): Verdict => ({ obstacle, accusations: [], sightings: [] });

/** Looks again until the time for it is over. */
const giveUp = (
  { clock, rules }: WatchDeps,
  { seenAt }: OpenCheck,
  obstacle: Obstacle,
  sightings: readonly Sighting[] = [],
): Verdict | Again =>
  clock.now() - seenAt < rules.giveUpAfterMs ? { again: obstacle } : { obstacle, accusations: [], sightings };

const obstacleTo = (model: WatchedModel | undefined, { request }: SignedAnswer): Obstacle | undefined => {
  if (isPersonal(request)) return "PRIVATE";
  if (model === undefined) return "UNKNOWN_MODEL";
  return (model.flags & ModelFlag.PRIVATE_INPUT) === 0 ? undefined : "PRIVATE";
};

/** Every signature of the committee, each recovered, so that none is ascribed to whom it is not from. */
const sightingsOf = (
  { chainId, oracle }: WatchRules,
  requestId: RequestId,
  answer: SignedAnswer,
  members: readonly MemberKey[],
): Sighting[] => {
  const { report, attestation, batch } = answer;
  const domain = inferenceOracleDomain(chainId, oracle);
  const outputHash = signedHashOf(answer);
  return decodeAttestation(attestation).flatMap(({ bit, signature, traceCommitment }): Sighting[] => {
    const digest = digestOf(domain, { requestId, outputHash, ...report }, batch, traceCommitment);
    const signer = recoverSigner(digest, signature);
    if (signer === undefined || signer !== members[bit]?.signer) return [];
    return [{ signer, report, outputHash, traceCommitment, batch, signature }];
  });
};

const digestOf = (
  domain: Eip712Domain,
  signed: SignedReport,
  batch: BatchPlace | undefined,
  traceCommitment: Hex | undefined,
): Hex => {
  if (batch !== undefined) return batchDigest(domain, { ...signed, ...batch });
  return traceCommitment === undefined
    ? reportDigest(domain, signed)
    : tracedReportDigest(domain, { ...signed, traceCommitment });
};
