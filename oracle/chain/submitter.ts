import { type Interface, isCallException, type JsonRpcProvider } from "ethers";
import { packBatch } from "../../standards/batch.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import type { Call } from "../domain/attempt.ts";
import type { SignedBatchOfAnswers } from "../domain/batch.ts";
import { type Duty, isPersonal } from "../domain/duty.ts";
import type { Chain, Submission, Submitter } from "../domain/ports.ts";
import type { Clock } from "../shared/clock.ts";
import type { Metrics } from "../shared/metrics.ts";
import { oracleInterface } from "./contracts.ts";
import { EstimateTimedOutError } from "./errors.ts";
import { type GuardRules, isWorthIt } from "./guard.ts";
import type { Receipt } from "./receipts.ts";
import { revertNameOf } from "./revert.ts";
import type { Transactions } from "./transactions.ts";

/** No transaction may use more (EIP-7825). */
const TRANSACTION_GAS_CAP = 16_777_216n;

const FULFIL = oracleInterface.getFunction("fulfil").selector;
const FULFIL_BATCH = oracleInterface.getFunction("fulfilBatch").selector;
const BATCHED = oracleInterface.getEvent("InferenceBatched").topicHash;
const ESTIMATE_TIMEOUT_MS = 5_000;
const CONSENT_ENDED = "CONSENT_ENDED";

export type SubmitterDeps = {
  readonly provider: JsonRpcProvider;
  readonly oracle: Hex;
  readonly signer: Hex;
  readonly chain: Pick<Chain, "livenessOf" | "committee" | "head">;
  readonly transactions: Pick<Transactions, "send" | "gasPrice" | "isUnderWay">;
  readonly guard: GuardRules;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly metrics: Pick<Metrics, "guardRefusals">;
};

/** Brings signed statements to the oracle: dry run, bounded gas, a last look at the request, then the transaction. */
export const createSubmitter = (deps: SubmitterDeps): Submitter => {
  const { oracle, signer, chain } = deps;

  /** An answer about a person is not sent once the consent has ended, whatever was signed before. */
  const isOverConsent = async ({ request }: Duty, data: Hex): Promise<boolean> =>
    isPersonal(request) &&
    data.startsWith(FULFIL) &&
    !(await chain.livenessOf(request.consentId, "latest")).live;

  const bring = (
    duty: Duty,
    data: Hex,
    more: Pick<BringDeps, "broadcast" | "isWorthIt"> = {},
  ): Promise<Submission> =>
    bringCall({
      ...deps,
      key: duty.id,
      call: { from: signer, to: oracle, data },
      errors: oracleInterface,
      whyNot: async () => ((await isOverConsent(duty, data)) ? CONSENT_ENDED : undefined),
      ...more,
    });

  return {
    submit: (duty, broadcast) =>
      bring(duty, encodeStatement(duty), {
        broadcast,
        isWorthIt: (gas) => isPaid(deps, duty.statement?.kind === "refusal" ? [] : [duty], gas),
      }),
    submitBatch: async (key, batch, commit) => {
      const submission = await bringCall({
        ...deps,
        key,
        call: { from: signer, to: oracle, data: encodeBatch(batch) },
        errors: oracleInterface,
        commit,
        isWorthIt: (gas) => isPaid(deps, batch.answers, gas),
      });
      return submission.kind === "mined"
        ? { ...submission, settled: settledBy(submission.logs) }
        : submission;
    },
    isUnderWay: (key) => deps.transactions.isUnderWay(key),
    expire: (duty) => bring(duty, encode("expire", [duty.requester, duty.request])),
    finalise: (duty) => bring(duty, encodeFinalise(duty)),
  };
};

/** Whether this operator's share pays for the transaction. What brings no fee is a duty all the same. */
const isPaid = async (
  { guard, chain, transactions, metrics }: SubmitterDeps,
  answers: readonly Pick<Duty, "request">[],
  gas: bigint,
): Promise<boolean> => {
  if (guard.mode === "always" || answers.length === 0) return true;
  const [{ members }, { timestamp }, gasPriceWei] = await Promise.all([
    chain.committee(),
    chain.head(),
    transactions.gasPrice(),
  ]);
  const feesWei = answers.reduce((sum, { request }) => sum + request.fee, 0n);
  const secondsLeft = Math.min(...answers.map(({ request }) => request.deadline)) - timestamp;
  const paid = isWorthIt(guard, { feesWei, members: members.length, gas, gasPriceWei }, secondsLeft);
  if (!paid) metrics.guardRefusals.inc();
  return paid;
};

