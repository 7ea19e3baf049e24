import { expect } from "chai";
import type { Model } from "../../../oracle/domain/model.ts";
import { createLog, type LogLevel } from "../../../oracle/shared/log.ts";
import { consentId } from "../../../standards/consent.ts";
import { maskOf, Purpose } from "../../../standards/consentCodes.ts";
import { factsOfLive } from "../../../standards/consentDecision.ts";
import { sealEnvelope } from "../../../standards/envelope.ts";
import type { Hex } from "../../../standards/hex.ts";
import { generateEncryptionKey } from "../../../standards/hpke.ts";
import { PolicyStanding } from "../../../standards/policy.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { encodeRecord, type PersonalRecord } from "../../../standards/record.ts";
import { aGrant, aRecord, aTerms, CLINIC } from "../standards/builders.ts";
import { createStage, type Stage } from "./stage.ts";

/** More than the node's own configuration allows: whatever anybody ever turns on. */
const EVERYTHING = "trace" as LogLevel;
const NAME = "Chan Tai Man";
const VALUE = 4711.25;
const SCORES = [-77_123_456, 99_887_766];

/** A record that is easy to recognise, and all of it that nobody may read in a log. */
const newPatient = async (purpose: number) => {
  const grantee = await generateEncryptionKey();
  const terms = aTerms({ subject: randomWord(), salt: randomWord(), purposes: maskOf([purpose]) });
  const record: PersonalRecord = aRecord({
    record: { kind: "wdbc-row/1", patient: NAME, values: [VALUE] },
    consent: aGrant({ terms }),
    inputSalt: randomWord(),
    outputSalt: randomWord(),
    grantee: { encryptionKey: grantee.publicKey },
  });
  const words: Hex[] = [terms.subject, terms.salt, record.inputSalt, record.outputSalt, grantee.privateKey];
  const numbers = [VALUE, ...SCORES.map(Math.abs)].map(String);
  return { record, secrets: [NAME, "Chan", ...numbers, ...words.map((word) => word.slice(2))] };
};

describe("logs about a patient", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createStage();
  });
  afterEach(() => stage.close());

  const personal = (changes: Partial<Model> = {}): Model =>
    stage.model({ infer: async () => Int32Array.from(SCORES), ...changes });

  /** Runs a duty about the patient to its end with everything logged. */
  const logsOf = async (record: PersonalRecord, plaintext: Uint8Array, until: string, model = personal()) => {
    const operator = await generateEncryptionKey();
    const payload = await sealEnvelope(plaintext, [{ operator: CLINIC, encryptionKey: operator.publicKey }]);
    const lines: string[] = [];
    const { consent } = record;
    await stage.open({ consentId: consentId(consent) });
    const duty = await stage.runUntil(until, {
      log: createLog(EVERYTHING, {}, { write: (line: string) => void lines.push(line) }),
      payloads: async () => payload,
      keys: { ...stage.deps().keys, encryptionPrivateKey: operator.privateKey },
      chain: {
        ...stage.chain,
        standingOf: async () => factsOfLive(consent, 1_000).standing,
        policyStandingOf: async () => PolicyStanding.Current,
      },
      modelOf: () => model,
    });
    return { duty, text: lines.join("") };
  };

  const expectNothingOf = (text: string, secrets: readonly string[]): void => {
    expect(text).to.contain('"level"');
    for (const secret of secrets) expect(text).not.to.contain(secret);
  };

  it("name nothing when the inference is permitted", async () => {
    const { record, secrets } = await newPatient(Purpose.AI_INFER);
    const { duty, text } = await logsOf(record, encodeRecord(record), "submitted");
    expect(duty).to.include({ refusal: undefined });
    expect(text).to.contain("Output computed");
    expectNothingOf(text, secrets);
  });

  it("name nothing when the terms deny it", async () => {
    const { record, secrets } = await newPatient(Purpose.TREAT);
    const { duty, text } = await logsOf(record, encodeRecord(record), "submitted");
    expect(duty?.refusal).to.be.a("number");
    expectNothingOf(text, secrets);
  });

  it("name nothing when the record is malformed", async () => {
    const { record, secrets } = await newPatient(Purpose.AI_INFER);
    const broken = new TextEncoder().encode(JSON.stringify({ kind: "record/1", [NAME]: VALUE }));
    const malformed = await logsOf(record, broken, "submitted");
    expect(malformed.duty?.refusal).to.be.a("number");
    expectNothingOf(malformed.text, secrets);
  });

  it("name nothing when the model stumbles over the record and quotes it", async () => {
    const { record, secrets } = await newPatient(Purpose.AI_INFER);
    const quoting = personal({
      extract: (payload) => {
        throw new TypeError(`No value in ${new TextDecoder().decode(payload)}`);
      },
    });
    const { text } = await logsOf(record, encodeRecord(record), "submitted", quoting);
    expect(text).to.contain("PERSONAL_FAILURE");
    expectNothingOf(text, secrets);
  });
});
