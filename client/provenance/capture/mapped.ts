import type { Gln, Sscc } from "../../../standards/gs1/keys.ts";
import type { ChainView } from "../chainView.ts";
import type { RecallClass } from "../recallLot.ts";
import type { Step } from "../step.ts";
import type { Goods } from "./goods.ts";

/** What an event becomes: calls, or nothing but its place under the anchored root, and why. */
export type Mapped = {
  readonly steps: readonly Step[];
  /** With calls: what of it they leave out. */
  readonly only?: string;
  /** It has its counterpart on chain, though no call is left to make. */
  readonly isMapped?: boolean;
};

export const anchoredOnly = (why: string): Mapped => ({ steps: [], only: why });

export type MapDeps = {
  readonly view: ChainView;
  readonly goods: Goods;
  /** The partner whose document it is. */
  readonly gln: Gln;
  /** Place of the event in the document, from 1 on. */
  readonly event: number;
  /** Last second at which what is shipped may be accepted. */
  readonly acceptBy: number;
  /** Class of recalls: EPCIS has no word for it. */
  readonly recallClass?: RecallClass;
  /** Logistic units that were ever put into one. */
  readonly inside: (sscc: Sscc) => Promise<readonly Sscc[]>;
};
