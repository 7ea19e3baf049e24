import type { Result } from "ethers";
import type { ConfigDigest, ConsentId, Hex, ModelId, RequestId } from "../../standards/hex.ts";
import { type InferenceRequest, RequestStatus } from "../../standards/inference.ts";
import type { OpenedRequest, Proposed, ScannedRange, Settlement } from "../domain/ports.ts";
import { oracleInterface } from "./contracts.ts";
import { type Look, readRange, timesOf } from "./logs.ts";

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

const topicOf = (name: string): Hex =>
  (oracleInterface.getEvent(name as "InferenceRequested") as { topicHash: string }).topicHash as Hex;
const TOPICS = ["InferenceRequested", "InferenceProposed", ...Object.keys(OUTCOME)].map(topicOf);
const REQUESTED = topicOf("InferenceRequested");

/** Which events a look at the oracle asks for. */
export type ScanQuery = { readonly oracle: Hex; readonly about?: RequestId };

/** Reads the oracle's events of a range, or those about one request. */
export const scanRange = async (look: Look, { oracle, about }: ScanQuery): Promise<ScannedRange> => {
  const query = { addresses: [oracle], topics: TOPICS, ...(about === undefined ? {} : { about }) };
  const { last, logs } = await readRange(look, query);
  const opening = logs.filter(({ topics }) => topics[0] === REQUESTED);
  const times = await timesOf(look.provider, opening, last);
  const opened: OpenedRequest[] = [];
  const proposed: Proposed[] = [];
  const settled: Settlement[] = [];
  for (const { topics, data, blockNumber: at } of logs) {
    const event = oracleInterface.parseLog({ topics: [...topics], data });
    if (event === null) continue;
    const blockNumber = Number(at);
    const id = event.args.id as RequestId;
    const outcome = OUTCOME[event.name];
    if (outcome !== undefined) settled.push({ id, outcome, blockNumber });
    else if (event.name === "InferenceProposed") proposed.push(toProposed(event.args, blockNumber));
    else {
      const openedAt = times.get(blockNumber) as number;
      const request = toRequest(event.args.request);
      opened.push({ id, requester: event.args.requester as Hex, request, blockNumber, openedAt });
    }
  }
  return { to: { number: last.number, hash: last.hash }, opened, proposed, settled };
};

const toProposed = ({ id, configDigest, output, finalAt }: Result, blockNumber: number): Proposed => ({
  id: id as RequestId,
  blockNumber,
  configDigest: configDigest as ConfigDigest,
  output: output as Hex,
  finalAt: Number(finalAt),
});

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
