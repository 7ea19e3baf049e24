import { type Interface, type JsonRpcApiProvider, type Log, type LogDescription, toBeHex } from "ethers";
import type { Hex } from "../../standards/hex.ts";

/** What providers commonly answer at once. */
const RANGE = 2_000;

export type LogQuery = {
  readonly provider: Pick<JsonRpcApiProvider, "getLogs" | "getBlockNumber">;
  readonly address: Hex;
  readonly contract: Interface;
  /** Names of events, any of which is looked for. */
  readonly events: readonly string[];
  /** Indexed arguments from the first on; null for any. */
  readonly indexed?: readonly (string | null)[];
  /** Block before which nothing is looked for. */
  readonly oldest?: number;
};

export type FoundLog = { readonly log: Log; readonly event: LogDescription };

/** Logs of these events, newest range first and in each range newest first. Stops when its reader does. */
export const scanLogs = async function* (query: LogQuery): AsyncGenerator<FoundLog> {
  const { provider, address, contract, events, indexed = [], oldest = 0 } = query;
  const names = events.map((name) => contract.getEvent(name)?.topicHash ?? "");
  const head = await provider.getBlockNumber();
  for (let to = head; to >= oldest; to -= RANGE) {
    const from = Math.max(to - RANGE + 1, oldest);
    const topics = [names, ...indexed];
    const logs = await provider.getLogs({
      address,
      topics,
      fromBlock: toBeHex(from),
      toBlock: toBeHex(to),
    });
    for (const log of logs.toReversed()) {
      const event = contract.parseLog(log);
      if (event !== null) yield { log, event };
    }
  }
};

/** All of them, oldest first. */
export const collectLogs = async (query: LogQuery): Promise<readonly FoundLog[]> => {
  const found: FoundLog[] = [];
  for await (const one of scanLogs(query)) found.push(one);
  return found.reverse();
};
