import type { Row } from "../../../oracle/shared/sql/sql.ts";
import type { Hex } from "../../../standards/hex.ts";
import type { AnchorId, RecordCommitment } from "../../../standards/recordCommitment.ts";
import type { SubjectHandle } from "../../keys/newSubjectHandle.ts";
import type { Access, AnchorPlace, RecordId, SealedRecord } from "../vaultTypes.ts";

// Rows as the two databases give them: numbers may be text, bytes a Buffer.

const bytesOf = (value: unknown): Uint8Array<ArrayBuffer> => new Uint8Array(value as Uint8Array);

export const placeOf = (row: Row): AnchorPlace | undefined =>
  row.anchor_seq === null ? undefined : { anchor: Number(row.anchor_seq), leaf: Number(row.leaf) };

export const recordOf = (row: Row): SealedRecord => ({
  id: row.id as RecordId,
  subject: row.subject as SubjectHandle,
  dataClass: Number(row.data_class),
  confidentiality: Number(row.confidentiality),
  dataFrom: Number(row.data_from),
  dataTo: Number(row.data_to),
  retainUntil: Number(row.retain_until),
  commitment: row.commitment as RecordCommitment,
  iv: bytesOf(row.iv),
  ciphertext: bytesOf(row.ciphertext),
  keyId: String(row.key_id),
  wrappedKey: bytesOf(row.wrapped_key),
  place: placeOf(row),
});

const BIGINTS = ["duoObligations"];

export const bodyToJson = (body: unknown): string =>
  JSON.stringify(body, (_, part) => (typeof part === "bigint" ? part.toString() : part));

const bodyOf = (text: string): Pick<Access, "request" | "recordIds" | "asked" | "decision" | "receipt"> => ({
  receipt: undefined,
  asked: undefined,
  ...JSON.parse(text, (name, part) => (BIGINTS.includes(name) ? BigInt(part) : part)),
});

export const accessOf = (row: Row): Access => ({
  id: row.id as Hex,
  ...bodyOf(String(row.body)),
  signature: row.signature as Hex,
  byUser: row.by_user === null ? undefined : (row.by_user as Hex),
  place: placeOf(row),
});

export const anchorIdOf = (row: Row): AnchorId | undefined =>
  row.anchor_id === null ? undefined : (row.anchor_id as AnchorId);
