// What an operator shows the registry of its keys: that it holds the signing key and chose the encryption key.
import path from "node:path";
import { z } from "zod";
import type { Hex } from "../standards/hex.ts";
import {
  type KeyRotation,
  keyRotationPreimage,
  operatorRegistryDomain,
  type SignerProof,
  signerProofPreimage,
} from "../standards/operator.ts";
import { KeysError } from "./config/errors.ts";
import { loadConfig } from "./config/loadConfig.ts";
import { type KeyFiles, openKeys, readPublicKey } from "./config/openKeys.ts";

export type ProveOptions = {
  readonly config: string;
  /** Folder of keys that are to take over, made by `keygen` under the same password. */
  readonly nextKeys?: string;
  readonly effectiveAt?: string;
};

type Proof = (SignerProof | KeyRotation) & { readonly proofOfPossession: Hex };

const MS = 1_000;

const secondsOf = (given: string | undefined): number => {
  const parsed = z.iso.datetime({ offset: true }).safeParse(given);
  if (parsed.success) return Math.ceil(Date.parse(parsed.data) / MS);
  const hint = "Give --effective-at as in 2026-12-01T00:00:00Z: the keys take over then.";
  throw new KeysError("Next keys need the time at which they take over.", "--effective-at", hint);
};

const nextFiles = (files: KeyFiles, folder: string): KeyFiles => ({
  ...files,
  keystore: path.resolve(folder, "keystore.json"),
  encryptionKey: path.resolve(folder, "encryption-key.json"),
});

/** Proves possession of the configured keys, for `register`; or of the next ones, for `rotate`. */
export const prove = async ({ config, nextKeys, effectiveAt }: ProveOptions): Promise<Proof> => {
  const { chain, contracts, operator } = loadConfig(config, process.env);
  const domain = operatorRegistryDomain(chain.chainId, contracts.operators);
  const rotates = nextKeys !== undefined || effectiveAt !== undefined;
  const from = rotates ? secondsOf(effectiveAt) : 0;
  const files = nextKeys === undefined ? operator : nextFiles(operator, nextKeys);
  const keys = await openKeys(files, process.env);
  const encryptionKey = readPublicKey(files.encryptionKey);
  const proof = { operator: keys.operator, signer: keys.signer, encryptionKey };
  if (!rotates) return { ...proof, proofOfPossession: await keys.sign(signerProofPreimage(domain, proof)) };
  const rotation = { ...proof, effectiveAt: from };
  return { ...rotation, proofOfPossession: await keys.sign(keyRotationPreimage(domain, rotation)) };
};
