import { expect } from "chai";
import { AbiCoder, id, keccak256 } from "ethers";
import fc from "fast-check";
import { DataClass, Purpose } from "../../standards/consentCodes.ts";
import {
  EmergencyReason,
  emergencyTag,
  justificationCommitment,
  LOOK_AHEAD,
  nextTags,
  reportCommitment,
} from "../../standards/emergency.ts";
import {
  decideEmergency,
  type EmergencyFacts,
  type EmergencyUse,
} from "../../standards/emergencyDecision.ts";
import type { Hex } from "../../standards/hex.ts";
import { codeOf } from "./errorOf.ts";

const SUBJECT = id("subject") as Hex;
const SALT = id("salt") as Hex;
const HOSPITAL = `0x${"a1".repeat(20)}` as Hex;
const CLINIC = `0x${"b2".repeat(20)}` as Hex;
const DR_K = `0x${"c3".repeat(20)}` as Hex;
const DR_L = `0x${"d4".repeat(20)}` as Hex;
const OPENED = 1_780_000_000;
const EXPIRES = OPENED + 14_400;

describe("emergency tags", () => {
  it("are hashed as the contract documents", () => {
    const words = ["bytes32", "bytes32", "uint256"];
    const expected = keccak256(
      AbiCoder.defaultAbiCoder().encode(words, [id("theriac.emergency.v1"), SUBJECT, 7]),
    );
    expect(emergencyTag(SUBJECT, 7)).to.equal(expected);
  });

  it("differ by patient and by number", () => {
    const tags = [0, 1, 2 ** 40].flatMap((n) => [emergencyTag(SUBJECT, n), emergencyTag(SALT, n)]);
    expect(new Set(tags).size).to.equal(tags.length);
  });

  it("that come next are those after the known ones", () => {
    const next = nextTags(SUBJECT, 3);
    expect(next).to.have.length(LOOK_AHEAD);
    expect(next[0]).to.deep.equal({ n: 3, tag: emergencyTag(SUBJECT, 3) });
    expect(next.at(-1)?.n).to.equal(3 + LOOK_AHEAD - 1);
    expect(nextTags(SUBJECT, 0, 2).map(({ n }) => n)).to.deep.equal([0, 1]);
  });

  it("are made of whole numbers and words only", () => {
    for (const n of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(codeOf(() => emergencyTag(SUBJECT, n))).to.equal("EMERGENCY_COUNT");
    }
    expect(codeOf(() => emergencyTag("0x12", 0))).to.equal("WORD_MALFORMED");
  });
});

describe("commitments to words", () => {
  it("bind purpose, words and salt", () => {
    const all = [
      justificationCommitment("unconscious", SALT),
      justificationCommitment("unconscious.", SALT),
      justificationCommitment("unconscious", SUBJECT),
      reportCommitment("unconscious", SALT),
    ];
    expect(new Set(all).size).to.equal(all.length);
  });

  it("take composed and decomposed letters for the same", () => {
    expect(justificationCommitment("Zu\u0308rich", SALT)).to.equal(
      justificationCommitment("Z\u00fcrich", SALT),
    );
  });

  it("take salts of 32 bytes only", () => {
    expect(codeOf(() => justificationCommitment("unconscious", "0x"))).to.equal("WORD_MALFORMED");
  });
});

describe("reasons of an emergency", () => {
  it("have the numbers of the purposes that HL7 names, or are local", () => {
    expect(EmergencyReason.ETREAT).to.equal(Purpose.ETREAT);
    expect(EmergencyReason.BTG).to.equal(Purpose.BTG);
    const { ETREAT: _, BTG: __, ...local } = EmergencyReason;
    for (const reason of Object.values(local)) expect(reason).to.be.within(128, 255);
  });
});

