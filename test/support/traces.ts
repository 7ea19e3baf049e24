import type { TestChain } from "./chain.ts";

type StructLog = { readonly op: string; readonly depth: number; readonly stack: readonly string[] };

/** One word that a transaction left in storage. */
export type Write = { readonly slot: string; readonly value: string };

const word = (hex: string): string => hex.replace(/^0x/, "").padStart(64, "0").toLowerCase();

/** Every SSTORE of a transaction, in whatever contract, as the node's own trace has it. */
export const writesOf = async (chain: TestChain, hash: string): Promise<Write[]> => {
  const { structLogs } = (await chain.request("debug_traceTransaction", [hash, {}])) as {
    structLogs: readonly StructLog[];
  };
  return structLogs
    .filter(({ op }) => op === "SSTORE")
    .map(({ stack }) => ({ slot: word(stack.at(-1) ?? ""), value: word(stack.at(-2) ?? "") }));
};
