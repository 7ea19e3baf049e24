import type { Hex, ModelId } from "../../standards/hex.ts";
import type { InferenceRequest } from "../../standards/inference.ts";

/** What of a request says what its payload must be about. */
export type Asked = Pick<InferenceRequest, "nonce">;

/**
 * A model that the node can answer with. Implemented by inference/, used by pipeline/.
 *
 * `x` is the network input: `inputs` integers in [-1023, 1023]. Scores are `outputs` raw int32.
 */
export type Model = {
  readonly id: ModelId;
  readonly name: string;
  readonly flags: number;
  readonly inputs: number;
  readonly outputs: number;
  /**
   * Network input from a payload: the published bytes of a public model, the decrypted record of a private one.
   * Deterministic. Throws a `TheriacError` that says where the payload is wrong, or that the request asks about
   * something else. Without a request there is nothing to hold the payload against.
   */
  readonly extract: (payload: Uint8Array, asked?: Asked) => Int32Array;
  /** Input commitment under the model's scheme: keccak256 for public inputs, Poseidon for private ones. */
  readonly commit: (x: Int32Array, salt: Hex) => Hex;
  /**
   * Runs TF.js and the Int32 reference. Throws `EXECUTOR_MISMATCH` when they differ by one bit. Aborting gives up the
   * wait; x may be wiped as soon as the promise is settled.
   */
  readonly infer: (x: Int32Array, signal?: AbortSignal) => Promise<Int32Array>;
  /** Activations of all hidden layers by the Int32 reference, one byte each, layer by layer. */
  readonly trace: (x: Int32Array) => Uint8Array;
  /**
   * Only of models of float arithmetic, on which two machines agree nearly and never bit by bit: the scores that this
   * node signs too when its own are these. Absent where answers are exact.
   */
  readonly near?: (scores: Int32Array) => readonly Int32Array[];
};
