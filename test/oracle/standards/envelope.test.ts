import { expect } from "chai";
import { DataClass } from "../../../standards/consentCodes.ts";
import { openEnvelope, openResult, sealEnvelope, sealResult } from "../../../standards/envelope.ts";
import type { Hex } from "../../../standards/hex.ts";
import { generateEncryptionKey } from "../../../standards/hpke.ts";
import {
  decodeRecord,
  decodeResult,
  encodeRecord,
  encodeResult,
  payloadOf,
} from "../../../standards/record.ts";
import { aGrant, aRecord, CLINIC, HOSPITAL, PATIENT, word } from "./builders.ts";

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "resolved",
    (error: { code?: string }) => error.code ?? "no code",
  );

type EnvelopeJson = {
  version: number;
  recipients: { operator: string; encapsulatedKey: string; wrappedKey: string }[];
  iv?: string;
  ciphertext: string;
  note?: string;
};

const mutate = (payload: Uint8Array, change: (envelope: EnvelopeJson) => void): Uint8Array => {
  const envelope = JSON.parse(new TextDecoder().decode(payload));
  change(envelope);
  return new TextEncoder().encode(JSON.stringify(envelope));
};

const flipped = (hex: string): Hex => {
  const last = Number.parseInt(hex.slice(-2), 16) ^ 1;
  return `${hex.slice(0, -2)}${last.toString(16).padStart(2, "0")}` as Hex;
};

type RecipientJson = EnvelopeJson["recipients"][number];
const changeFirst = (change: (first: RecipientJson) => Partial<RecipientJson>) => (e: EnvelopeJson) => {
  e.recipients = e.recipients.map((r, i) => (i === 0 ? { ...r, ...change(r) } : r));
};
const swapName = (r: RecipientJson) => {
  r.operator = r.operator === CLINIC ? HOSPITAL : CLINIC;
};

describe("envelope", () => {
  const secret = new TextEncoder().encode("a record");
  const setUp = async () => {
    const [a, b] = await Promise.all([generateEncryptionKey(), generateEncryptionKey()]);
    const payload = await sealEnvelope(secret, [
      { operator: CLINIC, encryptionKey: a.publicKey },
      { operator: HOSPITAL, encryptionKey: b.publicKey },
    ]);
    return { a, b, payload };
  };

  it("opens for every recipient", async () => {
    const { a, b, payload } = await setUp();
    for (const [operator, key] of [
      [CLINIC, a],
      [HOSPITAL, b],
    ] as const) {
      const opened = await openEnvelope(payload, operator, key.privateKey);
      expect(new TextDecoder().decode(opened).trimEnd()).to.equal("a record");
    }
  });

  it("hides the length in steps of 1024 bytes", async () => {
    const { a } = await setUp();
    const sizes = await Promise.all(
      [1, 1000].map(async (size) => {
        const recipients = [{ operator: CLINIC, encryptionKey: a.publicKey }];
        return (await sealEnvelope(new Uint8Array(size).fill(0x20), recipients)).length;
      }),
    );
    expect(sizes[0]).to.equal(sizes[1]);
  });

  it("does not open with another key, nor for somebody else", async () => {
    const { b, payload } = await setUp();
    expect(await codeOf(openEnvelope(payload, CLINIC, b.privateKey))).to.equal("CANNOT_DECRYPT");
    expect(await codeOf(openEnvelope(payload, PATIENT, b.privateKey))).to.equal("NOT_A_RECIPIENT");
  });

  const tampering: [string, (envelope: EnvelopeJson) => void, string][] = [
    ["ciphertext", (e) => (e.ciphertext = flipped(e.ciphertext)), "CANNOT_DECRYPT"],
    ["iv", (e) => (e.iv = flipped(e.iv ?? "")), "CANNOT_DECRYPT"],
    ["wrapped key", changeFirst((r) => ({ wrappedKey: flipped(r.wrappedKey) })), "CANNOT_DECRYPT"],
    [
      "encapsulated key",
      changeFirst((r) => ({ encapsulatedKey: flipped(r.encapsulatedKey) })),
      "CANNOT_DECRYPT",
    ],
    ["the recipient's name", changeFirst(() => ({ operator: PATIENT })), "NOT_A_RECIPIENT"],
    ["a key wrapped for somebody else", (e) => e.recipients.forEach(swapName), "CANNOT_DECRYPT"],
    ["a missing field", (e) => delete e.iv, "MALFORMED_ENVELOPE"],
    ["an extra field", (e) => (e.note = "x"), "MALFORMED_ENVELOPE"],
    ["a short iv", (e) => (e.iv = "0x00"), "MALFORMED_ENVELOPE"],
    ["another version", (e) => (e.version = 2), "MALFORMED_ENVELOPE"],
    ["no recipients", (e) => (e.recipients = []), "MALFORMED_ENVELOPE"],
  ];
  for (const [name, change, code] of tampering) {
    it(`${code}: ${name}`, async () => {
      const { a, payload } = await setUp();
      expect(await codeOf(openEnvelope(mutate(payload, change), CLINIC, a.privateKey))).to.equal(code);
    });
  }

  it("refuses bytes that are no JSON", async () => {
    expect(await codeOf(openEnvelope(new Uint8Array([0xff, 1]), CLINIC, word(1)))).to.equal(
      "MALFORMED_ENVELOPE",
    );
  });
});

