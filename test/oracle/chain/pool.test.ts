import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { type ChainProvider, connectProvider, type ProviderOptions } from "../../../oracle/chain/provider.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import { type FaultyRpc, startFaultyRpc } from "../../support/faultyRpc.ts";
import { type PlainNode, startPlainNode } from "../../support/plainNode.ts";
import { until } from "../../support/processes.ts";

const DEAD = "http://127.0.0.1:1";

describe("RPC endpoints", () => {
  let node: PlainNode;
  let first: FaultyRpc;
  let second: FaultyRpc;
  let provider: ChainProvider;
  let metrics: ReturnType<typeof createMetrics>;
  before(async () => {
    node = await startPlainNode({ blocks: 10 });
  });
  after(() => node.stop());
  beforeEach(async () => {
    [first, second] = await Promise.all([startFaultyRpc(node.url), startFaultyRpc(node.url)]);
    metrics = createMetrics();
  });
  afterEach(async () => {
    provider?.destroy();
    await Promise.all([first.stop(), second.stop()]);
  });

  const connect = async (urls: readonly string[], options: ProviderOptions = {}) => {
    provider = await connectProvider(urls, 31_337, { pollIntervalMs: 20, metrics, ...options });
    return provider;
  };
  const both = (options: ProviderOptions = {}) => connect([first.url, second.url], options);
  const value = async (name: "failovers" | "wrongChain" | "endpointUp" | "endpointErrors", labels = {}) => {
    const { values } = await metrics[name].get();
    const matching = values.filter((one) =>
      Object.entries(labels).every(([key, wanted]) => one.labels[key] === wanted),
    );
    return matching.reduce((sum, one) => sum + one.value, 0);
  };
  /** Faults of the endpoint that calls go to now. */
  const inUse = async (): Promise<readonly [FaultyRpc, FaultyRpc]> => {
    const before = first.calls("eth_gasPrice");
    await provider.send("eth_gasPrice", []).catch(() => undefined);
    return first.calls("eth_gasPrice") > before ? [first, second] : [second, first];
  };

  const FAULTS = {
    "does not answer": { silent: true },
    "resets the connection": { reset: true },
    "asks for a pause": { status: 429, retryAfterSeconds: 60 },
    "fails inside": { status: 500 },
    "answers no JSON": { malformed: true },
  };
  for (const [what, faults] of Object.entries(FAULTS)) {
    it(`answer each call though one ${what}`, async () => {
      await both();
      const [used, spare] = await inUse();
      used.set(faults);
      expect(await provider.send("eth_blockNumber", [])).to.equal("0x9");
      const asked = used.calls("eth_getBlockByNumber");
      expect((await provider.getBlock(3))?.number).to.equal(3);
      expect(used.calls("eth_getBlockByNumber"), "it is left alone").to.equal(asked);
      expect(spare.calls("eth_getBlockByNumber")).to.be.above(0);
      expect(await value("failovers")).to.equal(1);
    });
  }

  it("use an endpoint again once it has recovered", async () => {
    await both();
    const [used, spare] = await inUse();
    used.set({ reset: true });
    await provider.send("eth_blockNumber", []);
    expect(provider.endpoints()).to.deep.equal({ serving: 1, all: 2 });
    used.clear();
    await until("it serves again", 5_000, () => provider.endpoints().serving === 2);
    spare.set({ reset: true });
    expect(await provider.send("eth_blockNumber", [])).to.equal("0x9");
  });

  it("keep the pause that an endpoint asked for, even when there is no other", async () => {
    await connect([first.url]);
    first.set({ status: 429, retryAfterSeconds: 60, calls: 1, methods: ["eth_gasPrice"] });
    await provider.send("eth_gasPrice", []).catch(() => undefined);
    const asked = first.calls("eth_blockNumber");
    const error = await provider.send("eth_blockNumber", []).catch((thrown) => thrown);
    expect(error).to.include({ code: "RPC_UNAVAILABLE", retryable: true });
    expect(first.calls("eth_blockNumber")).to.equal(asked);
  });

  it("do without one that serves another chain, from the start or later, and say so", async () => {
    first.set({ chainId: 5 });
    await both();
    await until("the wrong one is seen", 3_000, async () => (await value("wrongChain")) > 0);
    const asked = first.calls("eth_gasPrice");
    await provider.send("eth_gasPrice", []).catch(() => undefined);
    expect(first.calls("eth_gasPrice")).to.equal(asked);
    expect(await value("endpointUp", { endpoint: "0" })).to.equal(0);
  });

  it("notice within three polls that one serves another chain now", async () => {
    await both({ pollIntervalMs: 100 });
    const [used] = await inUse();
    used.set({ chainId: 5 });
    await until("it is refused", 1_000, async () => (await value("wrongChain")) > 0);
    const asked = used.calls("eth_gasPrice");
    await provider.send("eth_gasPrice", []).catch(() => undefined);
    expect(used.calls("eth_gasPrice")).to.equal(asked);
  });

  it("leave one whose head stands still while the other's goes on, by the third poll", async () => {
    await both({ pollIntervalMs: 100 });
    const [used] = await inUse();
    used.set({ headAt: 5 });
    await until("it counts as stale", 1_000, () => provider.endpoints().serving === 1);
    expect(await provider.send("eth_blockNumber", [])).to.equal("0x9");
  });

  it("keep the reads of a session on one, and run all of them anew on the next", async () => {
    await both({ pollIntervalMs: 60_000 });
    const [used, spare] = await inUse();
    const steps: string[] = [];
    const count = () => [used, spare].map((one) => one.calls("eth_getBlockByNumber"));
    await provider.session(async (one) => {
      steps.push("begin");
      await one.send("eth_getBlockByNumber", ["0x1", false]);
      if (steps.length === 1) used.set({ reset: true });
      await one.send("eth_getBlockByNumber", ["0x2", false]);
      steps.push("end");
    });
    expect(steps).to.deep.equal(["begin", "begin", "end"]);
    expect(count()).to.deep.equal([2, 2]);
  });

  it("broadcast a transaction to the next one when the best fails", async () => {
    node.on("eth_sendRawTransaction", () => `0x${"ab".repeat(32)}`);
    await both();
    const [used, spare] = await inUse();
    used.set({ status: 500, methods: ["eth_sendRawTransaction"] });
    expect(await provider.send("eth_sendRawTransaction", ["0x02"])).to.equal(`0x${"ab".repeat(32)}`);
    expect([used, spare].map((one) => one.calls("eth_sendRawTransaction"))).to.deep.equal([1, 1]);
  });

  it("pass on what a node says of the question", async () => {
    await both();
    const error = await provider.send("eth_unknown", []).catch((thrown) => thrown);
    expect(error.error).to.include({ code: -32601 });
    expect(await value("failovers")).to.equal(0);
  });

  it("end when told to, whatever is under way", async () => {
    const stopping = new AbortController();
    await connect([first.url], { signal: stopping.signal });
    first.set({ silent: true });
    const asked = provider.send("eth_blockNumber", []).catch((thrown) => thrown);
    await sleep(20);
    stopping.abort();
    expect(await asked).to.include({ code: "RPC_UNAVAILABLE" });
  });

  describe("at start", () => {
    it("refuse another chain at once, and wait with patience for one that does not answer yet", async () => {
      first.set({ chainId: 5 });
      const wrong = await connect([first.url], { startTimeoutMs: 60_000 }).catch((thrown) => thrown);
      expect(wrong).to.include({ code: "WRONG_CHAIN" });
      first.set({ reset: true });
      const connecting = connect([DEAD, first.url], { startTimeoutMs: 60_000 });
      await sleep(50);
      first.clear();
      expect(await (await connecting).send("eth_blockNumber", [])).to.equal("0x9");
    });

    it("give up when patience ends, or when told to", async () => {
      const late = await connect([DEAD], { startTimeoutMs: 100 }).catch((thrown) => thrown);
      expect(late).to.include({ code: "RPC_UNAVAILABLE" });
      const stopping = new AbortController();
      const connecting = connect([DEAD], { startTimeoutMs: 60_000, signal: stopping.signal });
      setTimeout(() => stopping.abort(), 30);
      expect(await connecting.catch((thrown) => thrown)).to.include({ code: "RPC_UNAVAILABLE" });
    });
  });

  describe("over WebSockets", () => {
    it("tell of new blocks, and again after they dropped", async () => {
      const heard: number[] = [];
      await connect([first.url], { webSocketUrls: [first.webSocketUrl], onHead: (head) => heard.push(head) });
      await until("it subscribes", 3_000, () => node.subscribers() > 0);
      const { number } = node.mine();
      await until("it tells", 3_000, () => heard.includes(number));
      first.dropSockets();
      await until("it is gone", 3_000, () => node.subscribers() === 0);
      expect(Number(await provider.send("eth_blockNumber", []))).to.equal(number);
      await until("it subscribes again", 3_000, () => node.subscribers() > 0);
      const next = node.mine();
      await until("it tells again", 3_000, () => heard.includes(next.number));
    });

    it("are opened anew when they fall silent", async () => {
      await connect([first.url], { webSocketUrls: [first.webSocketUrl] });
      await until("it subscribes", 3_000, () => node.subscribers() > 0);
      first.set({ muteSubscriptions: true });
      const before = first.calls("eth_subscribe");
      for (let i = 1; i <= 3; i++) provider.noteHead(node.head() + i);
      await until("it subscribes again", 3_000, () => first.calls("eth_subscribe") > before);
    });

    it("serve calls too, where an endpoint is one", async () => {
      await connect([first.webSocketUrl]);
      const [block, head] = await Promise.all([provider.getBlock(4), provider.send("eth_blockNumber", [])]);
      expect([block?.number, Number(head)]).to.deep.equal([4, node.head()]);
      first.dropSockets();
      await until("it serves again", 5_000, () => provider.send("eth_blockNumber", []).catch(() => false));
    });
  });
});
