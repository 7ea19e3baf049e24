import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { createPasses } from "../../../oracle/chain/listen.ts";
import { PROVENANCE } from "../../../oracle/chain/provenanceEvents.ts";
import { indexScanner, openIndex, openIndexChain } from "../../../oracle/openIndex.ts";
import { rebuildIndex } from "../../../oracle/rebuildIndex.ts";
import { createIndexMetrics } from "../../../oracle/shared/indexMetrics.ts";
import { loadSqlite } from "../../../oracle/shared/sqlite.ts";
import { createVitals } from "../../../oracle/shared/vitals.ts";
import type { IndexDeps } from "../../../oracle/startIndex.ts";
import type { Hex } from "../../../standards/hex.ts";
import { IConsentRegistry__factory } from "../../../types/factories/contracts/interfaces/IConsentRegistry__factory.ts";
import type { PlainLog, PlainNode } from "../../support/plainNode.ts";
import { scratch } from "../node/committee.ts";
import { CONTRACTS, committee, depsFor, fulfilled, opened, requestId, startNode } from "./requestLogs.ts";
import { TO_WHOLESALER } from "./supplyLogs.ts";

const TABLES = ["identity", "indexed", "cursor", "as_of", "journal"];
const OF_EVENTS = ["events", "event_keys", "grants", "unit_runs"];

/** Every row of every table of an index, in a fixed order. */
const rowsOf = (file: string) => {
  const db = new (loadSqlite().DatabaseSync)(file);
  const all = [...TABLES, ...OF_EVENTS].map((table) => {
    const rows = db.prepare(`SELECT * FROM ${table}`).all();
    return [table, rows.map((row) => JSON.stringify(row)).sort()] as const;
  });
  db.close();
  return Object.fromEntries(all);
};

const consent = (n: number): PlainLog => {
  const abi = IConsentRegistry__factory.createInterface();
  const event = abi.getEvent("ConsentGranted");
  const values = event.inputs.map(({ type }) =>
    type === "bytes32" ? requestId(n) : type === "address" ? CONTRACTS.oracle : 1,
  );
  const { topics, data } = abi.encodeEventLog(event, values);
  return { address: CONTRACTS.consent, topics: topics as Hex[], data: data as Hex };
};
const supply = (): readonly PlainLog[] =>
  TO_WHOLESALER.map(([contract, name, ...values]) => {
    const { topics, data } = PROVENANCE[contract].abi.encodeEventLog(name, values);
    return { address: CONTRACTS[contract], topics: topics as Hex[], data: data as Hex };
  });

