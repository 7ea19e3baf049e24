import { z } from "zod";
import type { ConsentStateCode } from "../../standards/consentStanding.ts";
import type { ConsentId, RequestId } from "../../standards/hex.ts";
import { address, bytes, bytes32 } from "../../standards/shapes.ts";

const whole = z.number().int().min(0);
const looseAddress = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((value) => value.toLowerCase())
  .pipe(address);

/** An event just as the chain holds it. Its name is a hint: what counts is in topics and data. */
export const eventShape = z.object({
  blockNumber: whole,
  blockHash: bytes32,
  timestamp: whole,
  transactionHash: bytes32,
  logIndex: whole,
  address: looseAddress,
  name: z.string(),
  topics: z.array(bytes32).max(4),
  data: bytes,
});
export type HistoryEvent = z.infer<typeof eventShape>;

/** Complete up to this block. */
const asOf = z.object({ number: whole, hash: bytes32, timestamp: whole });

const page = { asOf, next: z.string().nullable() };

const standing = {
  state: whole.max(6).transform((state) => state as ConsentStateCode),
  revokedByEpoch: z.boolean(),
  grant: z.object({ signer: looseAddress, issuedAt: whole, end: whole }).nullable(),
};

const consentId = bytes32.transform((id) => id as ConsentId);

export const eventPage = z.object({ ...page, events: z.array(eventShape) });
export const consentPage = z.object({ ...page, id: consentId, ...standing, events: z.array(eventShape) });
export const consentListPage = z.object({
  ...page,
  consents: z.array(z.object({ id: consentId, blockNumber: whole, ...standing })),
});
export const requestPage = z.object({
  ...page,
  requests: z.array(
    z.object({ id: bytes32.transform((id) => id as RequestId), events: z.array(eventShape) }),
  ),
});

export type ConsentHistory = Omit<z.infer<typeof consentPage>, "next">;
export type ListedConsent = z.infer<typeof consentListPage>["consents"][number];
export type ListedRequest = z.infer<typeof requestPage>["requests"][number];
