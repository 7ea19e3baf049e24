import type { Gln, Gtin } from "../../standards/gs1/keys.ts";
import { formatGln, formatGtin } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";

export type Product = {
  readonly gtin: Gtin;
  readonly holder: Gln;
  /** Storage profile that cold chain is judged by. */
  readonly profile: number;
  /** Whether a returned pack is saleable only with a verdict on its time outside. */
  readonly verdictOnReturn: boolean;
  readonly masterDataHash: Hex;
  readonly endpointHash: Hex;
};

/** Registers a product for good. */
export const registerProduct = ({ gtin, ...product }: Product): Step =>
  batchStep(
    "registerProduct",
    BATCHES.encodeFunctionData("registerProduct", [gtin, product]),
    `registers ${formatGtin(gtin)} for ${formatGln(product.holder)}`,
  );
