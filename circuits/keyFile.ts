// A model's verification key as a file: what the chain, attesters and custodians need to agree on.
import { createHash } from "node:crypto";
import type { Hex } from "../standards/hex.ts";
import { KeyFileError } from "./errors.ts";

/** The word all development keys come from. */
export const DEVELOPMENT_BEACON = "theriac development key 1: everybody knows the secrets of this one";

/** Where a key comes from. */
export type Origin =
  | { readonly kind: "development"; readonly beacon: string }
  | { readonly kind: "ceremony"; readonly transcript: Transcript };

/** What a ceremony publishes. */
export type Transcript = {
  readonly powersOfTauSha256: string;
  readonly contributions: readonly { readonly name: string; readonly hash: string }[];
  readonly beacon: { readonly value: string; readonly iterations: number };
  readonly provingKeySha256: string;
};

export type KeyFile = {
  readonly kind: "verification-key/1";
  /** Anybody can forge proofs under a development key. */
  readonly development: boolean;
  readonly networkHash: Hex;
  /** sha256 of the circuit's source and of its constraints. */
  readonly circuitSha256: string;
  readonly constraintsSha256: string;
  readonly origin: Origin;
  /** 18 words, as IProofVerifier takes them. */
  readonly key: Hex;
};

const KEY_CHARACTERS = 2 + 2 * 18 * 32;

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** sha256 of where a key comes from: the transcript hash that goes on chain. */
export const transcriptHashOf = ({ origin }: Pick<KeyFile, "origin">): Hex =>
  `0x${sha256(JSON.stringify(origin))}`;

/** The file's text. */
export const formatKeyFile = (file: KeyFile): string => `${JSON.stringify(file, null, 2)}\n`;

/** Reads a key file; refuses one that hides that it is a development key. */
export const parseKeyFile = (text: string): KeyFile => {
  const file = JSON.parse(text) as KeyFile;
  if (file.kind !== "verification-key/1") throw new KeyFileError("it is of another kind");
  if (file.development !== (file.origin?.kind === "development"))
    throw new KeyFileError("its mark and its origin differ");
  if (typeof file.key !== "string" || file.key.length !== KEY_CHARACTERS || !/^0x[0-9a-f]+$/.test(file.key))
    throw new KeyFileError("the key is not 18 words");
  return file;
};
