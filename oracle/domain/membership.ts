import type { Hex } from "../../standards/hex.ts";

/** How an operator stands in the registry and in the committee that signs now. */
export type Membership = {
  readonly isRegistered: boolean;
  /** Its place in the committee; undefined if it is in none. */
  readonly bit: number | undefined;
  readonly members: number;
  /** The key that the committee takes its signatures from. */
  readonly committeeSigner: Hex | undefined;
  readonly signer: Hex;
  readonly encryptionKey: Hex;
  /** Of a rotation that is announced. */
  readonly nextSigner: Hex | undefined;
  readonly bond: bigint;
  readonly minBond: bigint;
  /** Zero if it did not ask for its bond. */
  readonly unbondsAt: number;
  /** Zero if it did not ask to leave. */
  readonly retirableAt: number;
};

/** A signature that no bond stands behind is worth nothing to a requester: such an operator offers nothing. */
export const isUnderBonded = ({ isRegistered, bond, minBond }: Membership): boolean =>
  isRegistered && bond < minBond;
