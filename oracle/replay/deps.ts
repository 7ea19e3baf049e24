import type { ConsentId, Hex, ModelId, RequestId } from "../../standards/hex.ts";
import type { BroughtRefusal, EvmRun, OpenedOnChain, RequestEvent } from "../domain/history.ts";
import type { Model } from "../domain/model.ts";
import type { Chain, Payloads } from "../domain/ports.ts";
import type { AnswerSource, MemberKey } from "../domain/watch.ts";

/** A record about a person as replaying needs it, or why it stays closed. */
export type Opened =
  | { readonly payload: Uint8Array; readonly inputSalt: Hex; readonly outputSalt: Hex }
  | { readonly closed: string };

/** Everything that explaining a request asks. Nothing of it signs, sends or writes. */
export type ReplayDeps = {
  readonly chainId: number;
  readonly oracle: Hex;
  readonly chain: Pick<Chain, "statusOf" | "livenessOf" | "isModelActive" | "committeeOf">;
  readonly eventsOf: (id: RequestId) => Promise<readonly RequestEvent[]>;
  readonly opened: (events: readonly RequestEvent[]) => Promise<OpenedOnChain | undefined>;
  readonly refusalIn: (txHash: Hex) => Promise<BroughtRefusal | undefined>;
  readonly membersOf: (digest: Hex) => Promise<readonly MemberKey[]>;
  readonly wasLive: (consent: ConsentId, block: number) => Promise<boolean | undefined>;
  readonly timeOf: (block: number) => Promise<number | undefined>;
  readonly source: AnswerSource;
  readonly runInEvm: (model: ModelId, input: Hex) => Promise<EvmRun | undefined>;
  readonly payloads: Payloads;
  readonly modelOf: (id: ModelId) => Model | undefined;
  /** The Int32 reference by itself; undefined for models without one. */
  readonly referenceOf: (id: ModelId) => ((x: Int32Array) => Int32Array) | undefined;
  /** Opens a record about a person, if its consent permits now; absent without leave to decrypt. */
  readonly open?: ((opened: OpenedOnChain, envelope: Uint8Array) => Promise<Opened>) | undefined;
  readonly signal: AbortSignal;
};
