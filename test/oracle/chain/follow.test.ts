import { expect } from "chai";
import { AbiCoder } from "ethers";
import { createPasses, type ListenDeps } from "../../../oracle/chain/listen.ts";
import { type ReadRange, readRange } from "../../../oracle/chain/logs.ts";
import { type ChainProvider, connectProvider } from "../../../oracle/chain/provider.ts";
import { createSequencer } from "../../../oracle/chain/sequencer.ts";
import type { BlockRef } from "../../../oracle/domain/ports.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import type { Hex } from "../../../standards/hex.ts";
import { type FaultyRpc, startFaultyRpc } from "../../support/faultyRpc.ts";
import { type PlainNode, startPlainNode } from "../../support/plainNode.ts";

const ADDRESS: Hex = "0x00000000000000000000000000000000000000aa";
const TOPIC: Hex = `0x${"aa".repeat(32)}`;
const LOG = { address: ADDRESS, topics: [TOPIC], data: "0x" as Hex };

describe("passes over nodes that err", () => {
  let node: PlainNode;
  let first: FaultyRpc;
  let second: FaultyRpc;
  let provider: ChainProvider | undefined;
  let journal: BlockRef[];
  let told: number[];
  let metrics: ReturnType<typeof createMetrics>;
  beforeEach(async () => {
    node = await startPlainNode({ blocks: 4 });
    node.mine([LOG]);
    [first, second] = await Promise.all([startFaultyRpc(node.url), startFaultyRpc(node.url)]);
    [journal, told, metrics] = [[], [], createMetrics()];
  });
  afterEach(async () => {
    provider?.destroy();
    await Promise.all([first.stop(), second.stop(), node.stop()]);
  });

  /** Passes over these nodes, which keep in memory what blocks told of. */
  const passesOver = async (nodes: readonly FaultyRpc[], rules: Partial<ListenDeps["rules"]> = {}) => {
    provider = await connectProvider(
      nodes.map(({ url }) => url),
      31_337,
      { pollIntervalMs: 60_000, metrics },
    );
    return createPasses<ReadRange>({
      session: provider.session,
      scan: (look) => readRange(look, { addresses: [ADDRESS], topics: [TOPIC] }),
      store: {
        cursor: () => journal[0],
        journal: () => journal,
        rewindTo: (block) => {
          const last = block?.number ?? -1;
          journal = journal.filter(({ number }) => number <= last);
          told = told.filter((number) => number <= last);
        },
      },
      intake: ({ last, logs }) => {
        if (last.number !== journal[0]?.number) journal.unshift({ number: last.number, hash: last.hash });
        const numbers = logs.map(({ blockNumber }) => Number(blockNumber));
        told.push(...numbers.filter((number) => !told.includes(number)));
      },
      onPass: () => undefined,
      rules: { startBlock: 0, confirmations: 0, pollIntervalMs: 10, overlap: 2, maxRange: 100, ...rules },
      clock: systemClock,
      log: createLog("silent", {}),
      metrics,
      signal: new AbortController().signal,
    });
  };
  const failureOf = (passing: Promise<void>) => passing.then(() => undefined).catch((error) => error);

  it("ask another node for events that a header tells of and this one leaves out", async () => {
    for (const one of [first, second]) {
      one.set({ hideLogs: true });
      await (await passesOver([first, second]))();
      expect(told, one === first ? "the first hides" : "the second hides").to.deep.equal([4]);
      provider?.destroy();
      one.clear();
      [journal, told] = [[], []];
    }
  });

  it("do not go past a block whose events no node gives, until its filter was doubted five times", async () => {
    first.set({ hideLogs: true });
    const next = await passesOver([first]);
    for (let i = 0; i < 5; i++) {
      expect(await failureOf(next())).to.include({ code: "LOGS_MISSING", block: 4 });
      expect(journal).to.deep.equal([]);
    }
    await next();
    expect(journal[0]?.number).to.equal(4);
  });

  it("take an event once that is told twice, and read shorter ranges when long ones are refused", async () => {
    for (let i = 0; i < 30; i++) node.mine(i % 3 === 0 ? [LOG] : []);
    first.set({ repeatLogs: true, maxRange: 5 });
    await (await passesOver([first]))();
    const expected = [4, ...Array.from({ length: 10 }, (_, i) => 5 + 3 * i)];
    expect(told.toSorted((a, b) => a - b)).to.deep.equal(expected);
  });

  it("forget nothing because a node is behind", async () => {
    const next = await passesOver([first]);
    await next();
    first.set({ headAt: 2 });
    expect(await failureOf(next())).to.include({ code: "RPC_BEHIND", retryable: true });
    expect(told).to.deep.equal([4]);
    first.clear();
    await next();
    expect(journal[0]?.number).to.equal(4);
  });

  it("see by the parent of the next block that the last one is gone", async () => {
    const next = await passesOver([first]);
    await next();
    node.mine();
    await next();
    node.takeBack(2);
    for (let i = 0; i < 4; i++) node.mine([], "other");
    await next();
    expect(told).to.deep.equal([]);
    expect(journal[0]?.hash).to.equal(node.block(node.head())?.hash);
    expect((await metrics.rewinds.get()).values[0]?.value).to.equal(1);
  });
});

describe("the sequencer of a rollup", () => {
  const FEED: Hex = "0x00000000000000000000000000000000000000fe";
  const HEAD = { number: 1, hash: TOPIC, timestamp: 10_000 };
  const isOpen = async (answer: bigint, since: number) => {
    const words = [1n, answer, BigInt(since), BigInt(since), 1n];
    const types = ["uint80", "int256", "uint256", "uint256", "uint80"];
    const send = async () => AbiCoder.defaultAbiCoder().encode(types, words);
    const sequencer = createSequencer({ sequencerUptimeFeed: FEED, sequencerGraceSeconds: 600 });
    await sequencer.look({ send } as never, HEAD);
    return sequencer.isOpen();
  };

  it("lets people in while it is up, once its grace is over, and not before", async () => {
    expect(await isOpen(0n, 9_399)).to.equal(true);
    expect(await isOpen(0n, 9_400)).to.equal(false);
    expect(await isOpen(1n, 1_000)).to.equal(false);
    expect(await isOpen(0n, 0)).to.equal(false);
  });

  it("stops nobody by a feed that says nothing, or of a time to come", async () => {
    const sequencer = createSequencer({ sequencerUptimeFeed: FEED, sequencerGraceSeconds: 600 });
    await sequencer.look({ send: async () => "0x" } as never, HEAD);
    expect(sequencer.isOpen()).to.equal(true);
    expect(await isOpen(1n, 10_001)).to.equal(true);
  });
});
