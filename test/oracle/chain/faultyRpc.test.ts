import { expect } from "chai";
import { WebSocket } from "ws";
import type { Hex } from "../../../standards/hex.ts";
import { type FaultyRpc, startFaultyRpc } from "../../support/faultyRpc.ts";
import { type PlainNode, startPlainNode } from "../../support/plainNode.ts";

const TOPIC: Hex = `0x${"aa".repeat(32)}`;
const OTHER: Hex = `0x${"bb".repeat(32)}`;
const ADDRESS: Hex = "0x00000000000000000000000000000000000000aa";
const RANGE = [{ fromBlock: "0x0", toBlock: "0x9" }];

describe("the faulty RPC node", () => {
  let node: PlainNode;
  let rpc: FaultyRpc;
  before(async () => {
    node = await startPlainNode({ blocks: 8 });
    node.mine([{ address: ADDRESS, topics: [TOPIC], data: "0x" }]);
    node.mine([{ address: ADDRESS, topics: [OTHER], data: "0x" }]);
    rpc = await startFaultyRpc(node.url);
  });
  after(async () => {
    await rpc.stop();
    await node.stop();
  });
  afterEach(() => rpc.clear());

  const post = (method: string, params: readonly unknown[] = []) =>
    fetch(rpc.url, {
      method: "POST",
      body: JSON.stringify({ jsonrpc: "2.0", id: 7, method, params }),
      signal: AbortSignal.timeout(300),
    });
  const ask = async <T = unknown>(method: string, params: readonly unknown[] = []): Promise<T> =>
    ((await (await post(method, params)).json()) as { result: T }).result;
  const failure = (method: string) =>
    post(method).then(
      async (response) => response.text(),
      (error: Error) => error.name,
    );

  it("passes on without faults, single calls and batches", async () => {
    expect(await ask("eth_blockNumber")).to.equal("0x9");
    const body = JSON.stringify([1, 2].map((id) => ({ jsonrpc: "2.0", id, method: "eth_chainId" })));
    const answers = await (await fetch(rpc.url, { method: "POST", body })).json();
    expect(answers).to.deep.equal([1, 2].map((id) => ({ jsonrpc: "2.0", id, result: "0x7a69" })));
  });

  it("is late, silent, resets, refuses and garbles", async () => {
    rpc.set({ latencyMs: 60 });
    const before = performance.now();
    await ask("eth_chainId");
    expect(performance.now() - before).to.be.above(55);
    rpc.set({ silent: true });
    expect(await failure("eth_chainId")).to.equal("TimeoutError");
    rpc.set({ reset: true });
    expect(await failure("eth_chainId")).to.equal("TypeError");
    rpc.set({ status: 429, retryAfterSeconds: 2 });
    const refused = await post("eth_chainId");
    expect([refused.status, refused.headers.get("retry-after")]).to.deep.equal([429, "2"]);
    rpc.set({ malformed: true });
    const garbled = await failure("eth_chainId");
    expect(() => JSON.parse(garbled)).to.throw(SyntaxError);
  });

  it("claims another chain, hides and repeats logs, refuses long ranges", async () => {
    rpc.set({ chainId: 5 });
    expect(await ask("eth_chainId")).to.equal("0x5");
    rpc.set({ hideLogs: TOPIC });
    const shown = await ask<{ topics: Hex[] }[]>("eth_getLogs", RANGE);
    expect(shown.map(({ topics }) => topics[0])).to.deep.equal([OTHER]);
    rpc.set({ hideLogs: true });
    expect(await ask("eth_getLogs", RANGE)).to.deep.equal([]);
    rpc.set({ repeatLogs: true });
    expect(await ask("eth_getLogs", RANGE)).to.have.length(4);
    rpc.set({ maxRange: 9 });
    expect(await ask("eth_getLogs", RANGE)).to.equal(undefined);
  });

  it("knows no block above the head that it is stuck at", async () => {
    rpc.set({ headAt: 8 });
    expect(await ask("eth_blockNumber")).to.equal("0x8");
    expect(await ask("eth_getBlockByNumber", ["latest", false])).to.include({ number: "0x8" });
    expect(await ask("eth_getBlockByNumber", ["0x9", false])).to.equal(null);
    expect(await ask("eth_getLogs", RANGE)).to.have.length(1);
  });

  it("limits faults to some methods and to a number of calls, and counts", async () => {
    const before = rpc.calls("eth_chainId");
    rpc.set({ chainId: 5, methods: ["eth_chainId"], calls: 1 });
    expect(await ask("eth_blockNumber")).to.equal("0x9");
    expect([await ask("eth_chainId"), await ask("eth_chainId")]).to.deep.equal(["0x5", "0x7a69"]);
    expect(rpc.calls("eth_chainId") - before).to.equal(2);
  });

  it("takes its faults over HTTP too", async () => {
    const control = (method: string, path: string, body?: string) =>
      fetch(`${rpc.url}${path}`, { method, ...(body === undefined ? {} : { body }) });
    await control("POST", "/faults", '{"chainId":6}');
    expect(await ask("eth_chainId")).to.equal("0x6");
    expect(await (await control("GET", "/faults")).json()).to.deep.include({ faults: { chainId: 6 } });
    await control("DELETE", "/faults");
    expect(await ask("eth_chainId")).to.equal("0x7a69");
  });

  it("relays WebSockets, mutes them and drops them", async () => {
    const socket = new WebSocket(rpc.webSocketUrl);
    const heard: { id?: number; params?: { result: { number: string } } }[] = [];
    let wake = (): void => undefined;
    socket.on("message", (data) => {
      heard.push(JSON.parse(String(data)));
      wake();
    });
    const next = () => new Promise<void>((resolve) => (wake = resolve));
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send('{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}');
    await next();
    expect(heard[0]?.id).to.equal(1);
    node.mine();
    await next();
    expect(heard[1]?.params?.result.number).to.equal("0xa");
    rpc.set({ muteSubscriptions: true });
    node.mine();
    socket.send('{"jsonrpc":"2.0","id":2,"method":"eth_blockNumber","params":[]}');
    await next();
    expect(heard[2]?.id).to.equal(2);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    await fetch(`${rpc.url}/drop`, { method: "POST" });
    await closed;
  });
});
