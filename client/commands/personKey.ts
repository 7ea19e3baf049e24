// The key that a person acts with, from a file that holds a BIP-39 phrase and nothing else.
import { stat } from "node:fs/promises";
import type { Wallet } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { derivePersonKeys } from "../keys/derivePersonKeys.ts";
import { readText } from "./files.ts";

/** Others than its owner can read the file with the phrase. */
export class SeedExposedError extends TheriacError {
  readonly code = "SEED_EXPOSED";
  constructor(file: string) {
    super("Others on this machine can read the file with the phrase.", {
      context: { file },
      hint: "Make it yours alone: chmod 600.",
    });
  }
}

const OTHERS = 0o077;

/** Where a person's key stands. */
export type KeyOptions = { readonly seed: string; readonly epoch?: string };

/** The person's key at a custodian: another one at each, so that nobody sees that they are one person's. */
export const readPersonKey = async (
  { seed, epoch = "0" }: KeyOptions,
  custodian: Hex,
  chainId: number,
): Promise<Wallet> => {
  const text = await readText(seed);
  if (process.platform !== "win32" && ((await stat(seed)).mode & OTHERS) !== 0)
    throw new SeedExposedError(seed);
  return derivePersonKeys(text).patientKey({ custodian, chainId, epoch: Number(epoch) });
};
