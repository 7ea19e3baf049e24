import type { JsonRpcProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Head } from "../domain/ports.ts";

/** Reads one block header; undefined when the chain has no such block. */
export const readBlock = async (
  provider: JsonRpcProvider,
  block: number | "latest",
): Promise<Head | undefined> => {
  const tag = typeof block === "number" ? `0x${block.toString(16)}` : block;
  const header: { number: string; hash: Hex; timestamp: string } | null = await provider.send(
    "eth_getBlockByNumber",
    [tag, false],
  );
  if (header === null) return undefined;
  return { number: Number(header.number), hash: header.hash, timestamp: Number(header.timestamp) };
};
