import type { Duty, ProposedAnswer } from "../domain/duty.ts";
import { type PipelineDeps, type StepResult, wait } from "./deps.ts";
import { rankIn } from "./turn.ts";

/** How many retry intervals lie between two attempts. */
const LOOK_FACTOR = 10;
/** How long a node rests that has nothing to defend with. */
const HELPLESS_MS = 60_000;
const CHALLENGED = "CHALLENGED";

/**
 * The proposed answer is before the court, and it is ours: brings the proof that was kept before it was signed. Whose turn
 * comes first tries first; every other signer follows, for each would lose its bond.
 */
export const defend = async (
  deps: PipelineDeps,
  duty: Duty,
  { output }: ProposedAnswer,
): Promise<StepResult> => {
  const { store, defence, rules, log, metrics } = deps;
  const kept = await store.proofOf(duty.id, output);
  if (defence === undefined || kept === undefined) {
    if (duty.lastError !== "NO_PROOF") {
      log.error({ msg: "A challenged answer cannot be defended from here", requestId: duty.id });
    }
    return wait(HELPLESS_MS, "NO_PROOF");
  }
  const rank = await rankIn(deps, duty);
  if (duty.lastError !== CHALLENGED) {
    metrics.challenged.inc();
    log.warn({ msg: "Our answer is challenged", requestId: duty.id });
    if (rank > 0) return wait(rank * rules.backoffMs, CHALLENGED);
  }
  const submission = await defence.defend(duty, kept);
  if (submission.kind !== "mined") {
    log.warn({ msg: "Defence was not taken", requestId: duty.id, why: submission.error });
    return wait(rules.retryMs * LOOK_FACTOR, CHALLENGED);
  }
  metrics.defended.inc();
  log.info({ msg: "Answer defended", requestId: duty.id, txHash: submission.hash });
  return wait(rules.retryMs, "WAITING_FOR_CONFIRMATIONS");
};
