import { type JsonRpcProvider, keccak256, type LogParams } from "ethers";
import type { Hex, RequestId } from "../../standards/hex.ts";
import type { BlockRef } from "../domain/ports.ts";
import type { AnswerSource, SignedAnswer, ToldAnswer } from "../domain/watch.ts";
import { type Contracts, oracleInterface } from "./contracts.ts";
import { ChainMovedError } from "./errors.ts";
import { blockOrMoved, quantity } from "./scan.ts";
import { answersIn, type SignedAnswers } from "./signedCalls.ts";
import { tracedCalls } from "./tracedCalls.ts";

/** Answers that a range of blocks told of. */
export type AnswerRange = { readonly to: BlockRef; readonly answers: readonly ToldAnswer[] };

const TOPICS = (["InferenceFulfilled", "InferenceProposed", "InferenceBatched"] as const).map(
  (name) => oracleInterface.getEvent(name).topicHash,
);

type RawLog = Pick<LogParams, "topics" | "data"> & { blockNumber: string; transactionHash: Hex };

/** Reads the answers of a range; nothing counts if the chain moved meanwhile. */
export const scanAnswers = async (
  provider: JsonRpcProvider,
  oracle: Hex,
  from: number,
  to: number,
): Promise<AnswerRange> => {
  const last = await blockOrMoved(provider, to);
  const logs: RawLog[] = await provider.send("eth_getLogs", [
    { address: oracle, topics: [TOPICS], fromBlock: quantity(from), toBlock: quantity(to) },
  ]);
  const answers = logs.flatMap((log): ToldAnswer[] => {
    const event = oracleInterface.parseLog(log);
    if (event === null) return [];
    const output = event.args.output as Hex;
    const outputHash = keccak256(output) as Hex;
    const blockNumber = Number(log.blockNumber);
    return [{ id: event.args.id as RequestId, output, outputHash, txHash: log.transactionHash, blockNumber }];
  });
  if ((await blockOrMoved(provider, to)).hash !== last.hash) throw new ChainMovedError(to);
  return { to: { number: last.number, hash: last.hash }, answers };
};

export type AnswerSourceDeps = {
  readonly provider: JsonRpcProvider;
  readonly contracts: Pick<Contracts, "operators">;
  readonly chainId: number;
  readonly oracle: Hex;
};

/** Transactions whose answers are remembered: a batch is read once, not once for each of its answers. */
const REMEMBERED = 8;

/**
 * Reads what the committee signed from the transaction's calldata, also when another contract passed the call on or when
 * many answers came at once. Where the calldata does not show it, a trace of the inner calls does, if the endpoint has any.
 */
export const createAnswerSource = ({
  provider,
  contracts,
  chainId,
  oracle,
}: AnswerSourceDeps): AnswerSource => {
  const known = new Map<string, SignedAnswers>();
  const deployment = { chainId, oracle };

  const remember = (key: string, answers: SignedAnswers): SignedAnswers => {
    known.set(key, answers);
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
    return answers;
  };

  const find = async (told: ToldAnswer, data: string): Promise<SignedAnswer | Unread> => {
    const key = `${told.txHash}.${told.blockNumber}`;
    const shown = pick(known.get(key) ?? remember(key, answersIn(deployment, data)), told);
    if (shown !== undefined) return shown;
    const inner = await tracedCalls(provider, told.txHash, oracle);
    if (inner === undefined) return "TRACE_UNAVAILABLE";
    const traced = new Map(inner.flatMap((call) => [...answersIn(deployment, call)]));
    return pick(remember(key, traced), told) ?? "NO_ATTESTATION";
  };

  return async (told) => {
    const transaction = await provider.getTransaction(told.txHash);
    if (transaction === null) return undefined;
    const answer = await find(told, transaction.data);
    if (typeof answer === "string") return { why: answer };
    const [operators, signers] = await contracts.operators.membersOf(answer.report.configDigest);
    const members = operators.map((operator, i) => ({
      operator: operator as Hex,
      signer: signers[i] as Hex,
    }));
    return { answer, members };
  };
};

type Unread = "TRACE_UNAVAILABLE" | "NO_ATTESTATION";

const pick = (answers: SignedAnswers, { id, output }: ToldAnswer): SignedAnswer | undefined => {
  const answer = answers.get(id.toLowerCase());
  return answer?.output.toLowerCase() === output.toLowerCase() ? answer : undefined;
};
