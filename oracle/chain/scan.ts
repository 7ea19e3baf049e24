import type { JsonRpcProvider, LogParams } from "ethers";
import type { ConfigDigest, ConsentId, Hex, ModelId, RequestId } from "../../standards/hex.ts";
import { type InferenceRequest, RequestStatus } from "../../standards/inference.ts";
import type { Head, OpenedRequest, Proposed, ScannedRange, Settlement } from "../domain/ports.ts";
import { readBlock } from "./blocks.ts";
import { oracleInterface } from "./contracts.ts";
import { ChainMovedError } from "./errors.ts";

/** The status that each settling event leaves a request in. */
const OUTCOME: Readonly<Record<string, number>> = {
  InferenceFulfilled: RequestStatus.Fulfilled,
  InferenceBatched: RequestStatus.Fulfilled,
  InferenceComputed: RequestStatus.Fulfilled,
  InferenceProven: RequestStatus.Fulfilled,
  InferenceRefused: RequestStatus.Refused,
  InferenceDropped: RequestStatus.ConsentRevoked,
  InferenceExpired: RequestStatus.Expired,
  InferenceFinalised: RequestStatus.Fulfilled,
  InferenceUpheld: RequestStatus.Fulfilled,
  InferenceOverturned: RequestStatus.Overturned,
};

const TOPICS = ["InferenceRequested", "InferenceProposed", ...Object.keys(OUTCOME)].map(
  (name) => (oracleInterface.getEvent(name as "InferenceRequested") as { topicHash: string }).topicHash,
);

type RawLog = Pick<LogParams, "topics" | "data"> & { blockNumber: string; blockHash: Hex; removed?: boolean };

/**
 * Reads the oracle's events of a range. The hash of its last block is read before and after: if the chain moved in
 * between, nothing of what was read counts.
 */
export const scanRange = async (
  provider: JsonRpcProvider,
  oracle: Hex,
  from: number,
  to: number,
): Promise<ScannedRange> => {
  const last = await blockOrMoved(provider, to);
  const logs: RawLog[] = await provider.send("eth_getLogs", [
    { address: oracle, topics: [TOPICS], fromBlock: quantity(from), toBlock: quantity(to) },
  ]);
  const opened: OpenedRequest[] = [];
  const proposed: Proposed[] = [];
  const settled: Settlement[] = [];
  for (const log of logs) {
    if (log.removed === true) throw new ChainMovedError(Number(log.blockNumber));
    const event = oracleInterface.parseLog(log);
    if (event === null) continue;
    const blockNumber = Number(log.blockNumber);
    const id = event.args.id as RequestId;
    const outcome = OUTCOME[event.name];
    if (outcome !== undefined) {
      settled.push({ id, outcome, blockNumber });
      continue;
    }
    if (event.name === "InferenceProposed") {
      const { configDigest, output, finalAt } = event.args;
      proposed.push({
        id,
        blockNumber,
        configDigest: configDigest as ConfigDigest,
        output: output as Hex,
        finalAt: Number(finalAt),
      });
      continue;
    }
    const block = blockNumber === to ? last : await blockOrMoved(provider, blockNumber);
    if (block.hash !== log.blockHash) throw new ChainMovedError(blockNumber);
    const requester = event.args.requester as Hex;
    const request = toRequest(event.args.request);
    opened.push({ id, requester, request, blockNumber, openedAt: block.timestamp });
  }
  if ((await blockOrMoved(provider, to)).hash !== last.hash) throw new ChainMovedError(to);
  return { to: { number: last.number, hash: last.hash }, opened, proposed, settled };
};

/** A block that must be there. */
export const blockOrMoved = async (provider: JsonRpcProvider, number: number): Promise<Head> => {
  const block = await readBlock(provider, number);
  if (block === undefined) throw new ChainMovedError(number);
  return block;
};

/** A request as ethers decodes it. */
export const toRequest = (tuple: Record<keyof InferenceRequest, unknown>): InferenceRequest => ({
  modelId: tuple.modelId as ModelId,
  payloadHash: tuple.payloadHash as Hex,
  inputCommitment: tuple.inputCommitment as Hex,
  consentId: tuple.consentId as ConsentId,
  callback: tuple.callback as Hex,
  callbackGasLimit: Number(tuple.callbackGasLimit),
  deadline: Number(tuple.deadline),
  fee: tuple.fee as bigint,
  valueAtRisk: tuple.valueAtRisk as bigint,
  mode: Number(tuple.mode),
  provenance: Number(tuple.provenance),
  nonce: tuple.nonce as bigint,
});

export const quantity = (block: number): string => `0x${block.toString(16)}`;