describe("the decision under an emergency", () => {
  const use: EmergencyUse = {
    subject: SUBJECT,
    n: 0,
    custodian: HOSPITAL,
    actor: DR_K,
    purpose: Purpose.BTG,
    dataClass: DataClass.LABORATORY,
    at: OPENED,
  };
  const facts: EmergencyFacts = {
    tag: emergencyTag(SUBJECT, 0),
    clinician: DR_K,
    custodian: HOSPITAL,
    dataClasses: 1 << DataClass.LABORATORY,
    openedAt: OPENED,
    expiresAt: EXPIRES,
    suspended: false,
    clinicianAt: HOSPITAL,
    inSight: true,
  };
  const reasonOf = (changes: Partial<EmergencyUse>, read: Partial<EmergencyFacts> = {}) => {
    const decision = decideEmergency({ ...use, ...changes }, { ...facts, ...read });
    return decision.permitted ? "permitted" : decision.reason;
  };

  it("permits from the first to the last second", () => {
    expect(decideEmergency(use, facts)).to.deep.equal({ permitted: true, until: EXPIRES });
    expect(reasonOf({ at: EXPIRES })).to.equal("permitted");
    expect(reasonOf({ at: EXPIRES + 1 })).to.equal("NOT_OPEN");
    expect(reasonOf({ at: OPENED - 1 })).to.equal("NOT_OPEN");
  });

  it("gives the reason of every denial", () => {
    expect(reasonOf({ purpose: Purpose.TREAT })).to.equal("PURPOSE");
    expect(reasonOf({ purpose: Purpose.HRESCH })).to.equal("PURPOSE");
    expect(reasonOf({ n: 1 })).to.equal("TAG");
    expect(reasonOf({ subject: SALT })).to.equal("TAG");
    expect(decideEmergency(use, undefined)).to.deep.equal({ permitted: false, reason: "TAG" });
    expect(reasonOf({}, { inSight: false })).to.equal("OUT_OF_SIGHT");
    expect(reasonOf({ custodian: CLINIC })).to.equal("CUSTODIAN");
    expect(reasonOf({ actor: DR_L })).to.equal("CLINICIAN");
    expect(reasonOf({ dataClass: DataClass.GENOMICS })).to.equal("SCOPE");
    expect(reasonOf({}, { suspended: true })).to.equal("SUSPENDED");
    expect(reasonOf({}, { clinicianAt: undefined })).to.equal("NO_ROLE");
    expect(reasonOf({}, { clinicianAt: CLINIC })).to.equal("NO_ROLE");
  });

  it("does not mind the case of addresses", () => {
    expect(reasonOf({ actor: DR_K.toUpperCase().replace("0X", "0x") as Hex })).to.equal("permitted");
  });

  it("permits exactly when everything fits (1,000 draws)", () => {
    const party = fc.constantFrom(HOSPITAL, CLINIC);
    const person = fc.constantFrom(DR_K, DR_L);
    const drawn = fc.record({
      n: fc.integer({ min: 0, max: 1 }),
      custodian: party,
      clinicianAt: fc.option(party, { nil: undefined }),
      actor: person,
      purpose: fc.constantFrom(Purpose.BTG, Purpose.BTG, Purpose.TREAT),
      dataClass: fc.constantFrom(DataClass.LABORATORY, DataClass.IMAGING),
      at: fc.integer({ min: OPENED - 2, max: OPENED + 2 }),
      suspended: fc.boolean(),
      expiresAt: fc.integer({ min: OPENED - 1, max: OPENED + 2 }),
    });
    fc.assert(
      fc.property(drawn, ({ clinicianAt, suspended, expiresAt, ...changes }) => {
        const fits =
          changes.n === 0 &&
          changes.custodian === HOSPITAL &&
          clinicianAt === HOSPITAL &&
          changes.actor === DR_K &&
          changes.purpose === Purpose.BTG &&
          changes.dataClass === DataClass.LABORATORY &&
          changes.at >= OPENED &&
          changes.at <= expiresAt &&
          !suspended;
        const reason = reasonOf(changes, { clinicianAt, suspended, expiresAt });
        expect(reason === "permitted", reason).to.equal(fits);
      }),
      { seed: 5, numRuns: 1_000 },
    );
  });
});
