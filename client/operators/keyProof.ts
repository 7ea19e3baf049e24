// What shows that an operator holds its signing key, as `oracle prove` prints it.
import { verifyTypedData } from "ethers";
import { z } from "zod";
import type { Hex } from "../../standards/hex.ts";
import { KEY_ROTATION_TYPES, operatorRegistryDomain, SIGNER_PROOF_TYPES } from "../../standards/operator.ts";
import { address, bytes, bytes32, uint } from "../../standards/shapes.ts";
import { KeyProofError } from "./errors.ts";

const TIME_BITS = 40;
const keys = { operator: address, signer: address, encryptionKey: bytes32, proofOfPossession: bytes };

export const registrationShape = z.strictObject(keys);
export const rotationShape = z.strictObject({ ...keys, effectiveAt: uint(TIME_BITS) });

export type Registration = z.output<typeof registrationShape>;
export type Rotation = z.output<typeof rotationShape>;

const recover = (...typed: Parameters<typeof verifyTypedData>): string => {
  try {
    return verifyTypedData(...typed);
  } catch {
    return "nobody";
  }
};

/** Throws unless the signer named in the proof signed it, for this account and for the registry of this chain. */
export const assertProof = (
  proof: Registration | Rotation,
  from: Hex,
  { chainId, registry }: { readonly chainId: number; readonly registry: Hex },
): void => {
  if (proof.operator !== from)
    throw new KeyProofError("it is another account's", { operator: proof.operator, from });
  const { proofOfPossession, ...value } = proof;
  const types = "effectiveAt" in proof ? KEY_ROTATION_TYPES : SIGNER_PROOF_TYPES;
  const domain = operatorRegistryDomain(chainId, registry);
  if (recover(domain, types, value, proofOfPossession) !== proof.signer)
    throw new KeyProofError("its signature is not the signer's, for this chain and registry", {
      signer: proof.signer,
      chainId,
      registry,
    });
};
