import type { IncomingMessage } from "node:http";
import path from "node:path";
import { expect } from "chai";
import { Interface, type InterfaceAbi } from "ethers";
import { listConsentRequests } from "../../../client/history/listConsentRequests.ts";
import { decodeConsentEvent } from "../../../oracle/chain/indexEvents.ts";
import { decodeProvenance } from "../../../oracle/chain/provenanceEvents.ts";
import type { IndexedEvent, IndexedGrant, IndexKey, IndexStore } from "../../../oracle/domain/indexed.ts";
import { dispatchIndex } from "../../../oracle/server/indexRoutes.ts";
import { openIndexStore } from "../../../oracle/store/openIndexStore.ts";
import { ConsentState } from "../../../standards/consentStanding.ts";
import type { ConsentId, Hex } from "../../../standards/hex.ts";
import { IConsentRegistry__factory } from "../../../types/factories/contracts/interfaces/IConsentRegistry__factory.ts";
import { IConsentStates__factory } from "../../../types/factories/contracts/interfaces/IConsentStates__factory.ts";
import { scratch } from "../node/committee.ts";
import { HOSPITAL, PATIENT } from "../standards/builders.ts";
import { IDENTITY } from "../store/identity.ts";
import { serveIndex } from "./door.ts";

const SIGNER_EVENTS = 1_200;
const CONSENTS = 60;
const REQUESTS = 700;
const SIGNER = PATIENT.toLowerCase() as Hex;

const abi: InterfaceAbi = [...IConsentRegistry__factory.abi, ...IConsentStates__factory.abi];
const registry = new Interface(abi);
const wordOf = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;
const idOf = (n: number) => wordOf(1_000_000 + n) as ConsentId;

type Told = Pick<IndexedEvent, "name" | "keys"> & { readonly values?: readonly unknown[] };

const toEvent = ({ name, keys, values }: Told, logIndex: number): IndexedEvent => {
  const log =
    values === undefined ? { topics: [wordOf(9)], data: "0x" } : registry.encodeEventLog(name, values);
  return {
    blockNumber: 1,
    logIndex,
    blockHash: wordOf(1),
    timestamp: 1,
    transactionHash: wordOf(2),
    address: HOSPITAL,
    name,
    keys,
    topics: log.topics as Hex[],
    data: log.data as Hex,
  };
};

const ofSigner: readonly IndexKey[] = [{ kind: "signer", key: SIGNER }];
const ofConsent = (n: number): readonly IndexKey[] => [{ kind: "consent", key: idOf(n) }];
const delegates: Told[] = Array.from({ length: SIGNER_EVENTS }, () => ({
  name: "DelegateDismissed",
  keys: ofSigner,
}));
const granted: Told[] = Array.from({ length: CONSENTS }, (_, n) => ({
  name: "ConsentGranted",
  keys: ofConsent(n),
  values: [idOf(n)],
}));
const requests: Told[] = Array.from({ length: REQUESTS }, (_, n) => ({
  name: "InferenceRequested",
  keys: [...ofConsent(0), { kind: "request", key: wordOf(n) }],
}));
const EVENTS: readonly Told[] = [
  ...delegates,
  ...granted,
  ...requests,
  { name: "InferenceFulfilled", keys: [{ kind: "request", key: wordOf(1) }] },
  { name: "ConsentSuspended", keys: ofConsent(1), values: [idOf(1), false] },
  { name: "AllConsentsRevoked", keys: ofSigner, values: [PATIENT, 10] },
  { name: "ConsentSuperseded", keys: [...ofConsent(2), ...ofConsent(3)], values: [idOf(2), idOf(3)] },
];

