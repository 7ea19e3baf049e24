import type { Hex } from "../../standards/hex.ts";
import type { Model } from "./model.ts";

/** What scores mean by the model's manifest: the score that decides, and where it stands. */
export type Reading = {
  readonly output: number;
  readonly score: number;
  readonly threshold: number;
  readonly reached: boolean;
  readonly meaning: string;
  /** Calibrated, for display; decisions use the raw score. */
  readonly basisPoints: number;
};

/** A model whose inputs anybody may see, with what identifies it. Implemented by inference/, used by server/adapter/. */
export type PublicModel = Model & {
  readonly networkHash: Hex;
  readonly manifestHash: Hex;
  readonly read: (scores: Int32Array) => Reading;
};
