import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { type Admission, createAdmission, type Limits } from "../../../oracle/server/admission.ts";
import type { HttpError } from "../../../oracle/server/errors.ts";
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
import type { Hex } from "../../../standards/hex.ts";
import { createHandClock, type HandClock, operators } from "./operators.ts";

const LIMITS: Limits = {
  requestsPerSecond: 10,
  peerRequestsPerSecond: 5,
  peerConcurrency: 2,
  connections: 8,
  connectionsPerAddress: 4,
};
const PEER = "203.0.113.1";
const OPERATOR = operators[0]?.operator as Hex;

/** Seconds that a caller is told to wait, 0 if it is let in. */
const waitFor = (action: () => unknown): number => {
  try {
    action();
    return 0;
  } catch (error) {
    expect(error).to.include({ status: 429, code: "TOO_MANY_REQUESTS" });
    return (error as HttpError).retryAfterS ?? Number.NaN;
  }
};

describe("what one caller may use", () => {
  let clock: HandClock;
  let admission: Admission;
  beforeEach(() => {
    clock = createHandClock();
    admission = createAdmission(LIMITS, clock);
  });
  const letIn = (times: number, action: () => unknown): number =>
    Array.from({ length: times }, () => waitFor(action)).filter((wait) => wait === 0).length;

  it("is so many requests a second an address, whatever others do", () => {
    for (let i = 0; i < 300; i++) waitFor(() => admission.request(`198.51.100.${i}`));
    expect(letIn(100, () => admission.request("198.51.100.7"))).to.be.at.most(20);
    expect(letIn(100, () => admission.request(PEER))).to.equal(20);
    expect(waitFor(() => admission.request(PEER))).to.equal(1);
    clock.advance(500);
    expect(letIn(100, () => admission.request(PEER))).to.equal(5);
  });

  it("does not grow with the addresses of one network", () => {
    const hosts = Array.from({ length: 100 }, (_, i) => `2001:db8:1:2::${(i + 1).toString(16)}`);
    const taken = hosts.filter((host) => waitFor(() => admission.request(host)) === 0);
    expect(taken).to.have.length(20);
    expect(waitFor(() => admission.request("2001:db8:1:3::1"))).to.equal(0);
    expect(letIn(21, () => admission.request("::ffff:192.0.2.1"))).to.equal(20);
    expect(letIn(1, () => admission.request("192.0.2.1"))).to.equal(0);
  });

  it("does not grow when the clock is put back", () => {
    letIn(100, () => admission.request(PEER));
    clock.advance(-60_000);
    expect(letIn(10, () => admission.request(PEER))).to.equal(0);
    clock.advance(100);
    expect(letIn(10, () => admission.request(PEER))).to.equal(1);
  });

  it("leaves operators their signatures when strangers ask for all", () => {
    admission.trust(PEER);
    const strangers = Array.from({ length: 1_000 }, (_, i) => `198.51.${i >> 8}.${i & 255}`);
    const recovered = strangers.filter((address) => waitFor(() => admission.recover(address)) === 0);
    expect(recovered).to.have.length(40);
    expect(letIn(100, () => admission.recover(PEER))).to.equal(100);
  });

  it("leaves strangers each other's signatures", () => {
    expect(letIn(100, () => admission.recover("198.51.100.1"))).to.equal(3);
    for (let second = 0; second < 30; second++) {
      clock.advance(1_000);
      letIn(100, () => admission.recover("198.51.100.1"));
      expect(letIn(1, () => admission.recover(PEER))).to.equal(1);
    }
  });

  it("is an operator's from the start at the addresses where operators are expected", () => {
    admission.expect([PEER, "2001:db8:1:2::1"]);
    const strangers = Array.from({ length: 1_000 }, (_, i) => `198.51.${i >> 8}.${i & 255}`);
    for (const address of strangers) waitFor(() => admission.recover(address));
    for (const address of [PEER, "2001:db8:1:2::7"])
      expect(letIn(10, () => admission.recover(address))).to.equal(10);
    for (let i = 0; i < 10; i++) admission.distrust(PEER);
    expect(letIn(1, () => admission.recover(PEER))).to.equal(0);
    admission.expect([PEER]);
    expect(letIn(1, () => admission.recover(PEER))).to.equal(1);
    expect(letIn(1, () => admission.recover("2001:db8:1:2::7"))).to.equal(0);
  });

  it("is the more of a share the longer a message", () => {
    const batch = () => admission.serve(OPERATOR, 15_000)();
    expect(letIn(10, batch)).to.equal(1);
    expect(waitFor(batch)).to.be.at.least(1);
    clock.advance(1_000);
    expect(letIn(10, batch)).to.equal(1);
    clock.advance(60_000);
    // Never more than can be saved up is still let in, and paid for after.
    expect(letIn(10, () => admission.serve(OPERATOR, 60_000)())).to.equal(1);
    clock.advance(5_000);
    expect(letIn(10, batch)).to.equal(0);
  });

  it("is a stranger's connection for as long as nobody else needs it", () => {
    const ended: string[] = [];
    const busy = new Set(["198.51.100.1"]);
    const open = (address: string) =>
      admission.connect(address, { isIdle: () => !busy.has(address), end: () => ended.push(address) });
    for (const host of [1, 2, 3, 4, 5, 6]) expect(open(`198.51.100.${host}`)).to.be.a("function");
    expect(open("198.51.100.7")).to.be.a("function");
    expect(ended).to.deep.equal(["198.51.100.2"]);
    admission.trust(PEER);
    for (let i = 0; i < 3; i++) expect(open(PEER)).to.be.a("function");
    expect(ended).to.deep.equal(["198.51.100.2", "198.51.100.3"]);
    for (let host = 1; host <= 9; host++) busy.add(`198.51.100.${host}`);
    expect(open("198.51.100.8")).to.equal(undefined);
    expect(open(PEER)).to.equal(undefined);
  });

  it("always leaves this machine its own probes", () => {
    for (let host = 1; host <= 6; host++) admission.connect(`198.51.100.${host}`);
    expect(admission.connect("198.51.100.7")).to.equal(undefined);
    expect(admission.connect("127.0.0.1")).to.be.a("function");
    expect(admission.connect("::1")).to.be.a("function");
  });

  it("is a stranger's again for an address that shows forgeries", () => {
    admission.trust(PEER);
    for (let i = 0; i < 40; i++) letIn(1, () => admission.recover(`198.51.100.${i}`));
    for (let i = 0; i < 10; i++) admission.distrust(PEER);
    expect(letIn(10, () => admission.recover(PEER))).to.equal(0);
    admission.distrust("198.51.100.9");
    expect(letIn(10, () => admission.recover("198.51.100.9"))).to.equal(0);
  });

  it("leaves operators a share of the connections", () => {
    const open = (address: string, times: number) =>
      Array.from({ length: times }, () => admission.connect(address)).filter((end) => end !== undefined);
    const [end] = open("198.51.100.1", 10);
    expect(open("198.51.100.1", 1)).to.have.length(0);
    expect(open("198.51.100.2", 10)).to.have.length(2);
    expect(open(PEER, 1)).to.have.length(0);
    admission.trust(PEER);
    expect(open(PEER, 5)).to.have.length(2);
    end?.();
    expect(open(PEER, 5)).to.have.length(1);
  });

  it("is so much at once and so much a second for one operator, whatever another does", () => {
    const done = admission.serve(OPERATOR);
    admission.serve(OPERATOR);
    expect(waitFor(() => admission.serve(OPERATOR))).to.equal(1);
    const other = operators[1]?.operator as Hex;
    expect(waitFor(() => admission.serve(other))).to.equal(0);
    done();
    expect(waitFor(() => admission.serve(OPERATOR))).to.equal(0);
    const oneByOne = () => admission.serve(operators[2]?.operator as Hex)();
    expect(letIn(100, oneByOne)).to.equal(10);
  });
});

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
    const port = await serve({ admission: from(createAdmission(limits, systemClock), () => PEER) });
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