describe("the work that an index does for an answer", () => {
  const { folder, clean } = scratch();
  let store: IndexStore;
  before(() => {
    store = openIndexStore(path.join(folder, "work.sqlite"), IDENTITY);
    const grants = granted.map(
      (_, n): IndexedGrant => ({
        id: idOf(n),
        signer: SIGNER,
        issuedAt: n,
        end: 1_000,
        blockNumber: 1,
        logIndex: SIGNER_EVENTS + n,
      }),
    );
    store.record({ to: { number: 1, hash: wordOf(1), timestamp: 1 }, events: EVENTS.map(toEvent), grants });
  });
  after(() => {
    store.close();
    clean();
  });

  /** Asks, and counts the questions to the store and the events that were decoded. */
  const ask = async (url: string) => {
    const work = { questions: 0, decoded: 0 };
    const counted = new Proxy(store, {
      get: (target, name: keyof IndexStore) => {
        work.questions += 1;
        return target[name];
      },
    });
    const deps = {
      store: counted,
      decode: (event: Parameters<typeof decodeConsentEvent>[0]) => {
        work.decoded += 1;
        return decodeConsentEvent(event);
      },
      decodeProvenance,
      health: () => ({ ok: true, problems: [] }),
      metrics: async () => "",
      count: () => undefined,
    };
    const { body } = await dispatchIndex(deps, { method: "GET", url } as IncomingMessage);
    return { ...work, answer: JSON.parse(String(body)) };
  };

  it("is one question for each consent listed, however much ever happened to its signer's key", async () => {
    const { questions, decoded, answer } = await ask(`/v1/signers/${SIGNER}/consents?limit=500`);
    expect(answer.consents).to.have.length(CONSENTS);
    expect(questions).to.be.at.most(CONSENTS + 3);
    expect(decoded).to.be.at.most(CONSENTS + 4);
    const told = answer.consents.map((one: { state: number; revokedByEpoch: boolean }) => [
      one.state,
      one.revokedByEpoch,
    ]);
    expect(told.slice(0, 4)).to.deep.equal([
      [ConsentState.Active, true],
      [ConsentState.SuspendedByPatient, true],
      [ConsentState.Superseded, true],
      [ConsentState.Active, true],
    ]);
    expect(told[10]).to.deep.equal([ConsentState.Active, true]);
    expect(told[11]).to.deep.equal([ConsentState.Active, false]);
  });

  it("is the same for one consent: only what changes its state is decoded", async () => {
    const { decoded, answer } = await ask(`/v1/consents/${idOf(0)}?limit=2`);
    expect(answer).to.include({ state: ConsentState.Active, revokedByEpoch: true });
    expect(decoded).to.be.at.most(2);
  });

  it("ends in a list of all requests that name a consent, page after page, each with its events", async () => {
    const server = await serveIndex({ store }, () => true);
    try {
      const index = { url: `http://127.0.0.1:${server.port}` };
      const listed = await listConsentRequests(index, idOf(0));
      expect(listed.map(({ id }) => id)).to.deep.equal(requests.map((_, n) => wordOf(n)));
      const names = listed.slice(0, 3).map(({ events }) => events.map(({ name }) => name));
      expect(names).to.deep.equal([
        ["InferenceRequested"],
        ["InferenceRequested", "InferenceFulfilled"],
        ["InferenceRequested"],
      ]);
      expect(await listConsentRequests(index, idOf(1))).to.deep.equal([]);
    } finally {
      await server.stop();
    }
  });

  it("is paged over several keys in the chain's order, each event once", () => {
    const keys = [...ofConsent(2), ...ofConsent(3), ...ofSigner];
    const seen: number[] = [];
    let after: { blockNumber: number; logIndex: number } | undefined;
    do {
      const page = store.events(keys, { after, limit: 7 });
      seen.push(...page.items.map(({ logIndex }) => logIndex));
      after = page.next;
    } while (after !== undefined);
    const expected = EVENTS.flatMap((event, i) =>
      event.keys.some(({ key }) => keys.some((asked) => asked.key === key)) ? [i] : [],
    );
    expect(seen).to.deep.equal(expected);
  });
});
