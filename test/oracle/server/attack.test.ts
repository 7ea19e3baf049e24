import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { type Admission, createAdmission } from "../../../oracle/server/admission.ts";
import { json } from "../../../oracle/server/routes.ts";
import {
  DEFAULT_LIMITS,
  type RunningServer,
  type ServerOptions,
  serveReplies,
} from "../../../oracle/server/startServer.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createExchange } from "../../../oracle/shared/exchange.ts";
import { createLog } from "../../../oracle/shared/log.ts";

/** Connections seem to come from strangers, which this machine itself is not. */
const from = (admission: Admission, addressOf: () => string): Admission => ({
  ...admission,
  connect: (_, connection) => admission.connect(addressOf(), connection),
});

describe("a server under attack", () => {
  const servers: RunningServer[] = [];
  const sockets: net.Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(servers.splice(0).map(({ stop }) => stop()));
  });

  const serve = async (options: Partial<ServerOptions> = {}): Promise<number> => {
    const dispatch = async (request: AsyncIterable<Buffer>) => {
      let size = 0;
      for await (const chunk of request) size += chunk.length;
      return json(200, { size });
    };
    const all = { host: "127.0.0.1", port: 0, ...options };
    const server = await serveReplies(dispatch, createLog("silent", {}), all);
    servers.push(server);
    return server.port;
  };
  const connect = (port: number): net.Socket => {
    const socket = net.connect(port, "127.0.0.1").on("error", () => undefined);
    sockets.push(socket);
    return socket;
  };
  /** What comes back until the server ends the connection. */
  const endOf = async (socket: net.Socket): Promise<string> => {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    await once(socket, "close");
    return text;
  };

  const drip = (socket: net.Socket, head: string): void => {
    socket.write(head);
    const timer = setInterval(() => socket.write("x"), 20);
    socket.once("close", () => clearInterval(timer));
  };
  const slow: [string, string][] = [
    ["headers", "GET / HTTP/1.1\r\nx-drip: "],
    [
      "a body",
      "POST / HTTP/1.1\r\ncontent-type: application/json\r\nhost: x\r\ncontent-length: 9999\r\n\r\n",
    ],
  ];
  for (const [what, head] of slow) {
    it(`gives nobody for ever to send ${what}`, async () => {
      const port = await serve({ requestTimeoutMs: 150 });
      const startedAt = performance.now();
      const socket = connect(port);
      drip(socket, head);
      expect(await endOf(socket)).to.contain("408 Request Timeout");
      expect(performance.now() - startedAt).to.be.within(100, 1_500);
      expect((await fetch(`http://127.0.0.1:${port}`)).status).to.equal(200);
    });
  }

  it("keeps no more connections of one address than that, and takes others when they end", async () => {
    const limits = { ...DEFAULT_LIMITS, connectionsPerAddress: 2 };
    const port = await serve({ admission: from(createAdmission(limits, systemClock), () => "203.0.113.1") });
    const held = [connect(port), connect(port)];
    await Promise.all(held.map((socket) => once(socket, "connect")));
    await sleep(20);
    expect(await endOf(connect(port))).to.equal("");
    held[0]?.destroy();
    await sleep(20);
    expect((await fetch(`http://127.0.0.1:${port}`)).status).to.equal(200);
  });

  it("ends an idle connection for a new one when there are too many, and none that is being answered", async () => {
    const limits = { ...DEFAULT_LIMITS, connections: 4 };
    const inner = createAdmission(limits, systemClock);
    let host = 0;
    const port = await serve({ admission: from(inner, () => `198.51.100.${++host}`) });
    const held = [connect(port), connect(port), connect(port)];
    await Promise.all(held.map((socket) => once(socket, "connect")));
    held[0]?.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf");
    await sleep(20);
    expect((await fetch(`http://127.0.0.1:${port}`)).status).to.equal(200);
    await sleep(20);
    expect(held.map(({ closed }) => closed)).to.deep.equal([true, false, false]);
  });

  it("says when to come again", async () => {
    const limits = { ...DEFAULT_LIMITS, requestsPerSecond: 0.5 };
    const port = await serve({ admission: createAdmission(limits, systemClock) });
    expect((await fetch(`http://127.0.0.1:${port}`)).status).to.equal(200);
    const refused = await fetch(`http://127.0.0.1:${port}`);
    expect(refused.status).to.equal(429);
    expect(refused.headers.get("retry-after")).to.equal("2");
    const exchange = createExchange();
    const { signal } = new AbortController();
    const url = new URL(`http://127.0.0.1:${port}`);
    const reply = await exchange.send({ method: "GET", url, maxBytes: 100, signal });
    expect(reply).to.include({ status: 429, retryAfterMs: 2_000 });
    exchange.close();
  });
});
