import type { Interface, JsonRpcProvider } from "ethers";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { RequestStatus } from "../../standards/inference.ts";
import { type Duty, isPersonal } from "../domain/duty.ts";
import type { Chain, Submission, Submitter } from "../domain/ports.ts";
import type { Metrics } from "../shared/metrics.ts";
import { oracleInterface } from "./contracts.ts";
import { revertNameOf } from "./revert.ts";
import type { Transactions } from "./transactions.ts";

/** No transaction may use more (EIP-7825). */
const TRANSACTION_GAS_CAP = 16_777_216n;

const FULFIL = oracleInterface.getFunction("fulfil").selector;
const CONSENT_ENDED = "CONSENT_ENDED";

export type SubmitterDeps = {
  readonly provider: JsonRpcProvider;
  readonly oracle: Hex;
  readonly signer: Hex;
  readonly chain: Pick<Chain, "statusOf" | "livenessOf">;
  readonly transactions: Transactions;
  readonly metrics: Pick<Metrics, "gasUsed">;
};

/** Brings signed statements to the oracle: dry run, bounded gas, a last look at the request, then the transaction. */
export const createSubmitter = (deps: SubmitterDeps): Submitter => {
  const { provider, oracle, signer, chain, transactions, metrics } = deps;

  /** An answer about a person is not sent once the consent has ended, whatever was signed before. */
  const isOverConsent = async ({ request }: Duty, data: Hex): Promise<boolean> =>
    isPersonal(request) &&
    data.startsWith(FULFIL) &&
    !(await chain.livenessOf(request.consentId, "latest")).live;

  const bring = async (
    duty: Duty,
    data: Hex,
    broadcast?: () => Promise<void>,
    needed: number = RequestStatus.Pending,
  ): Promise<Submission> => {
    const call = { from: signer, to: oracle, data };
    const whyNot = async () => {
      if ((await chain.statusOf(duty.id)) !== needed) return "InferenceOracle_NotPending";
      return (await isOverConsent(duty, data)) ? CONSENT_ENDED : undefined;
    };
    return bringCall({
      provider,
      transactions,
      key: duty.id,
      call,
      errors: oracleInterface,
      whyNot,
      onGas: (gas) => metrics.gasUsed.inc(Number(gas)),
      ...(broadcast === undefined ? {} : { broadcast }),
    });
  };

  return {
    submit: (duty, broadcast) => bring(duty, encodeStatement(duty), broadcast),
    expire: (duty) => bring(duty, encode("expire", [duty.requester, duty.request])),
    finalise: (duty) => bring(duty, encodeFinalise(duty), undefined, RequestStatus.Proposed),
  };
};

export type BringDeps = {
  readonly provider: JsonRpcProvider;
  readonly transactions: Transactions;
  /** A restart finds the call's earlier transaction under it. */
  readonly key: RequestId;
  readonly call: { readonly from: Hex; readonly to: Hex; readonly data: Hex };
  readonly errors: Interface;
  /** Why the call is not needed any more, or undefined. */
  readonly whyNot?: () => Promise<string | undefined>;
  readonly broadcast?: () => Promise<void>;
  readonly onGas?: (gas: bigint) => void;
};

/** Brings one call to the chain: dry run, bounded gas, a last look whether it is still needed, then the transaction. */
export const bringCall = async (deps: BringDeps): Promise<Submission> => {
  const { provider, transactions, key, call, errors } = deps;
  let gasLimit: bigint;
  try {
    await provider.call(call);
    gasLimit = withMargin(await provider.estimateGas(call));
  } catch (error) {
    const name = revertNameOf(error, errors);
    if (name === undefined) throw error;
    return { kind: "rejected", error: name };
  }
  const error = await deps.whyNot?.();
  if (error !== undefined) return { kind: "rejected", error };
  const { to, data } = call;
  const receipt = await transactions.send(
    key,
    { to, data, gasLimit },
    deps.broadcast ?? (async () => undefined),
  );
  if (receipt === null || receipt === undefined) return { kind: "rejected", error: "NOT_MINED" };
  deps.onGas?.(receipt.gasUsed);
  if (receipt.status !== 1) return { kind: "rejected", error: "REVERTED" };
  return { kind: "mined", hash: receipt.hash as Hex, gasUsed: receipt.gasUsed };
};

const encode = (name: "fulfil" | "refuse" | "expire" | "finalise", values: readonly unknown[]): Hex =>
  oracleInterface.encodeFunctionData(name as "expire", values as never) as Hex;

const encodeStatement = ({ requester, request, statement, output }: Duty): Hex => {
  if (statement?.kind === "refusal") {
    const { reason, configDigest, attestation } = statement;
    return encode("refuse", [requester, request, reason, configDigest, attestation]);
  }
  if (statement === undefined || output === undefined) throw new TypeError("Nothing is signed to submit.");
  return encode("fulfil", [requester, request, statement, output, statement.attestation]);
};

const encodeFinalise = ({ requester, request, proposal }: Duty): Hex => {
  if (proposal === undefined) throw new TypeError("Nothing is proposed to make final.");
  return encode("finalise", [requester, request, proposal.configDigest, proposal.output]);
};

const withMargin = (estimate: bigint): bigint => {
  const limit = (estimate * 6n) / 5n + 20_000n;
  return limit < TRANSACTION_GAS_CAP ? limit : TRANSACTION_GAS_CAP;
};
