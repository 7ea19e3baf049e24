import { TheriacError } from "../../standards/errors.ts";

/** Thrown when a phrase is no BIP-39 phrase. Says nothing of the words. */
export class BadPhraseError extends TheriacError {
  override readonly code = "BAD_PHRASE";
  constructor() {
    super("The phrase is not a BIP-39 phrase.", {
      hint: "12 to 24 English words; the last one checks the others.",
    });
  }
}

/** Thrown when a key is asked for at a place that no key has. */
export class BadKeyPlaceError extends TheriacError {
  override readonly code = "BAD_KEY_PLACE";
  constructor(field: "custodian" | "chainId" | "epoch" | "ward") {
    super("No key can be derived for this.", { context: { field } });
  }
}
