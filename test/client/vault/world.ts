// A vault over its real store and keys, with a chain that the test holds in its hands.
import { Writable } from "node:stream";
import { Wallet } from "ethers";
import { pino } from "pino";
import { newSubjectHandle, type SubjectHandle } from "../../../client/keys/newSubjectHandle.ts";
import type { ExpectedSource } from "../../../client/receipts/verifyAccounting.ts";
import { createVault } from "../../../client/vault/createVault.ts";
import { AnchorFailedError, DecisionUnavailableError } from "../../../client/vault/errors.ts";
import { localKeyProvider } from "../../../client/vault/keyProvider.ts";
import { signKeyRequest } from "../../../client/vault/keyRequest.ts";
import type { AnchorCall, Decide, RecordLedger, VaultDeps } from "../../../client/vault/ports.ts";
import type { Ask } from "../../../client/vault/releaseRecords.ts";
import type { VaultStore } from "../../../client/vault/store/vaultStore.ts";
import type { RecordId } from "../../../client/vault/vaultTypes.ts";
import { type AccessRequest, NO_RESEARCH } from "../../../standards/accessRequest.ts";
import type { ConsentGrant } from "../../../standards/consent.ts";
import { Confidentiality, DataClass, maskOf, Purpose } from "../../../standards/consentCodes.ts";
import { decide, factsOfLive } from "../../../standards/consentDecision.ts";
import { ConsentState, type ConsentStateCode } from "../../../standards/consentStanding.ts";
import type { Hex } from "../../../standards/hex.ts";
import { generateEncryptionKey } from "../../../standards/hpke.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import type { AnchorId } from "../../../standards/recordCommitment.ts";
import { aTerms, word } from "../../oracle/standards/builders.ts";

export const CHAIN_ID = 31_337;
export const CONTRACTS = {
  ConsentRegistry: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
  RecordRegistry: "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512",
} as const;
export const NOW = 2_000_000_000;

const privateKey = (byte: number) => new Wallet(word(byte));
export const ACTORS = { custodian: privateKey(0x21), clinic: privateKey(0x22), patient: privateKey(0x23) };
const addressOf = (wallet: Wallet) => wallet.address as Hex;
export const CUSTODIAN = addressOf(ACTORS.custodian);

/** Whose accountings the worlds' vaults give. */
export const SOURCE: ExpectedSource = {
  custodian: CUSTODIAN,
  chainId: CHAIN_ID,
  consentRegistry: CONTRACTS.ConsentRegistry,
  recordRegistry: CONTRACTS.RecordRegistry,
};

/** A laboratory result of an invented patient. */
export const anObservation = (value = 6.3): Record<string, unknown> => ({
  resourceType: "Observation",
  status: "final",
  code: { coding: [{ system: "http://loinc.org", code: "4548-4", display: "Hemoglobin A1c" }] },
  subject: { display: "Zdenka Quillfeather" },
  effectiveDateTime: "2026-03-01",
  valueQuantity: { value, unit: "%", system: "http://unitsofmeasure.org", code: "%" },
});

export const FACTS = {
  dataClass: DataClass.LABORATORY,
  confidentiality: Confidentiality.N,
  dataFrom: NOW - 1_000,
  dataTo: NOW - 500,
  retainUntil: 0,
};

export const newRecord = (subject: SubjectHandle, value?: number) => ({
  ...FACTS,
  subject,
  document: anObservation(value),
  version: "R4" as const,
});

export const aGrantFor = (
  subject: SubjectHandle,
  changes: Partial<ConsentGrant["terms"]> = {},
): ConsentGrant => ({
  signer: addressOf(ACTORS.patient),
  terms: aTerms({
    subject,
    custodian: CUSTODIAN,
    grantee: addressOf(ACTORS.clinic),
    purposes: maskOf([Purpose.TREAT]),
    dataClasses: Number(maskOf([DataClass.LABORATORY])),
    maxConfidentiality: Confidentiality.R,
    obligations: 5,
    start: NOW - 100,
    salt: randomWord(),
    ...changes,
  }),
  issuedAt: NOW - 100,
  end: NOW + 10_000,
  deadline: NOW + 100,
});

export const aRequestOf = (changes: Partial<AccessRequest> = {}): AccessRequest => ({
  id: randomWord(),
  actor: addressOf(ACTORS.clinic),
  purpose: Purpose.TREAT,
  dataClass: DataClass.LABORATORY,
  confidentiality: Confidentiality.N,
  dataFrom: 0,
  dataTo: 0,
  jurisdiction: "CH",
  use: NO_RESEARCH,
  ...changes,
});

type FakeAnchor = AnchorCall & { readonly id: AnchorId; readonly erased: Set<number> };

