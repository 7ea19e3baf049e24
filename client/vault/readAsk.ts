import { z } from "zod";
import type { Hex } from "../../standards/hex.ts";
import { bytes, bytes32, uint } from "../../standards/shapes.ts";
import type { AccessQuestion } from "../consent/accessQuestion.ts";
import { questionFields } from "../consent/questionShape.ts";
import {
  BadRecordListError,
  DecisionUnavailableError,
  KeyRequestDeadlineError,
  MalformedAskError,
  NotTheActorError,
  RequestUsedError,
} from "./errors.ts";
import { isSignedByActor, type KeyRequest, MOST_SECONDS_AHEAD } from "./keyRequest.ts";
import type { VaultDeps } from "./ports.ts";
import { checkEncryptionKey } from "./sealRecord.ts";
import type { RecordId } from "./vaultTypes.ts";

export type Ask = AccessQuestion &
  KeyRequest & {
    /** Of signKeyRequest. */
    readonly signature: Hex;
  };

const MOST_RECORDS = 256;
/** "0x" and 65 bytes. */
const MAX_SIGNATURE = 2 + 2 * 65;

const shape = z.strictObject({
  ...questionFields,
  recordIds: z.array(bytes32.transform((id) => id as RecordId)),
  encryptionKey: bytes32,
  deadline: uint(40),
  signature: z.string().max(MAX_SIGNATURE).pipe(bytes),
});

/**
 * What a data user asks, in the one spelling that the rules are made for, signed by its actor, in time and for the first
 * time. Nothing of an ask that is refused here is written down.
 */
export const readAsk = async (deps: VaultDeps, given: Ask): Promise<Ask> => {
  const ask = parseAsk(given);
  const { chainId, contracts, custodian, ledger, store } = deps;
  const vault = { chainId, recordRegistry: contracts.RecordRegistry, custodian };
  if (!isSignedByActor(vault, ask, ask.signature)) throw new NotTheActorError();
  const now = await ledger.now().catch(() => {
    throw new DecisionUnavailableError();
  });
  if (ask.deadline < now || ask.deadline > now + MOST_SECONDS_AHEAD) {
    throw new KeyRequestDeadlineError(ask.deadline, now);
  }
  if (await store.isUsed(ask.request)) throw new RequestUsedError();
  await checkEncryptionKey(ask.encryptionKey);
  return ask;
};

const parseAsk = (given: Ask): Ask => {
  const count = Array.isArray(given?.recordIds) ? given.recordIds.length : 0;
  if (count === 0 || count > MOST_RECORDS) throw new BadRecordListError(count, MOST_RECORDS);
  const parsed = shape.safeParse(given);
  if (!parsed.success) throw new MalformedAskError(parsed.error.issues[0]?.path.join(".") ?? "");
  const ask = parsed.data;
  if (new Set(ask.recordIds).size !== count) throw new BadRecordListError(count, MOST_RECORDS);
  return ask;
};
