// What a faulty RPC node does to calls and answers. Each fault is one that public RPC services were seen to have.
export type Call = { readonly method: string; readonly params?: readonly unknown[] };

/** Faults in force; without any the proxy only passes on. */
export type Faults = {
  /** Milliseconds that each answer is late. */
  readonly latencyMs?: number;
  /** Takes calls and never answers. */
  readonly silent?: boolean;
  /** Closes the connection without an answer. */
  readonly reset?: boolean;
  /** Answers with this HTTP status, such as 429 or 500; over a WebSocket with an error. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Answers with text that is not JSON. */
  readonly malformed?: boolean;
  /** The chain that it claims to serve. */
  readonly chainId?: number;
  /** Leaves logs out: all, or those with this first topic. */
  readonly hideLogs?: true | string;
  readonly repeatLogs?: boolean;
  /** The newest block that it knows of, however far the chain is. */
  readonly headAt?: number;
  /** Refuses to give the logs of more blocks than these at once. */
  readonly maxRange?: number;
  /** Says nothing of new blocks over WebSockets that stay open. */
  readonly muteSubscriptions?: boolean;
  /** The faults hold for these methods only. */
  readonly methods?: readonly string[];
  /** Ends all faults after so many calls that they were for. */
  readonly calls?: number;
};

export type Answer = { readonly result?: unknown; readonly error?: unknown };
type Pass = (call: Call) => Promise<Answer>;
type LogFilter = { readonly fromBlock?: string; readonly toBlock?: string; readonly blockHash?: string };
type Numbered = { readonly blockNumber?: string; readonly number?: string };
type FoundLog = Numbered & { readonly topics: readonly string[] };

const BLOCK_TAGS: readonly unknown[] = ["latest", "pending"];
const hex = (value: number): string => `0x${value.toString(16)}`;
const isAbove = (value: string | undefined, head: number): boolean =>
  value !== undefined && Number(value) > head;

/** Asks the true node as if the faults were its own. */
export const answerWith = async (faults: Faults, call: Call, pass: Pass): Promise<Answer> => {
  if (faults.chainId !== undefined && call.method === "eth_chainId") return { result: hex(faults.chainId) };
  if (faults.chainId !== undefined && call.method === "net_version") return { result: `${faults.chainId}` };
  if (call.method === "eth_getLogs") return logsWith(faults, call, pass);
  return faults.headAt === undefined ? pass(call) : passBehind(faults.headAt, call, pass);
};

const logsWith = async (faults: Faults, call: Call, pass: Pass): Promise<Answer> => {
  const [filter] = (call.params ?? []) as [LogFilter];
  const head = faults.headAt ?? Number.POSITIVE_INFINITY;
  const [from, to] = [Number(filter.fromBlock), Math.min(Number(filter.toBlock), head)];
  if (to - from >= (faults.maxRange ?? Number.POSITIVE_INFINITY)) {
    return { error: { code: -32005, message: `query exceeds max block range ${faults.maxRange}` } };
  }
  if (from > to) return { result: [] };
  const bounded = Number.isFinite(to) ? { ...filter, toBlock: hex(to) } : filter;
  const answer = await pass({ ...call, params: [bounded] });
  if (!Array.isArray(answer.result)) return answer;
  const { hideLogs } = faults;
  const found = (answer.result as FoundLog[]).filter(
    ({ topics, blockNumber }) => hideLogs !== true && topics[0] !== hideLogs && !isAbove(blockNumber, head),
  );
  return { result: faults.repeatLogs === true ? found.flatMap((log) => [log, log]) : found };
};

/** A node that has not seen the blocks above its head. */
const passBehind = async (head: number, call: Call, pass: Pass): Promise<Answer> => {
  if (call.method === "eth_blockNumber") return { result: hex(head) };
  const params = call.params?.map((value) => (BLOCK_TAGS.includes(value) ? hex(head) : value));
  const answer = await pass(params === undefined ? call : { ...call, params });
  const { blockNumber, number } = (answer.result ?? {}) as Numbered;
  return isAbove(blockNumber, head) || isAbove(number, head) ? { result: null } : answer;
};
