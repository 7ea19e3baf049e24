// The key that a person acts with, from a file that holds a BIP-39 phrase and nothing else.
import { stat } from "node:fs/promises";
import type { Wallet } from "ethers";
import { z } from "zod";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { bytes32 } from "../../standards/shapes.ts";
import { derivePersonKeys, type PersonKeys } from "../keys/derivePersonKeys.ts";
import { BadFileError, readText } from "./files.ts";
import { parseOption } from "./parseOption.ts";

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

/** The same of somebody who may act for another: `ward` is a file with that patient's handle. */
export type ActingOptions = KeyOptions & { readonly ward?: string };

const readKeys = async (seed: string): Promise<PersonKeys> => {
  const text = await readText(seed);
  if (process.platform !== "win32" && ((await stat(seed)).mode & OTHERS) !== 0)
    throw new SeedExposedError(seed);
  return derivePersonKeys(text);
};

const epochOf = (given: string): number =>
  parseOption(
    "--epoch",
    z
      .string()
      .regex(/^[0-9]+$/, "must be a whole number")
      .transform(Number),
    given,
  );

/** The person's key at a custodian: another one at each, so that nobody sees that they are one person's. */
export const readPersonKey = async (
  { seed, epoch = "0" }: KeyOptions,
  custodian: Hex,
  chainId: number,
): Promise<Wallet> => (await readKeys(seed)).patientKey({ custodian, chainId, epoch: epochOf(epoch) });

/** The key of who acts: the patient's own, or another one for each ward. */
export const readActingKey = async (
  options: ActingOptions,
  custodian: Hex,
  chainId: number,
): Promise<Wallet> => {
  const { seed, epoch = "0", ward } = options;
  if (ward === undefined) return readPersonKey(options, custodian, chainId);
  const place = { custodian, chainId, epoch: epochOf(epoch), ward: await readHandle(ward) };
  return (await readKeys(seed)).guardianKey(place);
};

/** A patient's handle: secret, so it comes from a file and never from the command line, which others see. */
export const readHandle = async (file: string): Promise<Hex> => {
  const parsed = bytes32.safeParse((await readText(file)).trim());
  if (!parsed.success) throw new BadFileError(file, "is not a handle of 0x and 64 hex digits");
  return parsed.data;
};
