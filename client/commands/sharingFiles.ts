// What data user and custodian hand to each other: a signed request for records, a release, a receipt.
import { z } from "zod";
import { accessDecisionShape } from "../../standards/accessDecisionShape.ts";
import type { ConsentGrant } from "../../standards/consent.ts";
import { consentGrantShape } from "../../standards/consentShape.ts";
import type { ConsentId } from "../../standards/hex.ts";
import type { AnchorId, RecordCommitment } from "../../standards/recordCommitment.ts";
import { address, bytes, bytes32, uint } from "../../standards/shapes.ts";
import { receiptShape, requestShape } from "../receipts/accountingShape.ts";
import type { Ask } from "../vault/releaseRecords.ts";
import type { RecordId } from "../vault/vaultTypes.ts";
import { ancestry, credential } from "./check.ts";

const made = { chainId: z.number().int().positive(), registry: address };
const recordId = bytes32.transform((id) => id as RecordId);

/** A request for records, signed by who asks. It holds the consent: for the custodian alone. */
export const askShape = z
  .strictObject({
    kind: z.literal("theriac-key-request/1"),
    ...made,
    custodian: address,
    recordIds: z.array(recordId).min(1),
    request: requestShape,
    encryptionKey: bytes32,
    deadline: uint(40),
    signature: bytes,
    grant: consentGrantShape,
    credentials: z.array(credential),
    ancestry: z.array(ancestry),
  })
  .transform((ask) => ({
    ...ask,
    request: ask.request as Ask["request"],
    grant: ask.grant as ConsentGrant,
  }));

/** The private key that opens one release. */
export const releaseKeyShape = z.strictObject({
  kind: z.literal("theriac-release-key/1"),
  publicKey: bytes32,
  privateKey: bytes32,
});

const sealed = z.strictObject({ encapsulatedKey: bytes, ciphertext: bytes });
const anchored = z.strictObject({
  anchorId: bytes32.transform((id) => id as AnchorId),
  root: bytes32,
  count: uint(24),
  index: uint(24),
  proof: z.array(bytes32).max(24),
});

const released = z
  .strictObject({
    recordId,
    commitment: bytes32.transform((value) => value as RecordCommitment),
    iv: bytes,
    ciphertext: bytes,
    key: sealed,
    proof: anchored.optional(),
  })
  .transform(({ proof, ...record }) => ({ ...record, proof }));

const consentId = bytes32.transform((id) => id as ConsentId);

/** What a custodian lets out: records under keys that the data user alone can open, and the receipt to sign. */
export const releaseShape = z.strictObject({
  kind: z.literal("theriac-release/1"),
  ...made,
  custodian: address,
  accessId: bytes32,
  decision: accessDecisionShape,
  signature: bytes,
  receipt: z.strictObject({ ...receiptShape.shape.receipt.shape, consentId }),
  bySource: bytes,
  records: z.array(released).min(1),
});

/** The data user's signature on a receipt. */
export const acknowledgementShape = z.strictObject({
  kind: z.literal("theriac-acknowledgement/1"),
  ...made,
  accessId: bytes32,
  byUser: bytes,
});
