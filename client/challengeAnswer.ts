import { setTimeout as sleep } from "node:timers/promises";
import { keccak256, type Provider, type Signer, type TransactionReceipt } from "ethers";
import { commitmentTo, encodeChallenge } from "../oracle/chain/court.ts";
import type { Payloads } from "../oracle/domain/ports.ts";
import {
  type Accusation,
  type AnswerSource,
  Finding,
  type ToldAnswer,
  type WatchedModel,
} from "../oracle/domain/watch.ts";
import { recompute } from "../oracle/watch/recompute.ts";
import { TheriacError } from "../standards/errors.ts";
import type { Hex, RequestId } from "../standards/hex.ts";
import { randomWord } from "../standards/randomWord.ts";
import type { Contracts } from "./deployment.ts";

/** There is nothing to recompute. */
export class NotCheckableError extends TheriacError {
  readonly code = "NOT_CHECKABLE";
  constructor(id: RequestId, why: string) {
    super("The answer cannot be recomputed.", {
      context: { id, why },
      hint: "Only answers about public inputs can: give their model's folder and where the payload is.",
    });
  }
}

/** What a check needs besides the deployment. */
export type CheckOrder = {
  readonly source: AnswerSource;
  readonly model: WatchedModel;
  readonly payloads: Payloads;
};

const FINDING_NAMES: Readonly<Record<number, string>> = {
  [Finding.WrongOutput]: "wrong output",
  [Finding.WrongTrace]: "wrong trace",
};

/** Recomputes one answer; the accusations that follow, none if it is right. */
export const checkAnswer = async (
  { oracle }: Pick<Contracts, "oracle">,
  id: RequestId,
  { source, model, payloads }: CheckOrder,
): Promise<readonly Accusation[]> => {
  const told = await findAnswer(oracle, id);
  const brought = told === undefined ? undefined : await source(told);
  if (brought?.answer === undefined) throw new NotCheckableError(id, "NO_ATTESTATION");
  const { answer, members } = brought;
  if (answer.request.modelId.toLowerCase() !== model.id) throw new NotCheckableError(id, "OTHER_MODEL");
  const payload = await payloads(answer.request.payloadHash, new AbortController().signal);
  const found = await recompute(model, id, answer, members, payload);
  if (found.obstacle !== undefined) throw new NotCheckableError(id, found.obstacle);
  return found.accusations;
};

const findAnswer = async (oracle: Contracts["oracle"], id: RequestId): Promise<ToldAnswer | undefined> => {
  const logs = [
    ...(await oracle.queryFilter(oracle.filters.InferenceProposed(id))),
    ...(await oracle.queryFilter(oracle.filters.InferenceFulfilled(id))),
  ];
  const [log] = logs;
  if (log === undefined) return undefined;
  const output = log.args.output as Hex;
  const outputHash = keccak256(output) as Hex;
  return { id, output, outputHash, txHash: log.transactionHash as Hex, blockNumber: log.blockNumber };
};

/** What became of a challenge. */
export type Challenged = {
  readonly finding: string;
  readonly commit: Hex;
  readonly challenge: Hex;
  readonly isOverturned: boolean;
};

export type ChallengeOrder = {
  readonly model: WatchedModel;
  /** How often to look for the block after the commitment. */
  readonly pollMs?: number;
};

/** Commits to a finding, waits for a later block and challenges. The court's typed errors pass through. */
export const challengeAnswer = async (
  { court }: Pick<Contracts, "court">,
  sender: Signer & { readonly provider: Provider },
  accusation: Accusation,
  { model, pollMs = 500 }: ChallengeOrder,
): Promise<Challenged> => {
  const secret = randomWord();
  const challenger = (await sender.getAddress()) as Hex;
  const own = court.connect(sender);
  const committed = await mined(own.commit(commitmentTo(challenger, accusation, secret)));
  while ((await sender.provider.getBlockNumber()) <= committed.blockNumber) await sleep(pollMs);
  const data = encodeChallenge((id) => (id === model.id ? model : undefined), accusation, secret);
  const challenged = await mined(sender.sendTransaction({ to: await court.getAddress(), data }));
  const rulings = challenged.logs.flatMap((log) => court.interface.parseLog(log) ?? []);
  const ruling = rulings.find(({ name }) => name === "AnswerChallenged");
  return {
    finding: FINDING_NAMES[accusation.finding] ?? "equivocation",
    commit: committed.hash as Hex,
    challenge: challenged.hash as Hex,
    isOverturned: ruling?.args.overturned === true,
  };
};

type Mined = Pick<TransactionReceipt, "blockNumber" | "hash" | "logs">;

const mined = async (sending: Promise<{ wait: () => Promise<Mined | null> }>): Promise<Mined> => {
  const receipt = await (await sending).wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return receipt;
};
