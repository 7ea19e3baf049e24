// A JSON-RPC node with faults on command: a reverse proxy, over HTTP and WebSocket, before a true one.
//
// In process: `const rpc = await startFaultyRpc(url); rpc.set({ latencyMs: 500 }); rpc.clear();`
// From another process: `POST /faults` with a JSON object of faults (they replace those before), `DELETE /faults`,
// `POST /drop` (closes all WebSockets), `GET /faults` (what is in force, and how often each method was called).
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket, WebSocketServer } from "ws";
import { type Answer, answerWith, type Call, type Faults } from "./faults.ts";

type Request = Call & { readonly id?: unknown };
type Notice = { readonly method?: string; readonly params?: { readonly result?: { number?: string } } };

export type FaultyRpc = {
  readonly url: string;
  readonly webSocketUrl: string;
  /** Puts these faults in force, instead of those before. */
  readonly set: (faults: Faults) => void;
  readonly clear: () => void;
  /** Closes every WebSocket. */
  readonly dropSockets: () => void;
  readonly sockets: () => number;
  /** How often each method was called since the start, answered or not. */
  readonly calls: (method: string) => number;
  /** Stops; with `again` on the same port, as a node that is started anew. */
  readonly stop: () => Promise<void>;
};

const NO_ANSWER = Symbol("no answer");
const text = (body: unknown): string => JSON.stringify(body);

/** Starts a proxy before the node at `target`, an http address; its WebSocket is expected under the same one. */
export const startFaultyRpc = async (target: string, port = 0): Promise<FaultyRpc> => {
  const state = { faults: {} as Faults, left: Number.POSITIVE_INFINITY, counts: new Map<string, number>() };
  const connections = new Set<Socket>();
  const set = (faults: Faults): void => {
    state.faults = faults;
    state.left = faults.calls ?? Number.POSITIVE_INFINITY;
  };
  const take = (method: string): Faults => {
    state.counts.set(method, (state.counts.get(method) ?? 0) + 1);
    const { faults } = state;
    if (faults.methods !== undefined && !faults.methods.includes(method)) return {};
    if (state.left <= 0) return {};
    state.left -= 1;
    return faults;
  };
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ server });
  const dropSockets = (): void => {
    for (const socket of sockets.clients) socket.terminate();
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request);
    if (request.url === "/faults" || request.url === "/drop") {
      if (request.url === "/drop") dropSockets();
      else if (request.method === "POST") set(JSON.parse(body) as Faults);
      else if (request.method === "DELETE") set({});
      response.setHeader("content-type", "application/json");
      response.end(text({ faults: state.faults, calls: Object.fromEntries(state.counts) }));
      return;
    }
    await serveCalls(target, JSON.parse(body), take, response);
  };
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
  });
  sockets.on("connection", (client) =>
    relay(client, target.replace(/^http/, "ws"), take, () => state.faults),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${at}`,
    webSocketUrl: `ws://${at}`,
    set,
    clear: () => set({}),
    dropSockets,
    sockets: () => sockets.clients.size,
    calls: (method) => state.counts.get(method) ?? 0,
    stop: async () => {
      dropSockets();
      sockets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
};

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

const serveCalls = async (
  target: string,
  body: Request | readonly Request[],
  take: (method: string) => Faults,
  response: ServerResponse,
): Promise<void> => {
  const requests = [body].flat();
  const faults = requests.map(({ method }) => take(method));
  const worst = Object.assign({}, ...faults) as Faults;
  if (worst.latencyMs !== undefined) await sleep(worst.latencyMs);
  if (worst.silent === true) return;
  if (worst.reset === true) return void response.socket?.resetAndDestroy();
  if (worst.status !== undefined) {
    if (worst.retryAfterSeconds !== undefined) response.setHeader("retry-after", worst.retryAfterSeconds);
    response.writeHead(worst.status).end("not now");
    return;
  }
  const answers = await Promise.all(
    requests.map(async (request, i) => ({
      jsonrpc: "2.0",
      id: request.id,
      ...(await answerWith(faults[i] as Faults, request, (call) => post(target, call))),
    })),
  );
  response.setHeader("content-type", "application/json");
  const whole = text(Array.isArray(body) ? answers : answers[0]);
  response.end(worst.malformed === true ? whole.slice(0, Math.ceil(whole.length / 2)) : whole);
};

const post = async (target: string, { method, params }: Call): Promise<Answer> => {
  const body = text({ jsonrpc: "2.0", id: 1, method, params: params ?? [] });
  const headers = { "content-type": "application/json" };
  const response = await fetch(target, { method: "POST", headers, body });
  const { result, error } = (await response.json()) as Answer;
  return error === undefined ? { result } : { error };
};

/** One WebSocket and its own to the true node, which its subscriptions live in. */
const relay = (
  client: WebSocket,
  target: string,
  take: (method: string) => Faults,
  inForce: () => Faults,
): void => {
  const upstream = new WebSocket(target);
  const opened = new Promise<void>((resolve) => upstream.once("open", resolve));
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  const pass = async ({ method, params }: Call): Promise<Answer> => {
    await opened;
    last += 1;
    const id = last;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    upstream.send(text({ jsonrpc: "2.0", id, method, params: params ?? [] }));
    return answered;
  };
  client.on("message", async (data) => {
    const request = JSON.parse(String(data)) as Request;
    const answer = await socketAnswer(take(request.method), request, pass, client);
    if (answer === NO_ANSWER || client.readyState !== WebSocket.OPEN) return;
    client.send(typeof answer === "string" ? answer : text({ jsonrpc: "2.0", id: request.id, ...answer }));
  });
  upstream.on("message", (data) => {
    const message = JSON.parse(String(data)) as Notice & Answer & { readonly id?: number };
    if (message.method === undefined) {
      const { result, error, id = 0 } = message;
      waiting.get(id)?.(error === undefined ? { result } : { error });
      waiting.delete(id);
      return;
    }
    const { muteSubscriptions, silent, headAt = Number.POSITIVE_INFINITY } = inForce();
    const number = Number(message.params?.result?.number ?? 0);
    if (muteSubscriptions !== true && silent !== true && number <= headAt) client.send(String(data));
  });
  upstream.on("error", () => client.terminate());
  upstream.on("close", () => client.terminate());
  client.on("error", () => undefined);
  client.on("close", () => upstream.terminate());
};

const socketAnswer = async (
  faults: Faults,
  call: Call,
  pass: (call: Call) => Promise<Answer>,
  client: WebSocket,
): Promise<Answer | string | typeof NO_ANSWER> => {
  if (faults.latencyMs !== undefined) await sleep(faults.latencyMs);
  if (faults.silent === true) return NO_ANSWER;
  if (faults.reset === true) {
    client.terminate();
    return NO_ANSWER;
  }
  if (faults.malformed === true) return '{"jsonrpc":"2.0","id":';
  if (faults.status !== undefined) return { error: { code: -32005, message: `status ${faults.status}` } };
  return answerWith(faults, call, pass);
};
