import { RefusalReason } from "../../standards/inference.ts";
import { lastWaitAt } from "../domain/deadline.ts";
import { type Duty, isPersonal, needsProof } from "../domain/duty.ts";
import type { Model } from "../domain/model.ts";
import { codeOf, describeError } from "../shared/errors.ts";
import { delayOf } from "../shared/retry.ts";
import { checkConsent } from "./checkConsent.ts";
import { decideAccess, refuseEnded } from "./decideAccess.ts";
import { type PipelineDeps, refuse, type StepResult, wait } from "./deps.ts";
import { PayloadUnavailableError, RefusalError } from "./errors.ts";
import { inferPersonal, inferPublic, type Output } from "./inferOutput.ts";
import { inferProven } from "./inferProven.ts";
import { isAsLateAs } from "./lapse.ts";
import { openRecord } from "./openRecord.ts";

const MAX_PAYLOAD_DELAY_MS = 15_000;

/**
 * authorised > computed: fetch, open, infer. One step, because nothing decrypted may rest between two: after a crash
 * it is decrypted again, and only if the consent is live then.
 */
export const compute = async (deps: PipelineDeps, duty: Duty): Promise<StepResult> => {
  const { log, clock, rules, chain } = deps;
  const model = deps.modelOf(duty.request.modelId);
  if (model === undefined) return wait(rules.retryMs, "UNKNOWN_MODEL");
  try {
    // Asked before the fetch, which may wait for hours, and again right before anything is decrypted.
    const before = await checkConsent(chain, duty);
    if (before.kind === "ended") return await refuseEnded(deps, duty);
    const payload = await deps.payloads(duty.request.payloadHash, deps.signal);
    const consent = await checkConsent(chain, duty);
    if (consent.kind === "ended") return await refuseEnded(deps, duty);
    if (consent.kind === "unsettled") return wait(rules.retryMs, "CONSENT_NOT_FINAL");
    const computed = await outputOf(deps, model, duty, payload);
    if (computed === undefined) return wait(rules.retryMs, "CONSENT_NOT_FINAL");
    const { result, ...output } = computed;
    const changes = { ...output, readyAt: clock.now(), attempts: 0 };
    log.info({
      msg: "Output computed",
      requestId: duty.id,
      model: model.name,
      outputHash: output.outputHash,
    });
    return { kind: "move", to: "computed", changes, ...(result === undefined ? {} : { result }) };
  } catch (error) {
    return await resultOfFailure(deps, duty, error);
  }
};

/** Undefined while what permits is not in a final block. */
const outputOf = async (
  deps: PipelineDeps,
  model: Model,
  duty: Duty,
  payload: Uint8Array,
): Promise<Output | undefined> => {
  if (!isPersonal(duty.request)) return inferPublic(model, duty, payload, deps.keys.operator);
  const record = await openRecord(deps.keys, payload);
  if (!(await decideAccess(deps, duty, record))) return undefined;
  return needsProof(duty.request)
    ? inferProven(deps, model, duty, record)
    : inferPersonal(model, duty, record);
};

const resultOfFailure = async (deps: PipelineDeps, duty: Duty, error: unknown): Promise<StepResult> => {
  const { log, clock, rules, random } = deps;
  if (error instanceof RefusalError) {
    log.info({ msg: "Request will be refused", requestId: duty.id, ...error.context });
    return refuse(error.reason, clock.now());
  }
  if (codeOf(error) === "EXECUTOR_MISMATCH") {
    log.error({
      msg: "Executors differ; nothing will be signed",
      requestId: duty.id,
      ...describeError(error),
    });
    return { kind: "move", to: "halted", changes: { lastError: codeOf(error) } };
  }
  if (!(error instanceof PayloadUnavailableError)) throw error;
  if (await isAsLateAs(deps, lastWaitAt(duty.openedAt, duty.request.deadline))) {
    return refuse(RefusalReason.PayloadUnavailable, clock.now());
  }
  const rule = { attempts: 0, firstDelayMs: rules.retryMs, maxDelayMs: MAX_PAYLOAD_DELAY_MS };
  return wait(delayOf(duty.attempts, rule, random), String(error.context.why));
};
