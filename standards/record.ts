import { z } from "zod";
import type { ConsentGrant } from "./consent.ts";
import { Confidentiality, DataClass, type DataClassCode } from "./consentCodes.ts";
import { consentGrantShape } from "./consentShape.ts";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";
import { address, bytes32, uint } from "./shapes.ts";

/** Thrown when a decrypted personal record is not `record/1`. Says where, never what: contents are personal. */
export class MalformedRecordError extends TheriacError {
  override readonly code = "MALFORMED_RECORD";
  constructor(where: string) {
    super("The personal record does not have the form record/1.", {
      context: { where },
      hint: "Build records with encodeRecord of standards/record.ts.",
    });
  }
}

const oneOf = <T extends Record<string, number>>(codes: T) => z.literal(Object.values(codes) as T[keyof T][]);

/** Payloads whose data class follows from what they are: a custodian that calls genomic data by another name is refused. */
const CLASS_OF_KIND: ReadonlyMap<unknown, DataClassCode> = new Map([["splice-window/1", DataClass.GENOMICS]]);

const recordFields = z.strictObject({
  kind: z.literal("record/1"),
  /** The payload as the model's own schema wants it, for example `wdbc-row/1`. */
  record: z.record(z.string(), z.unknown()),
  /** What the payload is, in the terms of the consent. Stated by the custodian, where the payload's kind leaves a choice. */
  dataClass: oneOf(DataClass),
  confidentiality: oneOf(Confidentiality),
  consent: consentGrantShape,
  /** When the data came to be, unix seconds; `to` zero: no end. A record that does not say so may be of any time. */
  dataPeriod: z.strictObject({ from: uint(40), to: uint(40) }).optional(),
  inputSalt: bytes32,
  outputSalt: bytes32,
  grantee: z.strictObject({ encryptionKey: bytes32 }),
});

const recordShape = recordFields.refine(
  ({ record, dataClass }) => (CLASS_OF_KIND.get(record.kind) ?? dataClass) === dataClass,
  { path: ["dataClass"] },
);

/** Period in which data came to be, unix seconds. `to` zero: no end. */
export type DataPeriod = { readonly from: number; readonly to: number };

/** The plaintext that a custodian encrypts to the operators for one request. Salts are fresh for each record. */
export type PersonalRecord = Omit<z.infer<typeof recordShape>, "consent" | "dataPeriod"> & {
  readonly dataPeriod?: DataPeriod | undefined;
  readonly consent: ConsentGrant;
};

/** The plaintext bytes of a record. */
export const encodeRecord = (record: PersonalRecord): Uint8Array => {
  const plain = JSON.stringify(record, (_, value) => (typeof value === "bigint" ? value.toString() : value));
  recordShape.parse(JSON.parse(plain));
  return new TextEncoder().encode(plain);
};

/** Parses the plaintext of a record; throws `MALFORMED_RECORD`. */
export const decodeRecord = (plaintext: Uint8Array): PersonalRecord => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plaintext));
  } catch {
    throw new MalformedRecordError("not UTF-8 JSON");
  }
  const parsed = recordShape.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new MalformedRecordError(parsed.error.issues.map((issue) => issue.path.join(".")).join(", "));
};

/** The bytes that the model's `extract` reads: the inner payload object. */
export const payloadOf = (record: PersonalRecord): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(record.record));

const resultShape = z.strictObject({
  kind: z.literal("result/1"),
  requestId: bytes32,
  modelId: bytes32,
  scores: z.array(
    z
      .number()
      .int()
      .min(-(2 ** 31))
      .max(2 ** 31 - 1),
  ),
  outputSalt: bytes32,
  payee: address.optional(),
});

/** What the grantee decrypts: the scores, and the salt that opens the commitment on chain. */
export type PersonalResult = {
  readonly kind: "result/1";
  readonly requestId: Hex;
  readonly modelId: Hex;
  readonly scores: readonly number[];
  readonly outputSalt: Hex;
  /** Whom the proof of the answer names; only where the commitment on chain is one of a proof. */
  readonly payee?: Hex | undefined;
};

/** The plaintext bytes of a result. */
export const encodeResult = (result: PersonalResult): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(result));

/** Parses the plaintext of a result. */
export const decodeResult = (plaintext: Uint8Array): PersonalResult => {
  const parsed = resultShape.safeParse(JSON.parse(new TextDecoder().decode(plaintext)));
  if (parsed.success) return parsed.data;
  throw new MalformedRecordError(parsed.error.issues.map((issue) => issue.path.join(".")).join(", "));
};
