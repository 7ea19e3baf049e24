import { Mode, ModelFlag, RefusalReason, RequestStatus } from "../../standards/inference.ts";
import { type Duty, isPersonal } from "../domain/duty.ts";
import { checkConsent } from "./checkConsent.ts";
import { type PipelineDeps, refuse, type StepResult, wait } from "./deps.ts";

/** seen > authorised: a model of ours, open on chain, and with a live consent if it names one. */
export const authorise = async (deps: PipelineDeps, duty: Duty): Promise<StepResult> => {
  const { chain, clock, rules } = deps;
  const model = deps.modelOf(duty.request.modelId);
  if (model === undefined || duty.request.mode !== Mode.QUORUM) {
    const lastError = model === undefined ? "UNKNOWN_MODEL" : "MODE_NOT_OFFERED";
    return { kind: "move", to: "unserved", changes: { lastError } };
  }
  if ((await chain.statusOf(duty.id)) !== RequestStatus.Pending) return wait(rules.retryMs, "NOT_PENDING");
  if ((model.flags & ModelFlag.ABOUT_PEOPLE) !== 0 && !isPersonal(duty.request)) {
    return { kind: "move", to: "unserved", changes: { lastError: "CONSENT_REQUIRED" } };
  }
  const consent = await checkConsent(chain, duty);
  if (consent.kind === "ended") return refuse(RefusalReason.NoLiveConsent, clock.now());
  if (consent.kind === "unsettled") return wait(rules.retryMs, "CONSENT_NOT_FINAL");
  return { kind: "move", to: "authorised", changes: { attempts: 0 } };
};
