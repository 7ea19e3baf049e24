import type { JsonRpcProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";

/** A call as geth's callTracer tells of it. */
type Call = {
  readonly to?: string;
  readonly input?: string;
  readonly error?: string;
  readonly calls?: Call[];
};
/** A call as trace_transaction tells of it. */
type Traced = { readonly action: { readonly to?: string; readonly input?: string }; readonly error?: string };

/**
 * Calldata of the calls that a transaction made to a contract from within, by whichever trace the endpoint offers.
 * Undefined where it offers none: most public endpoints do not.
 */
export const tracedCalls = async (
  provider: JsonRpcProvider,
  txHash: Hex,
  to: Hex,
): Promise<readonly Hex[] | undefined> => {
  const target = to.toLowerCase();
  const calls =
    (await ask(provider, "debug_traceTransaction", [txHash, { tracer: "callTracer" }], fromTree)) ??
    (await ask(provider, "trace_transaction", [txHash], fromList));
  return calls
    ?.filter((call) => call.to?.toLowerCase() === target)
    .map(({ input }) => (input ?? "0x") as Hex);
};

type Flat = { readonly to?: string | undefined; readonly input?: string | undefined };

const ask = async (
  provider: JsonRpcProvider,
  method: string,
  params: readonly unknown[],
  read: (answer: unknown) => readonly Flat[] | undefined,
): Promise<readonly Flat[] | undefined> => {
  try {
    return read(await provider.send(method, [...params]));
  } catch (error) {
    // The endpoint answered, and said no: it has no such method, or not for such a transaction.
    if (isRefusal(error)) return undefined;
    throw error;
  }
};

const isRefusal = (error: unknown): boolean => {
  const code = (error as { code?: unknown }).code;
  return code === "UNSUPPORTED_OPERATION" || code === "UNKNOWN_ERROR" || code === "INVALID_ARGUMENT";
};

/** What reverted brought nothing. */
const fromTree = (answer: unknown): readonly Flat[] | undefined => {
  const root = answer as Call | null;
  // An endpoint that does not know the tracer may answer with steps of the machine.
  if (root === null || typeof root !== "object" || typeof root.input !== "string") return undefined;
  const all: Flat[] = [];
  const waiting = [root];
  for (let call = waiting.pop(); call !== undefined; call = waiting.pop()) {
    if (call.error !== undefined) continue;
    all.push({ to: call.to, input: call.input });
    waiting.push(...(call.calls ?? []));
  }
  return all;
};

const fromList = (answer: unknown): readonly Flat[] | undefined =>
  Array.isArray(answer)
    ? (answer as Traced[]).flatMap(({ action, error }) => (error === undefined ? [action] : []))
    : undefined;
