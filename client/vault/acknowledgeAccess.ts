import { isSignedByBoth, receiptHash, type SignedReceipt } from "../../standards/accessDecision.ts";
import { consentRegistryDomain } from "../../standards/consent.ts";
import type { Hex } from "../../standards/hex.ts";
import { BadAcknowledgementError } from "./errors.ts";
import type { VaultDeps } from "./ports.ts";

/** Completes the receipt of a permit by the data user's signature. The same again changes nothing. */
export const acknowledgeAccess = async (
  { store, chainId, contracts, custodian, log }: VaultDeps,
  accessId: Hex,
  byUser: Hex,
): Promise<SignedReceipt> => {
  const access = await store.access(accessId);
  if (access?.receipt === undefined) throw new BadAcknowledgementError("unknown access");
  const domain = consentRegistryDomain(chainId, contracts.ConsentRegistry);
  const signed: SignedReceipt = { ...access.receipt, byUser };
  if (!isSignedByBoth(domain, signed, { custodian, user: access.request.actor })) {
    throw new BadAcknowledgementError("signature");
  }
  if (access.byUser === byUser) return signed;
  if (!(await store.completeAccess(accessId, byUser, receiptHash(signed.receipt)))) {
    throw new BadAcknowledgementError("another was given");
  }
  log.info({ msg: "Access acknowledged", accessId });
  return signed;
};
