// What an operator shows the registry of its keys: that it holds the signing key and chose the encryption key.
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
import { openKeys, readPublicKey } from "./config/openKeys.ts";
import { hardenProcess } from "./shared/hardenProcess.ts";

export type ProveOptions = {
  readonly config: string;
  /** When the config's next keys take over. */
  readonly effectiveAt?: string;
};

type Proof = (SignerProof | KeyRotation) & { readonly proofOfPossession: Hex };

const MS = 1_000;

const secondsOf = (given: string): number => {
  const parsed = z.iso.datetime({ offset: true }).safeParse(given);
  if (parsed.success) return Math.ceil(Date.parse(parsed.data) / MS);
  const hint = "Write it as in 2026-12-01T00:00:00Z.";
  throw new KeysError("The time at which keys take over is none.", "--effective-at", hint);
};

/** Proves possession of the configured keys, for `register`; or, with a time, of the next ones, for `rotate`. */
export const prove = async ({ config: file, effectiveAt: given }: ProveOptions): Promise<Proof> => {
  hardenProcess(process.env, process.execArgv);
  const { chain, contracts, operator } = loadConfig(file, process.env);
  const effectiveAt = given === undefined ? undefined : secondsOf(given);
  const keys = await openKeys(operator, process.env, chain.chainId);
  const domain = operatorRegistryDomain(chain.chainId, contracts.operators);
  if (effectiveAt === undefined) {
    const encryptionKey = readPublicKey(operator.encryptionKey);
    const proof = { operator: keys.operator, signer: keys.signer, encryptionKey };
    return { ...proof, proofOfPossession: await keys.sign(signerProofPreimage(domain, proof)) };
  }
  if (keys.next === undefined && operator.nextEncryptionKey === undefined) {
    const hint = "Name them in the config: operator.nextKeystore (or nextRemoteSigner), nextEncryptionKey.";
    throw new KeysError("There are no next keys to prove.", file, hint);
  }
  // Of the two keys either may stay as it is.
  const { signer, sign } = keys.next ?? keys;
  const encryptionKey = readPublicKey(operator.nextEncryptionKey ?? operator.encryptionKey);
  const rotation = { operator: keys.operator, signer, encryptionKey, effectiveAt };
  return { ...rotation, proofOfPossession: await sign(keyRotationPreimage(domain, rotation)) };
};
