// A JSON-RPC node in memory, over HTTP and WebSocket, whose blocks, logs and branches a test makes as it needs them.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { id } from "ethers";
import { WebSocketServer } from "ws";
import { addToBloom, EMPTY_BLOOM, toBloomHex } from "../../oracle/chain/bloom.ts";
import type { Hex } from "../../standards/hex.ts";

export type PlainLog = { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex };
type Block = {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: number;
  readonly logs: readonly PlainLog[];
};
type Request = { readonly id: unknown; readonly method: string; readonly params?: readonly never[] };
type LogFilter = {
  readonly address?: string | readonly string[];
  readonly topics?: readonly (string | readonly string[] | null)[];
  readonly fromBlock?: string;
  readonly toBlock?: string;
};
type Handler = (...params: readonly never[]) => unknown;

const hex = (value: number): Hex => `0x${value.toString(16)}`;
const lower = (value: string): string => value.toLowerCase();

export type PlainNode = Awaited<ReturnType<typeof startPlainNode>>;

export const startPlainNode = async ({ chainId = 31_337, blocks = 1 } = {}) => {
  const chain: Block[] = [];
  const subscribers = new Set<(header: unknown) => void>();
  const handlers = new Map<string, Handler>();
  const timesCalled = new Map<string, number>();

  const append = (logs: readonly PlainLog[], branch: string): Block => {
    const number = chain.length;
    const parentHash = chain.at(-1)?.hash ?? (`0x${"00".repeat(32)}` as Hex);
    const hash = id(`${branch} ${number} ${parentHash}`) as Hex;
    const block = { number, hash, parentHash, timestamp: 1_700_000_000 + number, logs };
    chain.push(block);
    return block;
  };
  const mine = (logs: readonly PlainLog[] = [], branch = "main"): Block => {
    const block = append(logs, branch);
    for (const tell of subscribers) tell(headerOf(block));
    return block;
  };
  for (let i = 0; i < blocks; i++) append([], "main");

  const logsOf = ({ address, topics = [], fromBlock, toBlock }: LogFilter) => {
    const addresses = address === undefined ? undefined : [address].flat().map(lower);
    const firsts = topics[0] === undefined || topics[0] === null ? undefined : [topics[0]].flat();
    const seconds = topics[1] === undefined || topics[1] === null ? undefined : [topics[1]].flat();
    const last = Math.min(Number(toBlock ?? chain.length - 1), chain.length - 1);
    const found: unknown[] = [];
    for (let number = Number(fromBlock ?? 0); number <= last; number++) {
      const block = chain[number] as Block;
      block.logs.forEach((log, index) => {
        if (addresses?.includes(lower(log.address)) === false) return;
        if (firsts?.includes(log.topics[0] as Hex) === false) return;
        if (seconds?.includes(log.topics[1] as Hex) === false) return;
        found.push({
          ...log,
          blockNumber: hex(number),
          blockHash: block.hash,
          transactionHash: id(`transaction ${number} ${index}`),
          transactionIndex: hex(index),
          logIndex: hex(index),
          removed: false,
        });
      });
    }
    return found;
  };
  const builtIn: Record<string, Handler> = {
    eth_chainId: () => hex(chainId),
    eth_blockNumber: () => hex(chain.length - 1),
    eth_getBlockByNumber: (tag: string) => {
      const block = tag.startsWith("0x") ? chain[Number(tag)] : chain.at(-1);
      return block === undefined ? null : headerOf(block);
    },
    eth_getLogs: (filter: LogFilter) => logsOf(filter),
    eth_subscribe: () => "0x1",
  };
  const answer = ({ id: call, method, params = [] }: Request) => {
    timesCalled.set(method, (timesCalled.get(method) ?? 0) + 1);
    const handler = handlers.get(method) ?? builtIn[method];
    if (handler === undefined) {
      return { jsonrpc: "2.0", id: call, error: { code: -32601, message: `no method ${method}` } };
    }
    return { jsonrpc: "2.0", id: call, result: handler(...params) };
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(Array.isArray(body) ? body.map(answer) : answer(body)));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    const tell = (result: unknown): void =>
      socket.send(
        JSON.stringify({
          jsonrpc: "2.0",
          method: "eth_subscription",
          params: { subscription: "0x1", result },
        }),
      );
    socket.on("message", (data) => {
      const request = JSON.parse(String(data)) as Request;
      if (request.method === "eth_subscribe") subscribers.add(tell);
      socket.send(JSON.stringify(answer(request)));
    });
    socket.on("close", () => subscribers.delete(tell));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${at}`,
    webSocketUrl: `ws://${at}`,
    chainId,
    head: () => chain.length - 1,
    block: (number: number) => chain[number],
    mine,
    /** Takes back the newest blocks. What is mined next, under another branch name, has other hashes. */
    takeBack: (count: number) => void chain.splice(chain.length - count, count),
    /** Answers a method in a way of the test's own. */
    on: (method: string, handler: Handler) => void handlers.set(method, handler),
    calls: (method: string) => timesCalled.get(method) ?? 0,
    subscribers: () => subscribers.size,
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};

/** Fields that headers have and nobody here asks about. */
const PLAIN_HEADER = {
  nonce: "0x0000000000000000",
  difficulty: "0x0",
  gasLimit: "0x1c9c380",
  gasUsed: "0x0",
  baseFeePerGas: "0x7",
  miner: "0x0000000000000000000000000000000000000000",
  extraData: "0x",
  transactions: [],
};

const headers = new WeakMap<Block, ReturnType<typeof makeHeader>>();

const headerOf = (block: Block) => {
  const header = headers.get(block) ?? makeHeader(block);
  headers.set(block, header);
  return header;
};

const makeHeader = ({ logs, ...block }: Block) => {
  const bloom = EMPTY_BLOOM();
  for (const { address, topics } of logs) for (const entry of [address, ...topics]) addToBloom(bloom, entry);
  return {
    ...PLAIN_HEADER,
    ...block,
    number: hex(block.number),
    timestamp: hex(block.timestamp),
    logsBloom: toBloomHex(bloom),
  };
};
