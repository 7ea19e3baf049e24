import { formatGtin } from "../../standards/gs1/keys.ts";
import type { Product } from "./registerProduct.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";

/** Replaces the hashes of a product's master data and of its holder's address for verification requests. */
export const describeProduct = ({
  gtin,
  masterDataHash,
  endpointHash,
}: Pick<Product, "gtin" | "masterDataHash" | "endpointHash">): Step =>
  batchStep(
    "describeProduct",
    BATCHES.encodeFunctionData("describeProduct", [gtin, masterDataHash, endpointHash]),
    `describes ${formatGtin(gtin)} anew`,
  );
