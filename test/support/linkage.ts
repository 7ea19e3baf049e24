// What an observer could join two people's traces by: any run of bytes that both contain, wherever it stands in a word.
import type { ContractTransactionReceipt } from "ethers";
import type { TestChain } from "./chain.ts";
import { writesOf } from "./traces.ts";

/** Bytes that are no accident: twelve in a row, half of them not zero. */
const WINDOW = 12;
const LEAST_SET = 6;

/** All that a transaction leaves for anybody to read: calldata, topics and data of events, slots and words of storage. */
export const traceOf = async (
  chain: TestChain,
  { hash, logs }: ContractTransactionReceipt,
): Promise<string[]> => {
  const transaction = await chain.provider.getTransaction(hash);
  const writes = await writesOf(chain, hash);
  return [
    transaction?.data ?? "",
    ...logs.flatMap(({ topics, data }) => [...topics, data]),
    ...writes.flatMap(({ slot, value }) => [slot, value]),
  ];
};

const plain = (value: string): string => value.replace(/^0x/, "").toLowerCase();

const windowsOf = (parts: readonly string[]): Set<string> => {
  const found = new Set<string>();
  for (const part of parts)
    for (let at = 0; at + 2 * WINDOW <= part.length; at += 2) {
      const window = part.slice(at, at + 2 * WINDOW);
      const set = (window.match(/../g) ?? []).filter((byte) => byte !== "00").length;
      if (set >= LEAST_SET) found.add(window);
    }
  return found;
};

/** Runs of bytes that both traces contain once the `known` values are blanked out of them. */
export const linksBetween = (
  first: readonly string[],
  second: readonly string[],
  known: readonly string[],
): string[] => {
  const blank = (part: string): string =>
    known.map(plain).reduce((rest, value) => rest.replaceAll(value, "0".repeat(value.length)), plain(part));
  const theirs = windowsOf(second.map(blank));
  return [...windowsOf(first.map(blank))].filter((window) => theirs.has(window));
};
