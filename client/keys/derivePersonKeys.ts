import { HDNodeWallet, Mnemonic, Wallet } from "ethers";
import { BadPhraseError } from "./errors.ts";
import { guardianKeyPath, type KeyPlace, patientKeyPath, type WardKeyPlace } from "./keyPath.ts";

/** A person's keys. What it hands out carries one private key each and neither phrase, chain code nor parent. */
export type PersonKeys = {
  /** The person's own key at a custodian: signs its consents there and nowhere else. */
  readonly patientKey: (place: KeyPlace) => Wallet;
  /** The key with which the person acts for one ward at a custodian. */
  readonly guardianKey: (place: WardKeyPlace) => Wallet;
};

/**
 * Every key of a person, from a BIP-39 phrase; keyPath.ts says how. Who knows the phrase has them all again, so nothing
 * else has to be kept: not even which custodians there are on this machine.
 */
export const derivePersonKeys = (phrase: string, passphrase = ""): PersonKeys => {
  const root = openPhrase(phrase, passphrase);
  const keyAt = (path: string): Wallet => new Wallet(root.derivePath(path).privateKey);
  return Object.freeze({
    patientKey: (place: KeyPlace) => keyAt(patientKeyPath(place)),
    guardianKey: (place: WardKeyPlace) => keyAt(guardianKeyPath(place)),
  });
};

/** Without the cause: foreign errors may quote the words. */
const openPhrase = (phrase: string, passphrase: string): HDNodeWallet => {
  try {
    return HDNodeWallet.fromSeed(Mnemonic.fromPhrase(phrase.trim(), passphrase).computeSeed());
  } catch {
    throw new BadPhraseError();
  }
};
