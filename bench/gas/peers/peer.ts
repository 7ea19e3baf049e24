import type { Chain } from "../chain.ts";
import type { Pipeline } from "./compile.ts";

/** One measured figure: which of our operations it stands beside, whose it is, and what it cost. */
export type Figure = { readonly op: string; readonly peer: string; readonly gas: number };

/** A peer: what it is called, which pipelines it compiles under, and how it is measured. */
export type Peer = {
  readonly name: string;
  readonly pipelines: readonly Pipeline[];
  readonly measure: (chain: Chain, pipeline: Pipeline) => Promise<Figure[]>;
};
