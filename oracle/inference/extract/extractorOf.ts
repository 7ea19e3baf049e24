import { coldChainFeatures } from "../../../models/coldchain-integrity-SIMULATED/features.ts";
import { flchainFeatures } from "../../../models/flchain-risk/features.ts";
import { triageFeatures } from "../../../models/milestone-triage-INVENTED/features.ts";
import { spliceFeatures } from "../../../models/splice-site/features.ts";
import { wdbcFeatures } from "../../../models/wdbc/features.ts";
import type { Asked } from "../../domain/model.ts";
import { ExtractorUnknownError } from "../errors.ts";
import type { RawValue } from "../quantiseInput.ts";

/**
 * Raw features of a payload: pure and deterministic, the same on every machine. Throws when the request asks about
 * something else than the payload.
 */
export type Extractor = (payload: Uint8Array, asked?: Asked) => readonly RawValue[];

const EXTRACTORS: ReadonlyMap<string, Extractor> = new Map<string, Extractor>([
  ["wdbc-row/1", wdbcFeatures],
  ["flchain-row/1", flchainFeatures],
  ["splice-window/1", spliceFeatures],
  ["cold-chain-integrity/1", coldChainFeatures],
  ["evidence-package/1", triageFeatures],
]);

/** The extractor that a manifest names. */
export const extractorOf = (name: string): Extractor => {
  const extractor = EXTRACTORS.get(name);
  if (extractor === undefined) throw new ExtractorUnknownError(name);
  return extractor;
};
