import { type JsonRpcProvider, keccak256, type LogParams } from "ethers";
import type { ConfigDigest, Hex, RequestId } from "../../standards/hex.ts";
import { requestIdOf } from "../../standards/inference.ts";
import type { BlockRef } from "../domain/ports.ts";
import type { AnswerSource, SignedAnswer, ToldAnswer } from "../domain/watch.ts";
import { type Contracts, oracleInterface } from "./contracts.ts";
import { ChainMovedError } from "./errors.ts";
import { blockOrMoved, quantity, toRequest } from "./scan.ts";

/** Answers that a range of blocks told of. */
export type AnswerRange = { readonly to: BlockRef; readonly answers: readonly ToldAnswer[] };

const TOPICS = (["InferenceFulfilled", "InferenceProposed"] as const).map(
  (name) => oracleInterface.getEvent(name).topicHash,
);
const FULFIL = oracleInterface.getFunction("fulfil").selector.slice(2);

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

/** Reads from calldata what the committee signed, also when another contract passed the call on. */
export const createAnswerSource =
  ({ provider, contracts, chainId, oracle }: AnswerSourceDeps): AnswerSource =>
  async (told) => {
    const transaction = await provider.getTransaction(told.txHash);
    if (transaction === null) return undefined;
    const answer = findAnswer(transaction.data, (found) => {
      const id = requestIdOf(chainId, oracle, found.requester, found.request);
      return id === told.id.toLowerCase() && found.output === told.output;
    });
    if (answer === undefined) return { answer, members: [] };
    const [operators, signers] = await contracts.operators.membersOf(answer.report.configDigest);
    return {
      answer,
      members: operators.map((operator, i) => ({ operator: operator as Hex, signer: signers[i] as Hex })),
    };
  };

const findAnswer = (data: string, isMeant: (answer: SignedAnswer) => boolean): SignedAnswer | undefined => {
  const hex = data.slice(2).toLowerCase();
  for (let at = hex.indexOf(FULFIL); at !== -1; at = hex.indexOf(FULFIL, at + 1)) {
    if (at % 2 !== 0) continue;
    const answer = decodeFulfil(`0x${hex.slice(at)}`);
    if (answer !== undefined && isMeant(answer)) return answer;
  }
  return undefined;
};

const decodeFulfil = (data: string): SignedAnswer | undefined => {
  try {
    const args = oracleInterface.decodeFunctionData("fulfil", data);
    const { consentVersion, configDigest, observedBlock } = args.report;
    return {
      requester: args.requester as Hex,
      request: toRequest(args.request),
      report: {
        consentVersion: Number(consentVersion),
        configDigest: configDigest as ConfigDigest,
        observedBlock: Number(observedBlock),
      },
      output: args.output as Hex,
      attestation: args.attestation as Hex,
    };
  } catch {
    return undefined;
  }
};
