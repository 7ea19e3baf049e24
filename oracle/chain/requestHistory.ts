import { concat, dataLength, dataSlice, type JsonRpcProvider, type LogParams, ZeroAddress } from "ethers";
import type { ConfigDigest, ConsentId, Hex, ModelId, RequestId } from "../../standards/hex.ts";
import type { BroughtRefusal, EvmRun, OpenedOnChain, RequestEvent } from "../domain/history.ts";
import { readBlock } from "./blocks.ts";
import { type Contracts, oracleInterface } from "./contracts.ts";
import { RpcUnavailableError } from "./errors.ts";
import { quantity, toRequest } from "./scan.ts";

type Deps = {
  readonly provider: JsonRpcProvider;
  readonly contracts: Contracts;
  readonly oracle: Hex;
  readonly startBlock: number;
  readonly maxBlockRange: number;
};

type RawLog = Pick<LogParams, "topics" | "data"> & {
  readonly blockNumber: string;
  readonly logIndex: string;
  readonly transactionHash: Hex;
};

/** What the chain says of one request, read anew and without a store. */
export type RequestHistory = {
  readonly eventsOf: (id: RequestId) => Promise<readonly RequestEvent[]>;
  readonly opened: (events: readonly RequestEvent[]) => Promise<OpenedOnChain | undefined>;
  readonly refusalIn: (txHash: Hex) => Promise<BroughtRefusal | undefined>;
  /** Undefined while nobody attached an executor. */
  readonly runInEvm: (model: ModelId, input: Hex) => Promise<EvmRun | undefined>;
  /** Undefined where the endpoint no longer has the state of that block. */
  readonly wasLive: (consent: ConsentId, block: number) => Promise<boolean | undefined>;
  readonly timeOf: (block: number) => Promise<number | undefined>;
};

export const createRequestHistory = (deps: Deps): RequestHistory => {
  const { provider, contracts } = deps;
  const timeOf = async (block: number) => (await readBlock(provider, block))?.timestamp;
  return {
    eventsOf: (id) => eventsOf(deps, id),
    opened: async (events) => {
      const event = events.find(({ name }) => name === "InferenceRequested");
      if (event === undefined) return undefined;
      const { args, blockNumber, txHash } = event;
      return {
        id: args.id as RequestId,
        requester: args.requester as Hex,
        request: toRequest(args.request as Parameters<typeof toRequest>[0]),
        blockNumber,
        openedAt: (await timeOf(blockNumber)) ?? 0,
        txHash,
      };
    },
    refusalIn: async (txHash) => decodeRefusal((await provider.getTransaction(txHash))?.data),
    runInEvm: async (model, input) => {
      const { executor, outputs } = await contracts.models.modelOf(model);
      if (executor === ZeroAddress) return undefined;
      const words = await provider.call({ to: executor, data: input });
      return { executor: executor as Hex, output: packScores(words, Number(outputs)) };
    },
    wasLive: async (consent, block) => {
      try {
        return (await contracts.consent.livenessOf(consent, { blockTag: block })).live;
      } catch {
        return undefined;
      }
    },
    timeOf,
  };
};

/** One query where the endpoint allows it, else range by range. */
const eventsOf = async (deps: Deps, id: RequestId): Promise<readonly RequestEvent[]> => {
  const head = await readBlock(deps.provider, "latest");
  if (head === undefined) throw new RpcUnavailableError(1, "no latest block");
  const { startBlock, maxBlockRange } = deps;
  try {
    return await logsOf(deps, id, startBlock, head.number);
  } catch {
    const all: RequestEvent[] = [];
    for (let from = startBlock; from <= head.number; from += maxBlockRange) {
      const to = Math.min(head.number, from + maxBlockRange - 1);
      all.push(...(await logsOf(deps, id, from, to)));
    }
    return all;
  }
};

const logsOf = async (
  { provider, oracle }: Deps,
  id: RequestId,
  from: number,
  to: number,
): Promise<readonly RequestEvent[]> => {
  const filter = { address: oracle, topics: [null, id], fromBlock: quantity(from), toBlock: quantity(to) };
  const logs: RawLog[] = await provider.send("eth_getLogs", [filter]);
  return logs.flatMap((log): RequestEvent[] => {
    const event = oracleInterface.parseLog(log);
    if (event === null) return [];
    const args = Object.fromEntries(event.fragment.inputs.map(({ name }, i) => [name, event.args[i]]));
    return [
      {
        name: event.name,
        args,
        blockNumber: Number(log.blockNumber),
        logIndex: Number(log.logIndex),
        txHash: log.transactionHash,
      },
    ];
  });
};

const REFUSE = oracleInterface.getFunction("refuse").selector.slice(2);

const decodeRefusal = (data: string | undefined): BroughtRefusal | undefined => {
  const at = data?.toLowerCase().indexOf(REFUSE) ?? -1;
  if (data === undefined || at < 0 || at % 2 !== 0) return undefined;
  try {
    const args = oracleInterface.decodeFunctionData("refuse", `0x${data.slice(at)}`);
    const { reason, configDigest, attestation } = args;
    return {
      reason: Number(reason),
      configDigest: configDigest as ConfigDigest,
      attestation: attestation as Hex,
    };
  } catch {
    return undefined;
  }
};

const WORD = 32;
const SCORE = 4;

/** The executor's int256 words as the int32 that are answered with. */
const packScores = (words: string, outputs: number): Hex => {
  if (dataLength(words) !== WORD * outputs) return "0x";
  const scores = Array.from({ length: outputs }, (_, i) =>
    dataSlice(words, WORD * (i + 1) - SCORE, WORD * (i + 1)),
  );
  return concat(scores) as Hex;
};
