import { type JsonRpcProvider, ZeroHash } from "ethers";
import type { ConfigDigest, Hex } from "../../standards/hex.ts";
import { readBlock } from "./blocks.ts";
import { type Contracts, oracleInterface } from "./contracts.ts";
import { RangeTooLargeError, RpcUnavailableError } from "./errors.ts";
import { lookAt, readRange } from "./logs.ts";

const ADOPTED = oracleInterface.getEvent("ConfigAdopted").topicHash as Hex;
const MAX_RANGE = 1_000;

/**
 * The config in force at the end of a block, whenever it is asked for: the one that the first adoption after it replaced,
 * or the current one. Found in events, because few nodes keep old state.
 */
export const configAt = async (
  provider: JsonRpcProvider,
  oracle: Contracts["oracle"],
  block: number,
): Promise<ConfigDigest> => {
  const head = await readBlock(provider, "latest");
  if (head === undefined) throw new RpcUnavailableError(1, "no latest block");
  const query = { addresses: [(await oracle.getAddress()) as Hex], topics: [ADOPTED] };
  let size = MAX_RANGE;
  for (let from = block + 1; from <= head.number; ) {
    const to = Math.min(head.number, from + size - 1);
    try {
      const [first] = (await readRange(lookAt(provider, from, to), query)).logs;
      // Of a request that was opened while there was no committee, the first is in charge.
      if (first !== undefined) return inForceBefore(first.topics);
      from = to + 1;
    } catch (error) {
      if (!(error instanceof RangeTooLargeError) || size === 1) throw error;
      size = Math.floor(size / 2);
    }
  }
  return (await oracle.currentConfig({ blockTag: head.number })) as ConfigDigest;
};

const inForceBefore = ([, digest, previous]: readonly Hex[]): ConfigDigest =>
  (previous === ZeroHash ? digest : previous) as ConfigDigest;