describe("results", () => {
  it("open for the grantee, under their own request only", async () => {
    const grantee = await generateEncryptionKey();
    const result = {
      kind: "result/1",
      requestId: word(1),
      modelId: word(2),
      scores: [-5, 7],
      outputSalt: word(3),
    } as const;
    const sealed = await sealResult(grantee.publicKey, word(1), encodeResult(result));
    expect(decodeResult(await openResult(grantee.privateKey, word(1), sealed))).to.deep.equal(result);
    expect(await codeOf(openResult(grantee.privateKey, word(2), sealed))).to.equal("CANNOT_DECRYPT");
    const other = await generateEncryptionKey();
    expect(await codeOf(openResult(other.privateKey, word(1), sealed))).to.equal("CANNOT_DECRYPT");
  });
});

describe("record/1", () => {
  it("survives its encoding, padding included", () => {
    const record = aRecord();
    const padded = new Uint8Array(4096).fill(0x20);
    padded.set(encodeRecord(record));
    expect(decodeRecord(padded)).to.deep.equal(record);
    expect(JSON.parse(new TextDecoder().decode(payloadOf(record)))).to.deep.equal(record.record);
  });

  it("says where a record is wrong and never what it holds", () => {
    const plain = JSON.parse(new TextDecoder().decode(encodeRecord(aRecord())));
    plain.consent.terms.salt = "Jane Doe";
    const malformed = new TextEncoder().encode(JSON.stringify(plain));
    expect(() => decodeRecord(malformed))
      .to.throw()
      .with.property("context")
      .that.deep.equals({ where: "consent.terms.salt" });
    expect(() => decodeRecord(new TextEncoder().encode("Jane Doe"))).to.throw(/^((?!Jane).)*$/);
  });

  it("refuses to encode what it would not decode", () => {
    expect(() => encodeRecord(aRecord({ inputSalt: "0x12" }))).to.throw();
    expect(() => encodeRecord(aRecord({ consent: aGrant({ end: -1 }) }))).to.throw();
  });

  it("takes a DNA window for genomic data, whatever its custodian calls it", () => {
    const dna = { record: { kind: "splice-window/1" }, dataClass: DataClass.GENOMICS };
    const plain = JSON.parse(new TextDecoder().decode(encodeRecord(aRecord(dna))));
    expect(decodeRecord(new TextEncoder().encode(JSON.stringify(plain))).dataClass).to.equal(10);
    for (const dataClass of [DataClass.PATHOLOGY, DataClass.LABORATORY]) {
      expect(() => encodeRecord(aRecord({ ...dna, dataClass }))).to.throw();
      const mislabelled = new TextEncoder().encode(JSON.stringify({ ...plain, dataClass }));
      expect(() => decodeRecord(mislabelled))
        .to.throw()
        .with.property("context")
        .that.deep.equals({ where: "dataClass" });
    }
  });
});
