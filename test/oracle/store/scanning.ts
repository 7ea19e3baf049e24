import type { NewDuty } from "../../../oracle/domain/duty.ts";
import type { BlockRef } from "../../../oracle/domain/ports.ts";
import type { RequestId } from "../../../standards/hex.ts";
import { RequestStatus } from "../../../standards/inference.ts";
import { aRequest, CLINIC, word } from "../standards/builders.ts";
import { requestOf } from "./identity.ts";

export const block = (number: number): BlockRef => ({ number, hash: word(number) });
export const aDuty = (n: number, blockNumber = 1): NewDuty => ({
  id: requestOf(n) as RequestId,
  requester: CLINIC,
  request: aRequest({ nonce: 2n ** 200n }),
  blockNumber,
  openedAt: 100,
  seenAt: 1_000 + n,
});
export const scan = (
  to: number,
  duties: NewDuty[] = [],
  settled: NewDuty[] = [],
  outcome: number = RequestStatus.Fulfilled,
) => ({
  to: block(to),
  opened: duties,
  proposed: [],
  settled: settled.map(({ id }) => ({ id, outcome, blockNumber: to })),
});
export const id = requestOf(1) as RequestId;
