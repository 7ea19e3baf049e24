import { requestIdOf } from "../../standards/inference.ts";
import type { ScannedRange } from "../domain/ports.ts";
import type { PipelineDeps } from "./deps.ts";

type IntakeDeps = Pick<PipelineDeps, "store" | "clock" | "log" | "metrics"> & {
  readonly rules: Pick<PipelineDeps["rules"], "chainId" | "oracle">;
};

/** Stores what a range of blocks told of. An id that does not follow from its request is not taken in. */
export const intake = async (
  { rules, store, clock, log, metrics }: IntakeDeps,
  range: ScannedRange,
): Promise<void> => {
  const seenAt = clock.now();
  const opened = range.opened.filter(({ id, requester, request }) => {
    const expected = requestIdOf(rules.chainId, rules.oracle, requester, request);
    if (id.toLowerCase() === expected) return true;
    log.error({ msg: "Request id does not follow from its request", requestId: id, expected });
    return false;
  });
  const news = await store.recordScan({
    to: range.to,
    opened: opened.map((request) => ({ ...request, seenAt })),
    proposed: range.proposed,
    settled: range.settled,
  });
  for (const { id, blockNumber, request } of news.opened) {
    metrics.requests.inc();
    log.info({ msg: "Request seen", requestId: id, modelId: request.modelId, block: blockNumber });
  }
  for (const { id, proposal } of news.proposed) {
    log.info({ msg: "Answer proposed", requestId: id, finalAt: proposal?.finalAt });
  }
  for (const duty of news.settled) {
    const seconds = (seenAt - duty.seenAt) / 1_000;
    metrics.settled.inc({ outcome: String(duty.outcome) });
    metrics.requestAge.observe(seconds);
    log.info({ msg: "Request settled", requestId: duty.id, outcome: duty.outcome, seconds });
  }
};
