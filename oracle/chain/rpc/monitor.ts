import type { Clock } from "../../shared/clock.ts";
import type { Ask, Endpoint } from "./endpoint.ts";

export type MonitorDeps = {
  readonly endpoints: readonly Endpoint[];
  readonly hurry: Ask;
  readonly pollIntervalMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** Each endpoint is asked again which chain it serves at every third look. */
const LOOKS_PER_CHAIN_CHECK = 3;
/** One endpoint alone has nobody to be compared with. */
const MIN_PAUSE_ALONE_MS = 1_000;

/** Looks at every endpoint once an interval, until the signal aborts: those in use, and those that may be used again. */
export const monitorEndpoints = async (deps: MonitorDeps): Promise<void> => {
  const { endpoints, pollIntervalMs, clock, signal } = deps;
  const pauseMs = endpoints.length > 1 ? pollIntervalMs : Math.max(pollIntervalMs, MIN_PAUSE_ALONE_MS);
  const looking = new Map<Endpoint, Promise<void>>();
  const before = new Map<Endpoint, number>();
  for (let turn = 0; !signal.aborted; turn++) {
    compareHeads(endpoints, before);
    for (const endpoint of endpoints) {
      if (looking.has(endpoint)) continue;
      const isChecked = (turn + endpoint.index) % LOOKS_PER_CHAIN_CHECK === 0;
      // What fails is noted by the endpoint itself.
      const look = lookAt(deps, endpoint, isChecked).catch(() => undefined);
      looking.set(
        endpoint,
        look.finally(() => looking.delete(endpoint)),
      );
    }
    await clock.wait(pauseMs, signal);
  }
  await Promise.all(looking.values());
};

const lookAt = async (
  { endpoints, hurry }: Pick<MonitorDeps, "endpoints" | "hurry">,
  endpoint: Endpoint,
  isChecked: boolean,
): Promise<void> => {
  const serves = endpoint.state() === "serving";
  if (!serves && !endpoint.isRested()) return;
  if ((!serves || isChecked) && !(await endpoint.verify(hurry))) return;
  if (endpoints.length === 1) return;
  const answer = await endpoint.ask({ id: 1, jsonrpc: "2.0", method: "eth_blockNumber", params: [] }, hurry);
  if ("result" in answer) endpoint.noteHead(Number(answer.result));
};

/** Whoever is behind the best head of one look ago is behind. */
const compareHeads = (endpoints: readonly Endpoint[], before: Map<Endpoint, number>): void => {
  const serving = endpoints.filter((one) => one.state() === "serving" && one.head() !== undefined);
  const best = Math.max(...serving.map((one) => before.get(one) ?? 0));
  before.clear();
  for (const endpoint of serving) {
    endpoint.compareHead(best);
    before.set(endpoint, endpoint.head() as number);
  }
};
