import path from "node:path";
import type { SubjectHandle } from "../../client/keys/newSubjectHandle.ts";
import { decideOnChain } from "../../client/vault/chain/decideOnChain.ts";
import { recordLedger } from "../../client/vault/chain/recordLedger.ts";
import { createVault, type Vault } from "../../client/vault/createVault.ts";
import { ConsentDeniedError } from "../../client/vault/errors.ts";
import { localKeyProvider } from "../../client/vault/keyProvider.ts";
import { signKeyRequest } from "../../client/vault/keyRequest.ts";
import type { Ask } from "../../client/vault/releaseRecords.ts";
import { openSqlite } from "../../client/vault/store/openSqlite.ts";
import { sqlStore } from "../../client/vault/store/sqlStore.ts";
import type { RecordId } from "../../client/vault/vaultTypes.ts";
import { createLog } from "../../oracle/shared/log.ts";
import type { AccessDecision, TypedDataSigner } from "../../standards/accessDecision.ts";
import { type AccessRequest, NO_RESEARCH, ResearchKind } from "../../standards/accessRequest.ts";
import type { ConsentGrant } from "../../standards/consent.ts";
import { DUO_CODES, findCode } from "../../standards/consentCodeNames.ts";
import { Confidentiality, DataClass, Duo, Purpose } from "../../standards/consentCodes.ts";
import { DENY_REASONS } from "../../standards/consentDecision.ts";
import { researchTrustDomain, type ShownCredential, signCredential } from "../../standards/credentials.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { LocalNetwork } from "../local/network.ts";

const DAY = 86_400;
const DIABETES = "MONDO:0005015";

/** Somebody who asks for records: a key, and no ether. */
export type DataUser = TypedDataSigner & { readonly address: string };

/** A record that lies in the hospital's vault. */
export type KeptRecord = { readonly recordId: RecordId; readonly subject: SubjectHandle };

/** Which vault a data user speaks to. */
export const vaultAddress = ({ chain, addresses, actors }: LocalNetwork) => ({
  chainId: chain.chainId,
  recordRegistry: addresses.RecordRegistry,
  custodian: actors.hospital.address as Hex,
});

/** Whose accounting a patient takes: what it knows of the hospital. */
export const sourceOf = (network: LocalNetwork) => ({
  ...vaultAddress(network),
  consentRegistry: network.addresses.ConsentRegistry,
});

/** The hospital's vault: an embedded database in the run's folder, decisions by the contract. */
export const openVault = ({ chain, contracts, addresses, actors, dir }: LocalNetwork): Vault =>
  createVault({
    store: sqlStore(openSqlite(path.join(dir, "vault.sqlite"))),
    keys: localKeyProvider(randomWord()),
    decide: decideOnChain(contracts, "contract"),
    ledger: recordLedger(contracts, actors.hospital, chain.provider),
    signer: actors.hospital,
    custodian: actors.hospital.address as Hex,
    chainId: chain.chainId,
    contracts: addresses,
    log: createLog("silent", {}),
  });

/** The ethics board says that somebody's study is approved. */
export const approve = async (
  { chain, addresses, actors }: LocalNetwork,
  { address }: DataUser,
): Promise<ShownCredential> => {
  const assertedAt = await chain.now();
  const domain = researchTrustDomain(chain.chainId, addresses.ResearchTrust);
  const statement = { duoCode: Duo.IRB, value: randomWord(), assertedAt, expiresAt: assertedAt + 90 * DAY };
  return signCredential(actors.ethicsBoard, domain, { holder: address as Hex, ...statement });
};

/** What a data user says when it asks for a record. */
export type Wanted = {
  readonly user: DataUser;
  readonly record: KeptRecord;
  readonly grant: ConsentGrant;
  readonly credentials: readonly ShownCredential[];
  readonly encryptionKey: Hex;
  /** Where it is no cohort of people with diabetes, for health research. */
  readonly changes?: Partial<AccessRequest>;
};

/** The use that scenario C-1 is about. */
export const DISEASE_STUDY = { ...NO_RESEARCH, kind: ResearchKind.Disease, disease: DIABETES };

/** Asks in the data user's own name. */
export const askFor = async (network: LocalNetwork, wanted: Wanted): Promise<Ask> => {
  const { user, record, grant, credentials, encryptionKey, changes } = wanted;
  const request: AccessRequest = {
    id: randomWord(),
    actor: user.address as Hex,
    purpose: Purpose.HRESCH,
    dataClass: DataClass.LABORATORY,
    confidentiality: Confidentiality.N,
    dataFrom: 0,
    dataTo: 0,
    jurisdiction: "CH",
    use: DISEASE_STUDY,
    ...changes,
  };
  const deadline = (await network.chain.now()) + DAY / 2;
  const asked = { recordIds: [record.recordId], request, encryptionKey, deadline };
  const signature = await signKeyRequest(user, vaultAddress(network), asked);
  return { ...asked, signature, grant, credentials: [...credentials], ancestry: [] };
};

/** A decision in a word, with the DUO code that decided. */
const wordsOf = ({ permitted, reason, duoCode }: AccessDecision): string => {
  if (permitted) return "permit";
  const duo = duoCode === 0 ? undefined : findCode(DUO_CODES, duoCode)?.name;
  return ["deny:", DENY_REASONS[reason], ...(duo === undefined ? [] : [duo])].join(" ");
};

/** Asks, and tells what the vault wrote down of its decision. */
export const outcomeOf = async (network: LocalNetwork, vault: Vault, wanted: Wanted): Promise<string> => {
  try {
    await vault.release(await askFor(network, wanted));
  } catch (error) {
    if (!(error instanceof ConsentDeniedError)) throw error;
  }
  const written = (await vault.accessesOf(wanted.record.subject)).at(-1);
  if (written === undefined) throw new TypeError("A vault writes every decision down.");
  return wordsOf(written.decision);
};
