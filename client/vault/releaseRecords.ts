import { getBytes, hexlify } from "ethers";
import {
  type AccessDecision,
  type AccessReceipt,
  accessDecisionOf,
  decisionHash,
  signDecision,
  signReceipt,
} from "../../standards/accessDecision.ts";
import { consentId, consentRegistryDomain } from "../../standards/consent.ts";
import type { Decision } from "../../standards/consentDecision.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Sealed } from "../../standards/hpke.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { RecordCommitment } from "../../standards/recordCommitment.ts";
import type { SubjectHandle } from "../keys/newSubjectHandle.ts";
import { askedFor } from "./askedFor.ts";
import { coverRecords } from "./coverRecords.ts";
import { ConsentDeniedError, RequestUsedError } from "./errors.ts";
import type { VaultDeps } from "./ports.ts";
import { type AnchorProof, proofAt } from "./proofOf.ts";
import { type Ask, readAsk } from "./readAsk.ts";
import { sealKeyTo } from "./sealRecord.ts";
import type { SealedRecord } from "./vaultTypes.ts";

export type { Ask };

export type ReleasedRecord = {
  readonly recordId: Hex;
  readonly commitment: RecordCommitment;
  readonly iv: Hex;
  readonly ciphertext: Hex;
  /** The record's key, wrapped to the data user. */
  readonly key: Sealed;
  /** Where the commitment stands on chain; undefined before it is anchored. */
  readonly proof: AnchorProof | undefined;
};

/** What a data user gets: the decision with its obligations, the receipt to sign, the records. */
export type Release = {
  readonly accessId: Hex;
  readonly decision: AccessDecision;
  readonly signature: Hex;
  readonly receipt: AccessReceipt;
  readonly bySource: Hex;
  readonly records: readonly ReleasedRecord[];
};

/**
 * Releases records to whom a consent permits it at the finalised and at the newest block; the newest is asked again after
 * all else is ready. The signed decision is on disk before anything leaves; a deny throws `CONSENT_DENIED`.
 */
export const releaseRecords = async (deps: VaultDeps, given: Ask): Promise<Release> => {
  const ask = await readAsk(deps, given);
  const held = await deps.store.records(ask.recordIds);
  const first = await decideOver(deps, ask, held, ["finalized", "latest"]);
  if (!first.decision.permitted) return refuse(deps, ask, held, first);

  const accessId = randomWord();
  const records = await Promise.all(held.map((record) => sealFor(deps, ask, accessId, record)));
  const last = await decideOver(deps, ask, held, ["latest"]);
  if (!last.decision.permitted) return refuse(deps, ask, held, last);

  const signed = await signPermit(deps, ask, last);
  const subjects = held.map(({ subject }) => subject);
  const { receipt, bySource, ...decided } = signed;
  const written = await deps.store.recordAccess(
    {
      id: accessId,
      request: ask.request,
      recordIds: ask.recordIds,
      asked: askedFor(ask),
      ...decided,
      receipt: { receipt, bySource },
    },
    subjects,
  );
  // Erased while this went on.
  if (written === "gone") return refuse(deps, ask, held, { ...last, decision: NO_CONSENT });
  if (written === "used") throw new RequestUsedError();
  deps.log.info({ msg: "Access permitted", accessId, records: records.length });
  return { accessId, ...signed, records };
};

type Verdict = { readonly decision: Decision; readonly decidedAt: number };

const NO_CONSENT: Decision = { permitted: false, reason: "NO_CONSENT", policyChanged: false };

/** The first deny of the blocks asked, else what the records themselves say. */
const decideOver = async (
  { decide, custodian, store }: VaultDeps,
  { grant, request, credentials, ancestry, recordIds }: Ask,
  held: readonly SealedRecord[],
  blocks: readonly ("latest" | "finalized")[],
): Promise<Verdict> => {
  const question = { grant, request, credentials, ancestry };
  const verdicts = await Promise.all(blocks.map((block) => decide(question, block)));
  const newest = verdicts.at(-1) as Verdict;
  const denied = verdicts.find(({ decision }) => !decision.permitted);
  if (denied !== undefined) return { decision: denied.decision, decidedAt: newest.decidedAt };
  const keys = await store.keysOf(grant.terms.subject as SubjectHandle);
  const reason = coverRecords({ custodian, keys, grant, request, asked: recordIds.length, held });
  if (reason === undefined) return newest;
  return { decision: { permitted: false, reason, policyChanged: false }, decidedAt: newest.decidedAt };
};

const sealFor = async (
  { store, keys }: VaultDeps,
  { encryptionKey }: Ask,
  accessId: Hex,
  record: SealedRecord,
): Promise<ReleasedRecord> => {
  const key = await keys.unwrap(record.wrappedKey, getBytes(record.id));
  const sealed = await sealKeyTo(encryptionKey, key, accessId, record.id).finally(() => key.fill(0));
  return {
    recordId: record.id,
    commitment: record.commitment,
    iv: hexlify(record.iv) as Hex,
    ciphertext: hexlify(record.ciphertext) as Hex,
    key: sealed,
    proof: await proofAt(store, record.place),
  };
};

const signVerdict = async ({ signer, chainId, contracts }: VaultDeps, ask: Ask, verdict: Verdict) => {
  const domain = consentRegistryDomain(chainId, contracts.ConsentRegistry);
  const decision = accessDecisionOf(consentId(ask.grant), ask.request, verdict.decision, verdict.decidedAt);
  return { domain, decision, signature: await signDecision(signer, domain, decision) };
};

const signPermit = async (deps: VaultDeps, ask: Ask, verdict: Verdict) => {
  const { domain, decision, signature } = await signVerdict(deps, ask, verdict);
  const receipt: AccessReceipt = {
    consentId: decision.consentId,
    decisionHash: decisionHash(decision),
    requestHash: decision.requestHash,
    permitted: true,
    recordCount: ask.recordIds.length,
    time: decision.decidedAt,
    salt: randomWord(),
  };
  return { decision, signature, receipt, bySource: await signReceipt(deps.signer, domain, receipt) };
};

/** Writes a deny down, for every patient whose records were asked for, and throws it. */
const refuse = async (
  deps: VaultDeps,
  ask: Ask,
  held: readonly SealedRecord[],
  verdict: Verdict,
): Promise<never> => {
  if (verdict.decision.permitted) throw new TypeError("Only a deny is refused.");
  const { decision, signature } = await signVerdict(deps, ask, verdict);
  const { request, recordIds } = ask;
  const accessId = randomWord();
  const written = await deps.store.recordAccess(
    { id: accessId, request, recordIds, asked: askedFor(ask), decision, signature, receipt: undefined },
    held.map(({ subject }) => subject),
  );
  if (written === "used") throw new RequestUsedError();
  const { reason } = verdict.decision;
  deps.log.info({ msg: "Access denied", accessId, reason });
  throw new ConsentDeniedError(reason);
};
