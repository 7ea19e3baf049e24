import { formatEther } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { isUnderBonded, type Membership } from "../domain/membership.ts";
import { type Finding, failed, ok, warning } from "./report.ts";

/** The public halves of the keys that the config names. */
export type OwnKeys = { readonly signer: Hex; readonly encryptionKey: Hex };

const same = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase();

/** Registry, committee and bond. Without keys, because they do not open, only what needs none. */
export const checkStanding = (
  membership: Membership,
  own: OwnKeys | undefined,
  now: number,
): readonly Finding[] => {
  if (!membership.isRegistered) {
    const todo = "OperatorRegistry.register with what `oracle prove` prints.";
    return [failed("registration", "the operator is not in the registry", todo)];
  }
  return [
    ...(own === undefined ? [] : [checkSigner(membership, own), checkEncryptionKey(membership, own)]),
    checkCommittee(membership),
    checkBond(membership),
    ...checkLeaving(membership, now),
  ];
};

const checkSigner = ({ signer, committeeSigner, nextSigner }: Membership, own: OwnKeys): Finding => {
  const used = committeeSigner ?? signer;
  if (same(used, own.signer)) return ok("signing key", `${own.signer}, as the chain expects`);
  const announced = nextSigner !== undefined && same(nextSigner, own.signer);
  return announced
    ? warning(
        "signing key",
        `${own.signer} takes over at a date`,
        "Keep the old key in use until a committee lists it.",
      )
    : failed(
        "signing key",
        `${own.signer}, but the chain expects ${used}`,
        "Use that key, or rotate to this one.",
      );
};

const checkEncryptionKey = ({ encryptionKey }: Membership, own: OwnKeys): Finding =>
  same(encryptionKey, own.encryptionKey)
    ? ok("encryption key", "as the registry has it")
    : failed(
        "encryption key",
        "the registry has another one: records for this operator would not open",
        "Use the registered key file, or rotate keys.",
      );

const checkCommittee = ({ bit, members }: Membership): Finding =>
  bit === undefined
    ? warning(
        "committee",
        "not in the one that signs now",
        "Wait for governance to form one with this operator.",
      )
    : ok("committee", `member ${bit + 1} of ${members} (bit ${bit})`);

const checkBond = (membership: Membership): Finding => {
  const says = `${formatEther(membership.bond)} ether, ${formatEther(membership.minBond)} needed`;
  return isUnderBonded(membership)
    ? failed(
        "bond",
        says,
        "OperatorRegistry.addBond; was the operator slashed? Nothing new is signed until then.",
      )
    : ok("bond", says);
};

const checkLeaving = ({ unbondsAt, retirableAt }: Membership, now: number): readonly Finding[] => {
  const todo = "addBond takes it back, if that was not meant.";
  const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
  if (unbondsAt !== 0) {
    const says =
      now >= unbondsAt ? "the bond may be withdrawn now" : `the bond was asked for; free at ${at(unbondsAt)}`;
    return [warning("unbonding", says, todo)];
  }
  return retirableAt === 0
    ? []
    : [warning("leaving", `asked to leave; retirable at ${at(retirableAt)}`, todo)];
};

const ANSWERS = 50n;
const GAS_OF_ANSWER = 200_000n;

/** Enough ether for a number of answers at today's price. */
export const checkBalance = (balance: bigint, gasPrice: bigint): Finding => {
  const says = `${formatEther(balance)} ether`;
  const one = GAS_OF_ANSWER * gasPrice;
  const todo = "Send ether to the signing account.";
  if (balance < one) return failed("balance", `${says}: not enough for one answer`, todo);
  return balance < ANSWERS * one
    ? warning("balance", `${says}: fewer than ${ANSWERS} answers at today's price`, todo)
    : ok("balance", says);
};