export type BringDeps = {
  readonly provider: Pick<JsonRpcProvider, "call" | "estimateGas">;
  readonly transactions: Pick<Transactions, "send">;
  /** A restart finds the call's earlier transaction under it. */
  readonly key: RequestId;
  readonly call: { readonly from: Hex; readonly to: Hex; readonly data: Hex };
  readonly errors: Interface;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Why the call is not needed any more, or undefined. */
  readonly whyNot?: () => Promise<string | undefined>;
  /** Runs right before the transaction is taken up. */
  readonly commit?: () => Promise<void>;
  /** Runs right after it is sent first. */
  readonly broadcast?: () => Promise<void>;
  readonly isWorthIt?: (gas: bigint) => Promise<boolean>;
};

/** Brings one call to the chain: dry run, bounded gas, a last look whether it is still needed, then the transaction. */
export const bringCall = async (deps: BringDeps): Promise<MinedCall> => {
  const { transactions, key, call, errors } = deps;
  let estimate: bigint;
  try {
    estimate = await inTime(deps, tryOut(deps));
  } catch (error) {
    const name = revertNameOf(error, errors);
    if (name === undefined) throw error;
    return { kind: "rejected", error: name };
  }
  if (deps.isWorthIt !== undefined && !(await deps.isWorthIt(estimate))) {
    return { kind: "postponed", error: "UNPROFITABLE" };
  }
  const error = await deps.whyNot?.();
  if (error !== undefined) return { kind: "rejected", error };
  await deps.commit?.();
  const { to, data } = call;
  const gasLimit = withMargin(estimate);
  const receipt = await transactions.send(
    key,
    { to, data, gasLimit },
    deps.broadcast ?? (async () => undefined),
  );
  if (receipt === undefined) return { kind: "rejected", error: "NOT_MINED" };
  if (!receipt.succeeded) return { kind: "rejected", error: "REVERTED" };
  const { hash, gasUsed, logs } = receipt;
  return { kind: "mined", hash, gasUsed, logs };
};

type MinedCall =
  | Exclude<Submission, { kind: "mined" }>
  | (Extract<Submission, { kind: "mined" }> & { readonly logs: Receipt["logs"] });

/** The estimate is the dry run. Some nodes leave out why it failed; then the call itself is asked. */
const tryOut = async ({ provider, call }: BringDeps): Promise<bigint> => {
  try {
    return await provider.estimateGas(call);
  } catch (error) {
    if (!isCallException(error) || (typeof error.data === "string" && error.data.length >= 10)) throw error;
    await provider.call(call);
    throw error;
  }
};

/** A node that takes its time with an estimate holds nobody up for long: the duty comes again later. */
const inTime = async <T>({ clock, signal }: BringDeps, estimate: Promise<T>): Promise<T> => {
  const over = new AbortController();
  const stop = () => over.abort();
  signal.addEventListener("abort", stop, { once: true });
  estimate.catch(() => undefined);
  const late = clock.wait(ESTIMATE_TIMEOUT_MS, over.signal).then((): never => {
    throw new EstimateTimedOutError(ESTIMATE_TIMEOUT_MS);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([estimate, late]);
  } finally {
    signal.removeEventListener("abort", stop);
    over.abort();
  }
};

const encode = (name: "fulfil" | "refuse" | "expire" | "finalise", values: readonly unknown[]): Hex =>
  oracleInterface.encodeFunctionData(name as "expire", values as never) as Hex;

const encodeStatement = ({ requester, request, statement, output }: Duty): Hex => {
  if (statement?.kind === "refusal") {
    const { reason, configDigest, attestation } = statement;
    return encode("refuse", [requester, request, reason, configDigest, attestation]);
  }
  if (statement?.kind !== "answer" || output === undefined)
    throw new TypeError("Nothing is signed to submit.");
  return encode("fulfil", [requester, request, statement, output, statement.attestation]);
};

const encodeBatch = ({ answers, configDigest, observedBlock, attestation }: SignedBatchOfAnswers): Hex => {
  const { entries, outputs } = packBatch(answers);
  const values = [entries, outputs, configDigest, observedBlock, attestation] as const;
  return oracleInterface.encodeFunctionData("fulfilBatch", values as never) as Hex;
};

/** Which answers the contract took; it skips those that it cannot. */
const settledBy = (logs: Receipt["logs"]): readonly RequestId[] =>
  logs.filter(({ topics }) => topics[0] === BATCHED).map(({ topics }) => topics[1] as RequestId);

/** Whether a call would do nothing, were it mined: a batch none of whose answers is taken any more. */
export const isIdleCall = ({ data }: Pick<Call, "data">, returned: Hex): boolean =>
  data.startsWith(FULFIL_BATCH) && returned.length === 66 && BigInt(returned) === 0n;

const encodeFinalise = ({ requester, request, proposal }: Duty): Hex => {
  if (proposal === undefined) throw new TypeError("Nothing is proposed to make final.");
  return encode("finalise", [requester, request, proposal.configDigest, proposal.output]);
};

const withMargin = (estimate: bigint): bigint => {
  const limit = (estimate * 6n) / 5n + 20_000n;
  return limit < TRANSACTION_GAS_CAP ? limit : TRANSACTION_GAS_CAP;
};
