import type { JsonRpcProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { RequestStatus } from "../../standards/inference.ts";
import type { Duty } from "../domain/duty.ts";
import type { Chain, Submission, Submitter } from "../domain/ports.ts";
import type { Metrics } from "../shared/metrics.ts";
import { oracleInterface } from "./contracts.ts";
import { revertNameOf } from "./revert.ts";
import type { Transactions } from "./transactions.ts";

/** No transaction may use more (EIP-7825). */
const TRANSACTION_GAS_CAP = 16_777_216n;

export type SubmitterDeps = {
  readonly provider: JsonRpcProvider;
  readonly oracle: Hex;
  readonly signer: Hex;
  readonly chain: Pick<Chain, "statusOf">;
  readonly transactions: Transactions;
  readonly metrics: Pick<Metrics, "gasUsed">;
};

/** Brings signed statements to the oracle: dry run, bounded gas, a last look at the request, then the transaction. */
export const createSubmitter = (deps: SubmitterDeps): Submitter => {
  const { provider, oracle, signer, chain, transactions, metrics } = deps;

  const bring = async (
    duty: Duty,
    data: Hex,
    broadcast: () => void = () => undefined,
    needed: number = RequestStatus.Pending,
  ): Promise<Submission> => {
    const call = { from: signer, to: oracle, data };
    let gasLimit: bigint;
    try {
      await provider.call(call);
      gasLimit = withMargin(await provider.estimateGas(call));
    } catch (error) {
      return rejectedBy(error);
    }
    const status = await chain.statusOf(duty.id);
    if (status !== needed) return { kind: "rejected", error: "InferenceOracle_NotPending" };
    const receipt = await transactions.send(duty.id, { to: oracle, data, gasLimit }, broadcast);
    if (receipt === null || receipt === undefined) return { kind: "rejected", error: "NOT_MINED" };
    metrics.gasUsed.inc(Number(receipt.gasUsed));
    if (receipt.status !== 1) return { kind: "rejected", error: "REVERTED" };
    return { kind: "mined", hash: receipt.hash as Hex, gasUsed: receipt.gasUsed };
  };

  return {
    submit: (duty, broadcast) => bring(duty, encodeStatement(duty), broadcast),
    expire: (duty) => bring(duty, encode("expire", [duty.requester, duty.request])),
    finalise: (duty) => bring(duty, encodeFinalise(duty), undefined, RequestStatus.Proposed),
  };
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

const rejectedBy = (error: unknown): Submission => {
  const name = revertNameOf(error);
  if (name === undefined) throw error;
  return { kind: "rejected", error: name };
};