describe("rebuilding an index from the chain", function () {
  this.timeout(60_000);
  const { folder, clean } = scratch();
  let node: PlainNode;
  let into: string;
  const ended: IndexDeps[] = [];
  beforeEach(async () => {
    node = await startNode();
    into = mkdtempSync(path.join(folder, "rebuild-"));
  });
  afterEach(async () => {
    for (const deps of ended.splice(0)) await deps.shutdown.stop("test");
    await node.stop();
  });
  after(clean);

  const deps = (chain: object = { maxBlockRange: 1, overlapBlocks: 1 }): IndexDeps => {
    const made = depsFor(node.url, into, CONTRACTS, chain);
    ended.push(made);
    return made;
  };
  /** An index that makes one pass whenever it is told to. */
  const follower = async (of: IndexDeps) => {
    const { config, clock, log, shutdown } = of;
    const metrics = createIndexMetrics();
    const rules = { pollIntervalMs: 10, maxHeadAgeMs: 1e9, maxDutyAgeMs: 1e9 };
    const provider = await openIndexChain(of, { metrics, vitals: createVitals(rules, clock), wakes: [] });
    const store = openIndex(config, config.store.path);
    const { overlapBlocks: overlap, maxBlockRange: maxRange } = config.chain;
    const watched = { largest: 0, events: 0 };
    const pass = createPasses({
      session: provider.session,
      scan: indexScanner(config, provider),
      store,
      intake: (range) => {
        watched.largest = Math.max(watched.largest, range.events.length);
        watched.events += store.record(range);
      },
      onPass: () => undefined,
      rules: { ...config.chain, overlap, maxRange },
      clock,
      log,
      metrics,
      signal: shutdown.signal,
    });
    return { store, pass, watched };
  };

  /** Events of every table, and a reorganisation that the index saw both sides of. */
  const live = async (of: IndexDeps): Promise<void> => {
    const { store, pass } = await follower(of);
    node.mine([committee(), consent(1)]);
    node.mine(supply());
    node.mine([opened(1), fulfilled(1, 7)]);
    node.mine([opened(2), consent(2)]);
    await pass();
    node.takeBack(2);
    node.mine([opened(3)], "other");
    node.mine([fulfilled(3, 14), consent(4)], "other");
    node.mine([opened(5)], "other");
    await pass();
    store.close();
  };

  it("gives the old index row for row, after a reorganisation too, and leaves nothing beside it", async () => {
    const { config } = deps();
    const file = config.store.path;
    await live(deps());
    const before = rowsOf(file);
    expect(OF_EVENTS.every((table) => (before[table]?.length ?? 0) > 0)).to.equal(true);
    const rebuilt = await rebuildIndex(deps());
    expect(rebuilt).to.include({ file, indexed: node.head(), events: before.events?.length });
    expect(rowsOf(file)).to.deep.equal(before);
    expect(readdirSync(into).sort()).to.deep.equal(["index.json", "index.sqlite"]);
  });

  it("mends a file that lost and gained rows", async () => {
    const { config } = deps();
    await live(deps());
    const before = rowsOf(config.store.path);
    const db = new (loadSqlite().DatabaseSync)(config.store.path);
    db.exec(
      "DELETE FROM events WHERE block_number = 1; DELETE FROM grants; UPDATE event_keys SET key = key || 'f'",
    );
    db.close();
    expect(rowsOf(config.store.path)).not.to.deep.equal(before);
    await rebuildIndex(deps());
    expect(rowsOf(config.store.path)).to.deep.equal(before);
  });

  it("refuses while an index runs on the file", async () => {
    const { store, pass } = await follower(deps());
    await pass();
    const error = await rebuildIndex(deps()).catch((thrown) => thrown);
    expect(error).to.have.property("code", "STORE_UNAVAILABLE");
    store.close();
  });

  it("leaves the old file as it was when it is stopped half-way", async () => {
    const { config } = deps();
    await live(deps());
    const before = rowsOf(config.store.path);
    for (let i = 0; i < 300; i++) node.mine([opened(`late ${i}`)]);
    const stopped = deps();
    const reads = node.calls("eth_getLogs");
    const watching = setInterval(() => {
      if (node.calls("eth_getLogs") > reads + 5) void stopped.shutdown.stop("test");
    }, 1);
    const error = await rebuildIndex(stopped).catch((thrown) => thrown);
    clearInterval(watching);
    expect(error).to.have.property("code", "REBUILD_STOPPED");
    expect(rowsOf(config.store.path)).to.deep.equal(before);
    expect(existsSync(`${config.store.path}.rebuilding`)).to.equal(false);
  });

  it("catches up with thousands of events in memory that does not grow with them", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const { store, pass, watched } = await follower(deps({ maxBlockRange: 8, overlapBlocks: 0 }));
    const used: number[] = [];
    const model = opened("model");
    for (let round = 0; round < 5; round++) {
      for (let block = 0; block < 20; block++) {
        // One log, but for the request's id: encoding thousands would take longer than reading them.
        const named = (n: number): PlainLog => ({
          ...model,
          topics: model.topics.map((topic, place) =>
            place === 1 ? requestId(`${round} ${block} ${n}`) : topic,
          ),
        });
        node.mine(Array.from({ length: 20 }, (_, n) => named(n)));
      }
      await pass();
      collect();
      used.push(process.memoryUsage().heapUsed);
    }
    const [, second = 0, , , last = 0] = used;
    expect(last - second).to.be.lessThan(16_000_000);
    expect(watched).to.deep.equal({ largest: 160, events: 2_000 });
    expect(store.eventsOfKind("opened", { after: undefined, limit: 10_000 }).items).to.have.length(2_000);
    store.close();
  });
});
