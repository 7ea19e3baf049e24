import { keccak256, TypedDataEncoder } from "ethers";
import type { Hex } from "./hex.ts";
import type { Eip712Domain } from "./inference.ts";

/** Shows that an operator holds its signing key and chose its encryption key. */
export type SignerProof = { readonly operator: Hex; readonly signer: Hex; readonly encryptionKey: Hex };

export const SIGNER_PROOF_TYPES: Record<string, { name: string; type: string }[]> = {
  SignerProof: [
    { name: "operator", type: "address" },
    { name: "signer", type: "address" },
    { name: "encryptionKey", type: "bytes32" },
  ],
};

/** EIP-712 domain of the operator registry. */
export const operatorRegistryDomain = (chainId: number, registry: Hex): Eip712Domain => ({
  name: "OperatorRegistry",
  version: "1",
  chainId,
  verifyingContract: registry,
});

/** The EIP-712 preimage of what proves possession of a signing key, which signs its keccak256. */
export const signerProofPreimage = (domain: Eip712Domain, proof: SignerProof): Hex =>
  TypedDataEncoder.encode(domain, SIGNER_PROOF_TYPES, proof) as Hex;

/** The digest that proves possession of a signing key. */
export const signerProofDigest = (domain: Eip712Domain, proof: SignerProof): Hex =>
  keccak256(signerProofPreimage(domain, proof)) as Hex;

/** Keys that take over at a date, signed by the new signing key. */
export type KeyRotation = SignerProof & { readonly effectiveAt: number };

export const KEY_ROTATION_TYPES: Record<string, { name: string; type: string }[]> = {
  KeyRotation: [
    { name: "operator", type: "address" },
    { name: "signer", type: "address" },
    { name: "encryptionKey", type: "bytes32" },
    { name: "effectiveAt", type: "uint40" },
  ],
};

/** The preimage of what proves possession of the next signing key. */
export const keyRotationPreimage = (domain: Eip712Domain, rotation: KeyRotation): Hex =>
  TypedDataEncoder.encode(domain, KEY_ROTATION_TYPES, rotation) as Hex;

/** The digest that proves possession of the next signing key. */
export const keyRotationDigest = (domain: Eip712Domain, rotation: KeyRotation): Hex =>
  keccak256(keyRotationPreimage(domain, rotation)) as Hex;
