import { inspect } from "node:util";
import { expect } from "chai";
import { computeAddress, HDNodeWallet, Mnemonic, SigningKey, Wallet } from "ethers";
import { derivePersonKeys } from "../../../client/keys/derivePersonKeys.ts";
import { guardianKeyPath, patientKeyPath } from "../../../client/keys/keyPath.ts";
import { newSubjectHandle } from "../../../client/keys/newSubjectHandle.ts";
import type { TheriacError } from "../../../standards/errors.ts";
import type { Hex } from "../../../standards/hex.ts";
import { CLINIC, HOSPITAL, word } from "../../oracle/standards/builders.ts";

const PHRASE = "test test test test test test test test test test test junk";
const AT_HOSPITAL = { custodian: HOSPITAL, chainId: 1 };

const caught = (action: () => unknown): TheriacError => {
  try {
    action();
  } catch (error) {
    return error as TheriacError;
  }
  throw new Error("nothing was thrown");
};

describe("keys of a person", () => {
  const keys = derivePersonKeys(PHRASE);

  it("are the same from the same phrase, and others with a passphrase", () => {
    const again = derivePersonKeys(`  ${PHRASE}\n`).patientKey(AT_HOSPITAL);
    expect(again.address).to.equal(keys.patientKey(AT_HOSPITAL).address);
    expect(derivePersonKeys(PHRASE, "x").patientKey(AT_HOSPITAL).address).to.not.equal(again.address);
  });

  it("stand at the documented path, every step hardened", () => {
    const path = patientKeyPath({ ...AT_HOSPITAL, epoch: 2 });
    expect(path).to.match(/^m\/43'\/60'\/1581'\/7412'\/0'(\/\d+'){4}\/2'$/);
    expect(guardianKeyPath({ ...AT_HOSPITAL, ward: word(1) })).to.match(
      /^m\/43'\/60'\/1581'\/7412'\/1'(\/\d+'){5}$/,
    );
    const byHand = HDNodeWallet.fromPhrase(PHRASE, "", path).address;
    expect(keys.patientKey({ ...AT_HOSPITAL, epoch: 2 }).address).to.equal(byHand);
  });

  it("differ by custodian, chain, epoch, role and ward", () => {
    const all = [
      keys.patientKey(AT_HOSPITAL),
      keys.patientKey({ ...AT_HOSPITAL, custodian: CLINIC }),
      keys.patientKey({ ...AT_HOSPITAL, chainId: 10 }),
      keys.patientKey({ ...AT_HOSPITAL, epoch: 1 }),
      keys.guardianKey({ ...AT_HOSPITAL, ward: word(1) }),
      keys.guardianKey({ ...AT_HOSPITAL, ward: word(2) }),
      keys.guardianKey({ ...AT_HOSPITAL, ward: word(1), custodian: CLINIC }),
    ].map(({ address }) => address);
    expect(new Set(all).size).to.equal(all.length);
  });

  it("have no public part in common, and none can be derived from another's", () => {
    const root = HDNodeWallet.fromSeed(Mnemonic.fromPhrase(PHRASE).computeSeed());
    const nodes = [HOSPITAL, CLINIC].map((custodian) =>
      root.derivePath(patientKeyPath({ custodian, chainId: 1 })),
    );
    const publicParts = nodes.flatMap(({ publicKey, chainCode, fingerprint, parentFingerprint, address }) => [
      publicKey,
      chainCode,
      fingerprint,
      parentFingerprint,
      address,
    ]);
    expect(new Set(publicParts).size).to.equal(10);
    const neutered = nodes[0]?.neuter();
    expect(() => neutered?.derivePath("0'")).to.throw();
    const shared = patientKeyPath({ custodian: HOSPITAL, chainId: 1 }).split("/");
    const other = patientKeyPath({ custodian: CLINIC, chainId: 1 }).split("/");
    // The last node that both paths run through is above all of a custodian's: only the seed reaches it.
    expect(shared.findIndex((step, i) => step !== other[i])).to.equal(6);
  });

  it("come as one private key each, that shows nothing when it is written out", () => {
    const key = keys.patientKey(AT_HOSPITAL);
    expect(key).to.be.instanceOf(Wallet);
    expect(computeAddress(new SigningKey(key.privateKey))).to.equal(key.address);
    for (const text of [inspect(key, { depth: 9 }), JSON.stringify(key), inspect(keys, { depth: 9 })]) {
      expect(text).to.not.contain(key.privateKey.slice(2));
      expect(text).to.not.contain("junk");
      expect(text).to.not.contain("chainCode");
    }
  });

  it("refuse bad places and phrases without quoting them", () => {
    const wrong = "test test test test test test test test test test test secretword";
    const error = caught(() => derivePersonKeys(wrong));
    expect(error.code).to.equal("BAD_PHRASE");
    expect(inspect(error, { depth: 9 })).to.not.contain("secretword");
    const places: [string, () => unknown][] = [
      ["custodian", () => keys.patientKey({ ...AT_HOSPITAL, custodian: "0x12" as Hex })],
      ["chainId", () => keys.patientKey({ ...AT_HOSPITAL, chainId: 0 })],
      ["epoch", () => keys.patientKey({ ...AT_HOSPITAL, epoch: 2 ** 31 })],
      ["epoch", () => keys.patientKey({ ...AT_HOSPITAL, epoch: -1 })],
      ["ward", () => keys.guardianKey({ ...AT_HOSPITAL, ward: "0x12" as Hex })],
    ];
    for (const [field, action] of places) {
      expect(caught(action)).to.include({ code: "BAD_KEY_PLACE" });
      expect(caught(action).context).to.deep.equal({ field });
    }
  });
});

describe("handles of subjects", () => {
  it("are 32 random bytes each", () => {
    const handles = Array.from({ length: 500 }, newSubjectHandle);
    expect(new Set(handles).size).to.equal(500);
    const bits = handles.map((handle) => BigInt(handle).toString(2).replaceAll("0", "").length);
    const mean = bits.reduce((sum, n) => sum + n, 0) / bits.length;
    // 128 in the mean; the mean of 500 lies within 6 standard errors of 0.36.
    expect(mean).to.be.within(125.8, 130.2);
  });
});
