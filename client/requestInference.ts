import type { ContractTransactionReceipt, Signer } from "ethers";
import type { ConsentId, Hex, ModelId, RequestId } from "../standards/hex.ts";
import { ZERO_HASH } from "../standards/hex.ts";
import { type InferenceRequest, Mode, requestIdOf } from "../standards/inference.ts";
import type { Contracts } from "./deployment.ts";

/** What a requester says; the rest has a usual value. */
export type InferenceOrder = {
  readonly modelId: ModelId;
  readonly payloadHash: Hex;
  readonly inputCommitment: Hex;
  readonly provenance: number;
  /** Unix seconds of chain time. */
  readonly deadline: number;
  readonly consentId?: ConsentId;
  readonly callback?: { readonly to: Hex; readonly gasLimit: number };
  readonly nonce?: bigint;
  /** Of Mode; QUORUM unless given. */
  readonly mode?: number;
  /** Wei that a false answer could cost; the committee's bonds must cover it. */
  readonly valueAtRisk?: bigint;
  /** As IAttesterRegistry.verify takes it. */
  readonly provenanceProof?: Hex;
};

/** An opened request: all that is needed to follow, expire or retry it. */
export type OpenedRequest = {
  readonly id: RequestId;
  readonly requester: Hex;
  readonly request: InferenceRequest;
  readonly receipt: ContractTransactionReceipt;
};

const NO_CALLBACK = { to: `0x${"00".repeat(20)}` as Hex, gasLimit: 0 };

/** Opens a request at the quoted fee and waits until it is mined. The contract's typed errors pass through. */
export const requestInference = async (
  { oracle }: Pick<Contracts, "oracle">,
  requester: Signer,
  chainId: number,
  order: InferenceOrder,
): Promise<OpenedRequest> => {
  const callback = order.callback ?? NO_CALLBACK;
  const fee = await oracle.quoteFee(order.modelId, callback.gasLimit);
  const request: InferenceRequest = {
    modelId: order.modelId,
    payloadHash: order.payloadHash,
    inputCommitment: order.inputCommitment,
    consentId: order.consentId ?? (ZERO_HASH as ConsentId),
    callback: callback.to,
    callbackGasLimit: callback.gasLimit,
    deadline: order.deadline,
    fee,
    valueAtRisk: order.valueAtRisk ?? 0n,
    mode: order.mode ?? Mode.QUORUM,
    provenance: order.provenance,
    nonce:
      order.nonce ?? BigInt(`0x${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex")}`),
  };
  const own = oracle.connect(requester);
  const sent = await own.requestInference(request, order.provenanceProof ?? "0x", { value: fee });
  const receipt = await sent.wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  const address = (await requester.getAddress()) as Hex;
  const id = requestIdOf(chainId, (await oracle.getAddress()) as Hex, address, request);
  return { id, requester: address, request, receipt };
};
