import path from "node:path";
import { expect } from "chai";
import { id as hashOf } from "ethers";
import { listEmergencies } from "../../../client/history/listEmergencies.ts";
import { listEvents } from "../../../client/history/listEvents.ts";
import { listSignerConsents } from "../../../client/history/listSignerConsents.ts";
import { readConsentHistory } from "../../../client/history/readConsentHistory.ts";
import type { ConsentHistory } from "../../../client/history/shapes.ts";
import { verifyEvents } from "../../../client/history/verifyEvents.ts";
import { verifyHistory } from "../../../client/history/verifyHistory.ts";
import type { RunningServer } from "../../../oracle/server/startServer.ts";
import { ConsentState } from "../../../standards/consentStanding.ts";
import type { ConsentId, Hex } from "../../../standards/hex.ts";
import { scratch } from "../node/committee.ts";
import { word } from "../standards/builders.ts";
import { REFUSED, serveIndex } from "./door.ts";
import {
  byCaller,
  giveConsent,
  type Index,
  openIndex,
  randomHex,
  revoke,
  startWorld,
  type World,
} from "./world.ts";

const CLINICIAN = 1;

describe("an index of consent events", function () {
  this.timeout(60_000);
  const { folder, clean } = scratch();
  let world: World;
  let index: Index;
  let server: RunningServer;
  let connection: { url: string };
  let file = 0;
  let healthy = true;

  before(async () => {
    world = await startWorld();
  });
  after(async () => {
    await world.stop();
    clean();
  });
  beforeEach(async () => {
    index = openIndex(world, path.join(folder, `${file++}.sqlite`));
    server = await serveIndex(index, () => healthy);
    connection = { url: `http://127.0.0.1:${server.port}` };
  });
  afterEach(async () => {
    await server.stop();
    index.store.close();
  });

  const verify = (history: ConsentHistory) =>
    verifyHistory({ provider: world.provider, consents: world.deployment.indexed.consent }, history);
  const read = async (id: ConsentId) => {
    await index.follow();
    return readConsentHistory(connection, id);
  };
  const codeOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => "none",
      (error) => error.code,
    );
  const namesOf = ({ events }: Pick<ConsentHistory, "events">) => events.map(({ name }) => name);

  it("tells a consent's whole history, which adds up to what the chain says at every step", async () => {
    const { states, patient } = world;
    const consent = await giveConsent(world);
    const steps: [string, () => Promise<unknown>, number][] = [
      ["ConsentGranted", async () => undefined, ConsentState.Active],
      [
        "ConsentSuspended",
        async () => (await states.suspend(consent, await byCaller(patient))).wait(),
        ConsentState.SuspendedByPatient,
      ],
      [
        "ConsentResumed",
        async () => (await states.resume(consent, await byCaller(patient))).wait(),
        ConsentState.Active,
      ],
      ["ConsentRevoked", () => revoke(world, consent), ConsentState.Revoked],
      [
        "ConsentErased",
        async () => (await states.erase(consent, await byCaller(patient))).wait(),
        ConsentState.Erased,
      ],
    ];
    for (const [i, [, act, state]] of steps.entries()) {
      await act();
      const history = await read(consent);
      expect(history.state).to.equal(state);
      expect(namesOf(history)).to.deep.equal(steps.slice(0, i + 1).map(([name]) => name));
      expect(await verify(history)).to.include({ state });
    }
  });

  it("catches an index that hides a revocation, forges, alters, repeats or reorders events", async () => {
    const consent = await giveConsent(world);
    const other = await giveConsent(world);
    await revoke(world, consent);
    const history = await read(consent);
    const otherEvents = (await read(other)).events;
    const [granted, revoked] = history.events as [(typeof history.events)[0], (typeof history.events)[0]];
    const told = (events: typeof history.events) => codeOf(verify({ ...history, events }));
    expect(await told([granted, revoked])).to.equal("none");
    expect(await told([granted])).to.equal("HISTORY_INCOMPLETE");
    expect(await told([])).to.equal("HISTORY_INCOMPLETE");
    for (const events of [
      [{ ...granted, transactionHash: word(9) }, revoked],
      [{ ...granted, data: "0x01" as Hex }, revoked],
      [{ ...granted, topics: [granted.topics[0] as Hex, other] }, revoked],
      [{ ...granted, blockHash: word(9) }, revoked],
      [{ ...granted, address: word(9).slice(0, 42) as Hex }, revoked],
      [{ ...granted, logIndex: 7 }, revoked],
      [granted, { ...revoked, timestamp: 1 }],
      [granted, granted, revoked],
      [revoked, granted],
      [...otherEvents, revoked],
    ]) {
      expect(await told(events)).to.equal("EVENT_NOT_ON_CHAIN");
    }
  });

  it("catches an index that hides a revocation of everything, and says when it is only behind", async () => {
    const consent = await giveConsent(world);
    const before = await read(consent);
    await (await world.deployment.consent.connect(world.patient).revokeAll()).wait();
    expect(await codeOf(verify(before))).to.equal("HISTORY_STALE");
    const history = await read(consent);
    expect(history).to.include({ state: ConsentState.Active, revokedByEpoch: true });
    expect(namesOf(history)).to.include("AllConsentsRevoked");
    expect(await verify(history)).to.include({ revokedByEpoch: true });
    const events = history.events.filter(({ name }) => name !== "AllConsentsRevoked");
    expect(await codeOf(verify({ ...history, events }))).to.equal("HISTORY_INCOMPLETE");
  });

  it("tells of emergencies, policies and anchors, each event as the chain has it", async () => {
    const { emergencies, records, custodians, deployment, chain } = world;
    const until = (await chain.now()) + 100_000;
    await (await custodians.appoint(await chain.provider.getSigner(5), CLINICIAN, 1, until)).wait();
    const tag = randomHex();
    const clinician = emergencies.connect(await chain.provider.getSigner(5));
    await (await clinician.open(tag, 2, 2, 0, word(8))).wait();
    await (await clinician.close(tag)).wait();
    const anchor = await records.anchorRecords.staticCall(word(7), 2, 0);
    await (await records.anchorRecords(word(7), 2, 0)).wait();
    await (await records.erase(anchor, 1)).wait();
    await index.follow();
    const lists: [string[], Promise<ConsentHistory["events"]>, Hex][] = [
      [
        ["EmergencyOpened", "EmergencyClosed"],
        listEmergencies(connection, [tag as Hex]) as never,
        deployment.indexed.emergencies,
      ],
      [
        ["RecordsAnchored", "RecordErased"],
        listEvents(connection, { anchor: anchor as Hex }) as never,
        deployment.indexed.records,
      ],
      [
        ["PolicyPublished"],
        listEvents(connection, { policy: deployment.policy.policy }) as never,
        deployment.indexed.policies,
      ],
    ];
    for (const [names, listed, contract] of lists) {
      const events = await listed;
      expect(events.map(({ name }) => name)).to.deep.equal(names);
      await verifyEvents(world.provider, [contract], events);
    }
    expect((await listEmergencies(connection)).length).to.be.at.least(2);
    expect(await listEmergencies(connection, [randomHex()])).to.deep.equal([]);
  });

  it("loses and repeats nothing over reorganisations", async () => {
    const kept = await giveConsent(world);
    await index.follow();
    const snapshot = await world.chain.provider.send("evm_snapshot", []);
    const lost = await giveConsent(world);
    await revoke(world, kept);
    await index.follow();
    expect((await readConsentHistory(connection, kept)).state).to.equal(ConsentState.Revoked);
    await world.chain.provider.send("evm_revert", [snapshot]);
    await world.chain.provider.send("evm_increaseTime", [60]);
    const other = await giveConsent(world);
    await world.chain.provider.send("hardhat_mine", ["0x5"]);
    const history = await read(kept);
    expect(namesOf(history).filter((name) => name !== "AllConsentsRevoked")).to.deep.equal([
      "ConsentGranted",
    ]);
    expect(history.state).to.equal(ConsentState.Active);
    await verify(history);
    expect(await codeOf(readConsentHistory(connection, lost))).to.equal("INDEX_REFUSED");
    await verify(await read(other));
    await index.follow();
    expect(
      index.store.events([{ kind: "consent", key: other }], { after: undefined, limit: 9 }).items.length,
    ).to.equal(1);
  });

  for (const [route, status, error] of REFUSED) {
    it(`refuses ${route.slice(0, 40)} with ${error}`, async () => {
      await index.follow();
      const response = await fetch(`${connection.url}${route}`);
      expect(response.status).to.equal(status);
      expect(await response.json()).to.include({ error });
    });
  }

  it("answers nothing before its first pass, no other method, and tells its health and metrics", async () => {
    const early = await fetch(`${connection.url}/v1/consents/${hashOf("x")}`);
    expect([early.status, await early.json()]).to.deep.equal([503, { error: "NOT_INDEXED_YET" }]);
    expect((await fetch(`${connection.url}/v1/emergencies`, { method: "POST" })).status).to.equal(405);
    expect((await fetch(`${connection.url}/health`)).status).to.equal(200);
    healthy = false;
    expect((await fetch(`${connection.url}/health`)).status).to.equal(503);
    expect(await (await fetch(`${connection.url}/metrics`)).text()).to.contain("theriac_index_head_block");
  });

  // Last: it mines many blocks, which the index of each later case would have to read.
  it("lists the consents under one key, page after page, and forgets whose an erased one was", async () => {
    const ids = [await giveConsent(world), await giveConsent(world), await giveConsent(world)];
    await index.follow();
    const signer = (await world.patient.getAddress()) as Hex;
    const all = (await listSignerConsents(connection, signer)).map(({ id }) => id);
    expect(all.slice(-3)).to.deep.equal(ids);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const url = `${connection.url}/v1/signers/${signer}/consents?limit=2${query}`;
      const page = (await (await fetch(url)).json()) as { consents: { id: string }[]; next: string | null };
      expect(page.consents.length).to.be.at.most(2);
      seen.push(...page.consents.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).to.deep.equal(all);
    const [first] = ids as [ConsentId];
    await revoke(world, first);
    await (await world.states.erase(first, await byCaller(world.patient))).wait();
    await index.follow();
    expect((await listSignerConsents(connection, signer)).map(({ id }) => id)).not.to.include(first);
    await world.chain.provider.send("hardhat_mine", ["0x500"]);
    await index.follow(400);
    expect(index.store.grant(first)).to.equal(undefined);
    expect(await verify(await read(first))).to.include({ state: ConsentState.Erased });
  });
});
