import type { ConfigDigest, Hex, RequestId } from "../../standards/hex.ts";
import type { InferenceRequest } from "../../standards/inference.ts";

/** An event about a request, as the chain holds it. */
export type RequestEvent = {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly blockNumber: number;
  readonly logIndex: number;
  readonly txHash: Hex;
};

/** A request as the chain tells of it. */
export type OpenedOnChain = {
  readonly id: RequestId;
  readonly requester: Hex;
  readonly request: InferenceRequest;
  readonly blockNumber: number;
  /** Chain time of its block. */
  readonly openedAt: number;
  readonly txHash: Hex;
};

/** What a refusal's calldata holds. */
export type BroughtRefusal = {
  readonly reason: number;
  readonly configDigest: ConfigDigest;
  readonly attestation: Hex;
};

/** A network as it runs in the EVM. */
export type EvmRun = { readonly executor: Hex; readonly output: Hex };
