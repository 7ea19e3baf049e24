import type { RequestId } from "../../standards/hex.ts";
import { isPersonal } from "../domain/duty.ts";
import type { ReplayDeps } from "./deps.ts";
import { RequestUnknownError } from "./errors.ts";
import { explainAnswers } from "./explainAnswers.ts";
import { explainInput } from "./explainInput.ts";
import { explainOutcome } from "./explainOutcome.ts";
import { explainConsent, explainModel, explainRequest } from "./explainRequest.ts";
import { explainRun } from "./explainRun.ts";
import type { Report, Step } from "./report.ts";

/** Explains a request from its event to its end, and holds what the chain says against a run of one's own. */
export const replay = async (deps: ReplayDeps, id: RequestId): Promise<Report> => {
  const events = await deps.eventsOf(id);
  const opened = await deps.opened(events);
  if (opened === undefined) throw new RequestUnknownError(id);
  const model = deps.modelOf(opened.request.modelId);
  const steps: Step[] = [explainRequest(deps, opened), await explainModel(deps, opened)];
  steps.push(await explainConsent(deps, opened));
  const { steps: input, input: found } = await explainInput(deps, opened, model);
  steps.push(...input);
  const run =
    found === undefined || model === undefined ? undefined : await explainRun(deps, opened, model, found);
  found?.x.fill(0);
  steps.push(...(run?.steps ?? []));
  steps.push(...(await explainAnswers(deps, opened, events, run?.own)));
  steps.push(...(await explainOutcome(deps, opened, events)));
  const mayLack = isPersonal(opened.request) && deps.open === undefined;
  return conclude(id, steps, mayLack);
};

/** Of an answer about a person nothing is missing that nobody asked to open. */
const conclude = (requestId: RequestId, steps: readonly Step[], mayLack: boolean): Report => {
  const first = steps.find(({ verdict }) => verdict === "differs")?.step;
  const isAnswered = steps.some(({ step }) => step.startsWith("answer"));
  const isCompared = steps.some(({ step }) => step === "output") || mayLack;
  const verdict = first !== undefined ? "differs" : isAnswered && !isCompared ? "incomplete" : "agrees";
  return { requestId, verdict, firstDifference: first, steps };
};
