import type { JsonRpcProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Head } from "../domain/ports.ts";
import { ChainMovedError } from "./errors.ts";

/** A block's header, as far as the node reads it. */
export type Header = Head & { readonly parentHash: Hex; readonly logsBloom: Hex | undefined };

type RawHeader = {
  readonly number: string;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: string;
  readonly logsBloom?: Hex;
};

export const quantity = (block: number): string => `0x${block.toString(16)}`;

/** Reads one block header; undefined when the chain has no such block. */
export const readBlock = async (
  provider: JsonRpcProvider,
  block: number | "latest",
): Promise<Header | undefined> => {
  const tag = typeof block === "number" ? quantity(block) : block;
  const header: RawHeader | null = await provider.send("eth_getBlockByNumber", [tag, false]);
  if (header === null) return undefined;
  return {
    number: Number(header.number),
    hash: header.hash,
    parentHash: header.parentHash,
    timestamp: Number(header.timestamp),
    logsBloom: header.logsBloom,
  };
};

/** A block that must be there. */
export const blockOrMoved = async (provider: JsonRpcProvider, number: number): Promise<Header> => {
  const block = await readBlock(provider, number);
  if (block === undefined) throw new ChainMovedError(number);
  return block;
};

/** Header calls at once: a range may have many blocks. */
const AT_ONCE = 16;

/** Reads the headers of these blocks, each once. */
export const readHeaders = async (
  provider: JsonRpcProvider,
  numbers: Iterable<number>,
): Promise<ReadonlyMap<number, Header>> => {
  const queue = [...new Set(numbers)];
  const headers = new Map<number, Header>();
  const read = async (): Promise<void> => {
    for (let number = queue.pop(); number !== undefined; number = queue.pop()) {
      headers.set(number, await blockOrMoved(provider, number));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, read));
  return headers;
};
