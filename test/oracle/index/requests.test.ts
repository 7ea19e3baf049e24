import { mkdtempSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { startIndex } from "../../../oracle/startIndex.ts";
import type { PlainNode } from "../../support/plainNode.ts";
import { scratch } from "../node/committee.ts";
import {
  ALICE,
  BOB,
  CONFIG,
  CONTRACTS,
  committee,
  depsFor,
  fulfilled,
  logOf,
  MEMBERS,
  MODEL,
  OUTPUT,
  OUTPUT_HASH,
  opened,
  requestId,
  startNode,
} from "./requestLogs.ts";
import { ADDRESSES } from "./supplyLogs.ts";

describe("an index of all requests", function () {
  this.timeout(30_000);
  const { folder, clean } = scratch();
  const stops: (() => Promise<void>)[] = [];
  let node: PlainNode;
  let get: (route: string) => Promise<{ status: number; body: Record<string, unknown> }>;

  const start = async (contracts: object, into = mkdtempSync(path.join(folder, "index-"))) => {
    const deps = depsFor(node.url, into, contracts);
    const { port } = await startIndex(deps);
    stops.push(() => deps.shutdown.stop("test"));
    const ask = async (route: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${route}`);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    for (let i = 0; i < 200; i++) {
      const { status, body } = await ask("/v1/emergencies");
      if (status === 200 && (body.asOf as { number: number }).number === node.head()) break;
      await sleep(10);
    }
    return { ask, into };
  };

  before(async () => {
    node = await startNode();
    const oracle = (name: string, ...values: unknown[]) => logOf("oracle", name, ...values);
    node.mine([committee(), logOf("operators", "OperatorRegistered", MEMBERS[0], MEMBERS[0], MODEL, 5)]);
    node.mine([opened("pending"), opened("overdue", BOB, 1_600_000_000), opened("quorum", BOB)]);
    node.mine([fulfilled("quorum", 0b0111)]);
    for (const name of ["proposed", "final", "disputed", "upheld", "overturned"]) {
      node.mine([opened(name), oracle("InferenceProposed", requestId(name), CONFIG, 0b1110, 9, OUTPUT)]);
    }
    node.mine([oracle("InferenceFinalised", requestId("final"))]);
    node.mine([oracle("InferenceDisputed", requestId("disputed"))]);
    node.mine([
      oracle("InferenceDisputed", requestId("upheld")),
      logOf("court", "PrivateChallengeOpened", requestId("upheld"), BOB, 1, 9),
      oracle("InferenceUpheld", requestId("upheld")),
    ]);
    node.mine([
      oracle("InferenceOverturned", requestId("overturned"), 1),
      logOf("court", "AnswerChallenged", requestId("overturned"), BOB, 0, 0b1110, true),
      logOf("operators", "Slashed", MEMBERS[1], requestId("overturned"), BOB, 5, 1),
    ]);
    node.mine([opened("refused"), oracle("InferenceRefused", requestId("refused"), 1, CONFIG, 0b1101)]);
    node.mine([opened("expired"), oracle("InferenceExpired", requestId("expired"), BOB, 1, 0)]);
    node.mine([opened("a"), opened("b")]);
    get = (await start(CONTRACTS)).ask;
  });
  after(async () => {
    for (const stop of stops) await stop();
    await node.stop();
    clean();
  });

  const STANDINGS: readonly (readonly [string, string, object])[] = [
    ["pending", "pending", { outputHash: null, overdue: false, requester: ALICE, modelId: MODEL }],
    ["overdue", "pending", { overdue: true, requester: BOB }],
    ["quorum", "fulfilled", { outputHash: OUTPUT_HASH, signerBitmap: 0b0111, configDigest: CONFIG }],
    ["proposed", "proposed", { outputHash: OUTPUT_HASH, signerBitmap: 0b1110 }],
    ["final", "fulfilled", { outputHash: OUTPUT_HASH, challenges: 0 }],
    ["disputed", "challenged", { signerBitmap: 0b1110 }],
    ["upheld", "fulfilled", { challenges: 1 }],
    ["overturned", "overturned", { challenges: 1 }],
    ["refused", "refused", { signerBitmap: 0b1101, outputHash: null }],
    ["expired", "expired", { signerBitmap: null }],
  ];
  for (const [name, status, facts] of STANDINGS) {
    it(`tells how a request stands: ${name}`, async () => {
      const { body } = await get(`/v1/requests/${requestId(name)}`);
      expect(body).to.include({ id: requestId(name), status, ...facts });
      expect((body.events as { name: string }[])[0]?.name).to.equal("InferenceRequested");
    });
  }

  it("lists requests by requester, model and status, page after page, each once", async () => {
    const list = async (query: string) => {
      const ids: string[] = [];
      for (let cursor = ""; ; ) {
        const { status, body } = await get(`/v1/requests?limit=2${query}${cursor}`);
        expect(status).to.equal(200);
        ids.push(...(body.requests as { id: string }[]).map(({ id }) => id));
        if (body.next === null) return ids;
        cursor = `&cursor=${body.next}`;
      }
    };
    const names = (...all: string[]) => all.map(requestId);
    expect(await list("")).to.have.length(12);
    expect(new Set(await list("")).size).to.equal(12);
    expect(await list(`&requester=${BOB}`)).to.deep.equal(names("overdue", "quorum"));
    expect(await list("&status=fulfilled")).to.deep.equal(names("quorum", "final", "upheld"));
    expect(await list(`&model=${MODEL}&requester=${BOB}&status=pending`)).to.deep.equal(names("overdue"));
    expect(await list(`&model=${CONFIG}`)).to.deep.equal([]);
  });

  it("tells what an operator's committee answered, whether it signed, and that it was slashed", async () => {
    const { body } = await get(`/v1/operators/${MEMBERS[0]}`);
    expect(body.committees).to.deep.equal([{ configDigest: CONFIG, position: 0, since: 1_700_000_001 }]);
    const answers = body.answers as { requests: string[]; signed: boolean }[];
    expect(answers).to.have.length(7);
    expect(answers.filter(({ signed }) => signed).map(({ requests }) => requests)).to.deep.equal([
      [requestId("quorum")],
      [requestId("refused")],
    ]);
    expect(body.slashed).to.equal(0);
    expect((await get(`/v1/operators/${MEMBERS[1]}`)).body.slashed).to.equal(1);
    expect((await get(`/v1/operators/${BOB}`)).status).to.equal(404);
  });

  const REFUSED: readonly (readonly [string, number])[] = [
    ["/v1/requests?status=lost", 400],
    ["/v1/requests?requester=0x12", 400],
    ["/v1/requests/0x12", 400],
    [`/v1/requests/${requestId("nobody's")}`, 404],
    ["/v1/operators/0x12", 400],
  ];
  for (const [route, status] of REFUSED) {
    it(`refuses ${route.slice(0, 32)} with ${status}`, async () => {
      expect((await get(route)).status).to.equal(status);
    });
  }

  it("keeps nothing of them unless it is told of the court, and forgets them when it no longer is", async () => {
    const { ask, into } = await start(CONTRACTS);
    expect((await ask("/v1/requests")).status).to.equal(200);
    await stops.pop()?.();
    const { ask: again } = await start(ADDRESSES, into);
    expect(await again("/v1/requests")).to.deep.include({ status: 404 });
    await stops.pop()?.();
    const deps = depsFor(node.url, into, ADDRESSES);
    const { openIndex } = await import("../../../oracle/openIndex.ts");
    const store = openIndex(deps.config, deps.config.store.path);
    expect(store.eventsOfKind("request", { after: undefined, limit: 9 }).items).to.deep.equal([]);
    store.close();
  });
});
