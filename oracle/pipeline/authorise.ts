import { Mode, ModelFlag, RequestStatus } from "../../standards/inference.ts";
import { type Duty, isPersonal } from "../domain/duty.ts";
import type { Model } from "../domain/model.ts";
import { checkConsent } from "./checkConsent.ts";
import { refuseEnded } from "./decideAccess.ts";
import { type PipelineDeps, type StepResult, wait } from "./deps.ts";

const IDLE_MS = 15_000;

/** seen > authorised: a model of ours, open on chain, and with a live consent if it names one. */
export const authorise = async (deps: PipelineDeps, duty: Duty): Promise<StepResult> => {
  const { chain, rules } = deps;
  const model = deps.modelOf(duty.request.modelId);
  const lastError = whyNot(deps, model, duty);
  if (model === undefined || lastError !== undefined) {
    deps.log.info({ msg: "Request is not for this node", requestId: duty.id, why: lastError });
    return { kind: "move", to: "unserved", changes: { lastError } };
  }
  const idle = deps.whyIdle?.();
  if (idle !== undefined) return wait(IDLE_MS, idle);
  if ((await chain.statusOf(duty.id)) !== RequestStatus.Pending) return wait(rules.retryMs, "NOT_PENDING");
  const consent = await checkConsent(chain, duty);
  if (consent.kind === "ended") return refuseEnded(deps, duty);
  if (consent.kind === "unsettled") return wait(rules.retryMs, "CONSENT_NOT_FINAL");
  return { kind: "move", to: "authorised", changes: { attempts: 0 } };
};

/**
 * Why this node does not answer, or undefined. A private OPTIMISTIC answer needs a proof made before it is signed: whoever
 * signs without one can be accused of what it cannot refute. Only an answer about a person is a commitment to prove.
 */
const whyNot = (
  { prover, defence }: PipelineDeps,
  model: Model | undefined,
  { request }: Duty,
): string | undefined => {
  if (model === undefined) return "UNKNOWN_MODEL";
  if (request.mode !== Mode.QUORUM && request.mode !== Mode.OPTIMISTIC) return "MODE_NOT_OFFERED";
  // A commitment to an output hides which one it is near, and a court would ask for the very same.
  if (model.near !== undefined && (request.mode !== Mode.QUORUM || isPersonal(request)))
    return "MODE_NOT_OFFERED";
  const isPrivateModel = (model.flags & ModelFlag.PRIVATE_INPUT) !== 0;
  if (request.mode === Mode.OPTIMISTIC && (isPrivateModel || isPersonal(request))) {
    const provable = isPrivateModel && isPersonal(request) && defence !== undefined;
    if (!provable || prover?.offers(model.id) !== true) return "PROOF_NOT_OFFERED";
  }
  if ((model.flags & ModelFlag.ABOUT_PEOPLE) !== 0 && !isPersonal(request)) return "CONSENT_REQUIRED";
  return undefined;
};