/** A chain in memory: what is anchored and erased, how each block sees a consent, and when it fails. */
export const fakeChain = () => {
  const anchors: FakeAnchor[] = [];
  /** What was sent and not mined, by nonce: the last that is sent with one is the one that counts. */
  const waiting = new Map<number, AnchorCall>();
  const state = {
    latest: ConsentState.Active as ConsentStateCode,
    finalized: ConsentState.Active as ConsentStateCode,
    now: NOW,
    down: false,
    /** Runs before each decision: a test revokes in here. */
    beforeDecision: (_call: number): void => undefined,
    calls: 0,
    /** Transactions of the custodian's account that were mined. */
    mined: 0,
    /** What a process does between its broadcast and the block: it may die. */
    afterBroadcast: (): void => undefined,
    /** Name of the revert that an anchor or an erasure meets. */
    refuses: (_step: "anchor" | "erase", _id: string): string | undefined => undefined,
  };
  const check = () => {
    if (state.down) throw new AnchorFailedError("read", undefined);
  };
  const revertIf = (step: "anchor" | "erase", revert: string | undefined) => {
    if (revert !== undefined) throw new AnchorFailedError(step, revert);
  };
  const isHoldOver = ({ retainUntil }: AnchorCall) => retainUntil !== 0 && retainUntil < state.now;
  /** A block: what waits in the order of its nonces, up to the first gap. */
  const mine = () => {
    for (let call = waiting.get(state.mined); call !== undefined; call = waiting.get(state.mined)) {
      waiting.delete(state.mined++);
      anchors.push({ ...call, id: word(0xa0 + anchors.length) as AnchorId, erased: new Set() });
    }
  };
  const decideHere: Decide = async ({ grant, request }, block) => {
    state.beforeDecision(++state.calls);
    if (state.down) throw new DecisionUnavailableError();
    const facts = factsOfLive(grant, state.now);
    const standing = { ...facts.standing, state: state[block] };
    return { decision: decide(grant, request, { ...facts, standing }), decidedAt: state.now };
  };
  const ledger: RecordLedger = {
    now: async () => state.now,
    count: async () => anchors.length,
    at: async (n) => anchors[n] as (typeof anchors)[number],
    nonces: async () => ({ mined: state.mined, next: state.mined + waiting.size }),
    anchor: async (call, nonce) => {
      check();
      revertIf("anchor", isHoldOver(call) ? "RecordRegistry_RetentionOutOfRange" : undefined);
      revertIf("anchor", state.refuses("anchor", call.root));
      if (nonce < state.mined) throw new AnchorFailedError("anchor", undefined);
      waiting.set(nonce, call);
      state.afterBroadcast();
      mine();
    },
    erase: async (id, index) => {
      check();
      revertIf("erase", state.refuses("erase", id));
      anchors.find((anchor) => anchor.id === id)?.erased.add(index);
    },
  };
  return { anchors, state, decide: decideHere, ledger, mine };
};

/** Everything that is logged, at every level. */
export const capturingLog = () => {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, log: pino({ level: "trace" }, stream) };
};

export const MASTER: Hex = word(0x5c);

/** A patient whom the custodian knows, by the key of the consents of `aGrantFor`. */
export const enrolled = async (
  store: VaultStore,
  subject = newSubjectHandle(),
  lookup: Hex = randomWord(),
): Promise<SubjectHandle> => {
  const handle = await store.subjectFor(lookup, subject);
  await store.bindKey(handle, addressOf(ACTORS.patient), undefined);
  return handle;
};

/** A vault on a store, and what a clinic needs to ask it. */
export const openWorld = async (store: VaultStore, changes: Partial<VaultDeps> = {}) => {
  const chain = fakeChain();
  const captured = capturingLog();
  const deps: VaultDeps = {
    store,
    keys: localKeyProvider(MASTER),
    decide: chain.decide,
    ledger: chain.ledger,
    signer: ACTORS.custodian,
    custodian: CUSTODIAN,
    chainId: CHAIN_ID,
    contracts: CONTRACTS,
    log: captured.log,
    ...changes,
  };
  const encryption = await generateEncryptionKey();
  const ask = async (
    recordIds: readonly RecordId[],
    grant: ConsentGrant,
    request: AccessRequest = aRequestOf(),
    by: Wallet = ACTORS.clinic,
  ): Promise<Ask> => {
    const deadline = (await deps.ledger.now()) + 3_600;
    const asked = { recordIds, request, encryptionKey: encryption.publicKey, deadline };
    const vault = { chainId: CHAIN_ID, recordRegistry: CONTRACTS.RecordRegistry, custodian: CUSTODIAN };
    const signature = await signKeyRequest(by, vault, asked);
    return { ...asked, signature, grant, credentials: [], ancestry: [] };
  };
  const subject = await enrolled(store);
  return { deps, vault: createVault(deps), chain, captured, encryption, ask, subject };
};

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Code of what is thrown. */
export const codeOf = async (action: Promise<unknown>): Promise<string> => {
  try {
    await action;
    return "no error";
  } catch (error) {
    return (error as { code: string }).code;
  }
};
