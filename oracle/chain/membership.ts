import { ZeroAddress } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Membership } from "../domain/membership.ts";
import type { Contracts } from "./contracts.ts";

/** How an operator stands in the registry and in the committee that signs now. */
export const readMembership = async (
  { operators, oracle }: Pick<Contracts, "operators" | "oracle">,
  operator: Hex,
): Promise<Membership> => {
  const [entry, minBond, digest, rotation] = await Promise.all([
    operators.operatorOf(operator),
    operators.MIN_BOND(),
    oracle.currentConfig(),
    operators.rotationOf(operator),
  ]);
  const [members, signers] = BigInt(digest) === 0n ? [[], []] : await operators.membersOf(digest);
  const bit = members.findIndex((member) => member.toLowerCase() === operator.toLowerCase());
  return {
    isRegistered: entry.signer !== ZeroAddress,
    bit: bit === -1 ? undefined : bit,
    members: members.length,
    committeeSigner: bit === -1 ? undefined : (signers[bit] as Hex),
    signer: entry.signer as Hex,
    encryptionKey: entry.encryptionKey as Hex,
    nextSigner: rotation.effectiveAt === 0n ? undefined : (rotation.signer as Hex),
    bond: entry.bond,
    minBond,
    unbondsAt: Number(entry.unbondsAt),
    retirableAt: Number(entry.retirableAt),
  };
};
