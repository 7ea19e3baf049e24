// A data user asks for the keys of records under a consent, in its own name: the signature binds what it wants to do, with
// which records of which custodian, until when, and the key that it wants them wrapped to.
import { TypedDataEncoder } from "ethers";
import type { TypedDataSigner } from "../../standards/accessDecision.ts";
import { type AccessRequest, requestHash } from "../../standards/accessRequest.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Eip712Domain } from "../../standards/inference.ts";
import { isSignedBy } from "../../standards/signatures.ts";
import type { RecordId } from "./vaultTypes.ts";

const KEY_REQUEST_TYPES = {
  RecordKeyRequest: [
    { name: "custodian", type: "address" },
    { name: "requestHash", type: "bytes32" },
    { name: "recordIds", type: "bytes32[]" },
    { name: "encryptionKey", type: "bytes32" },
    { name: "deadline", type: "uint40" },
  ],
};

/** Which vault is asked: a custodian's, in a deployment. */
export type VaultAddress = {
  readonly chainId: number;
  readonly recordRegistry: Hex;
  readonly custodian: Hex;
};

export type KeyRequest = {
  readonly recordIds: readonly RecordId[];
  readonly request: AccessRequest;
  /** X25519, 32 bytes. */
  readonly encryptionKey: Hex;
  /** Last second of chain time at which the vault takes the request; a day ahead at most. */
  readonly deadline: number;
};

/** How far ahead of chain time a request's deadline may be. */
export const MOST_SECONDS_AHEAD = 86_400;

/** Under which a custodian and its data users sign what concerns its vault. */
export const vaultDomain = ({ chainId, recordRegistry }: Omit<VaultAddress, "custodian">): Eip712Domain => ({
  name: "RecordVault",
  version: "1",
  chainId,
  verifyingContract: recordRegistry,
});

const messageOf = (
  { custodian }: VaultAddress,
  { request, recordIds, encryptionKey, deadline }: KeyRequest,
) => ({
  custodian,
  requestHash: requestHash(request),
  recordIds,
  encryptionKey,
  deadline,
});

/** Has the actor sign. */
export const signKeyRequest = async (
  actor: TypedDataSigner,
  vault: VaultAddress,
  request: KeyRequest,
): Promise<Hex> =>
  (await actor.signTypedData(vaultDomain(vault), KEY_REQUEST_TYPES, messageOf(vault, request))) as Hex;

/** Whether the actor that a request names signed it. Accounts, not smart wallets. */
export const isSignedByActor = (vault: VaultAddress, request: KeyRequest, signature: Hex): boolean => {
  try {
    const digest = TypedDataEncoder.hash(vaultDomain(vault), KEY_REQUEST_TYPES, messageOf(vault, request));
    return isSignedBy(request.request.actor, digest, signature);
  } catch {
    return false;
  }
};
