// GS1 Global Individual Asset Identifiers (AI 8004): how a logger is told from others. The chain knows a hash.
import { keccak256, toUtf8Bytes } from "ethers";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";

const FORM = /^[0-9]{4}[!"%-?A-Z_a-z]{1,26}$/;

/** An asset identifier has the wrong form. */
export class AssetIdMalformedError extends TheriacError {
  readonly code = "ASSET_ID_MALFORMED";
  constructor(length: number) {
    super("An asset identifier has the wrong form.", {
      context: { length },
      hint: "A company prefix of at least four digits and a reference: 5 to 30 characters of GS1's set 82, case kept.",
    });
  }
}

/** By what AttesterRegistry knows a device: the hash of its GIAI without the application identifier. */
export const assetIdHash = (giai: string): Hex => {
  if (!FORM.test(giai)) throw new AssetIdMalformedError(giai.length);
  return keccak256(toUtf8Bytes(giai)) as Hex;
};
