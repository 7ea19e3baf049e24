import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { PeerAnswer, Peers, Proposal } from "../../../oracle/domain/ports.ts";
import type { Envelopes } from "../../../oracle/server/envelopes.ts";
import type { PeerUnavailableError } from "../../../oracle/server/errors.ts";
import { createPeers, type PeersDeps } from "../../../oracle/server/peerClient.ts";
import { startServer } from "../../../oracle/server/startServer.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMetrics, type Metrics } from "../../../oracle/shared/metrics.ts";
import type { Hex } from "../../../standards/hex.ts";
import { createAuthority } from "../../support/certificates.ts";
import { createHandClock, envelopesOf, type HandClock, operators } from "./operators.ts";
import { answer, LEADER, signedBy } from "./peer.ts";

const [alice, bob, carol] = operators as [
  (typeof operators)[0],
  (typeof operators)[0],
  (typeof operators)[0],
];
const PROPOSAL: Proposal = signedBy(LEADER, answer());
const SAID: PeerAnswer = { signed: false, objection: { code: "NOT_READY", retryable: true } };

/** For a machine that is busy with other tests. */
const PATIENCE_MS = 10_000;

type Asked = { readonly text: string; readonly nonce: Hex; readonly response: http.ServerResponse };
/** What a peer does with a question. */
type Conduct = (asked: Asked) => unknown;

describe("asking a peer", () => {
  let clock: HandClock;
  let metrics: Metrics;
  let bobs: Envelopes;
  let server: http.Server;
  let conduct: Conduct;
  let calls: number;
  let peers: ReturnType<typeof createPeers>;

  const reply = async ({ response, nonce }: Asked, body: unknown = SAID, status = 425): Promise<void> => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status).end((await bobs.seal(alice.operator, text, nonce)).text);
  };

  before(async () => {
    server = http.createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      calls++;
      await conduct({ text, nonce: (JSON.parse(text) as { nonce: Hex }).nonce, response });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    clock = createHandClock();
    metrics = createMetrics();
    bobs = envelopesOf(bob, clock);
    calls = 0;
    conduct = (asked) => reply(asked);
    peers = open();
  });
  afterEach(() => peers.close());

  const open = (url = urlOf(server), changes: Partial<PeersDeps> = {}) => {
    const envelopes = envelopesOf(alice, clock);
    return createPeers([{ operator: bob.operator, url }], {
      envelopes,
      metrics,
      clock,
      random: () => 0,
      ...changes,
    });
  };
  const urlOf = (of: http.Server): string => `http://127.0.0.1:${(of.address() as AddressInfo).port}/`;
  const ask = (of: Peers = peers, signal = AbortSignal.timeout(PATIENCE_MS)): Promise<unknown> =>
    of.propose(bob.operator, PROPOSAL, signal).catch((error: PeerUnavailableError) => {
      expect(error).to.include({ code: "PEER_UNAVAILABLE", retryable: true });
      return error.context.why;
    });
  const faults = async (): Promise<string> =>
    (await metrics.registry.getSingleMetricAsString("theriac_peer_failures_total"))
      .split("\n")
      .filter((line) => line.startsWith("theriac"))
      .map((line) => line.replace("theriac_peer_failures_total", ""))
      .join();

  it("brings its answer", async () => {
    expect(await ask()).to.deep.equal(SAID);
    expect(await faults()).to.equal("");
  });

  const table: [string, string, string, Conduct][] = [
    ["BAD_ENVELOPE", "MALFORMED_ENVELOPE", "an unsigned answer", ({ response }) => response.end("{}")],
    [
      "BAD_ENVELOPE",
      "WRONG_ANSWER",
      "another's answer",
      async ({ response, nonce }) =>
        response.end(
          (await envelopesOf(carol, clock).seal(alice.operator, JSON.stringify(SAID), nonce)).text,
        ),
    ],
    [
      "BAD_ENVELOPE",
      "WRONG_ANSWER",
      "an answer to another question",
      async ({ response }) =>
        response.end((await bobs.seal(alice.operator, JSON.stringify(SAID), `0x${"12".repeat(32)}`)).text),
    ],
    ["BAD_ENVELOPE", "WRONG_RECIPIENT", "our own question", ({ response, text }) => response.end(text)],
    ["MALFORMED_ANSWER", "MALFORMED_ANSWER", "no JSON", (asked) => reply(asked, "{")],
    ["MALFORMED_ANSWER", "MALFORMED_ANSWER", "an unknown answer", (asked) => reply(asked, { signed: 1 })],
    [
      "MALFORMED_ANSWER",
      "ANSWER_TOO_LARGE",
      "a huge answer",
      ({ response }) => response.end("x".repeat(99_999)),
    ],
    ["REFUSED", "HTTP 500", "a failure", ({ response }) => response.writeHead(500).end()],
    [
      "REFUSED",
      "HTTP 307",
      "a redirect",
      ({ response }) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
    ],
    ["UNREACHABLE", "UNREACHABLE", "a broken connection", ({ response }) => response.destroy()],
    ["TIMED_OUT", "TIMED_OUT", "silence", () => undefined],
    [
      "TIMED_OUT",
      "TIMED_OUT",
      "bytes that trickle for ever",
      ({ response }) => {
        const timer = setInterval(() => response.write(" "), 20);
        response.once("close", () => clearInterval(timer));
      },
    ],
  ];
  for (const [code, why, name, doing] of table) {
    it(`counts ${name} as ${code}`, async () => {
      conduct = doing;
      const patience = code === "TIMED_OUT" ? 300 : PATIENCE_MS;
      expect(await ask(peers, AbortSignal.timeout(patience))).to.equal(why);
      expect(await faults()).to.equal(`{peer="0",code="${code}"} 1`);
    });
  }

  it("leaves a dead one alone, longer each time, and finds out when it is back", async () => {
    conduct = ({ response }) => response.destroy();
    for (let i = 0; i < 3; i++) expect(await ask()).to.equal("UNREACHABLE");
    expect(await ask()).to.equal("RESTING");
    expect(calls).to.equal(3);
    clock.advance(500);
    expect(await Promise.all([ask(), ask(), ask()])).to.deep.equal(["UNREACHABLE", "RESTING", "RESTING"]);
    clock.advance(500);
    expect(await ask()).to.equal("RESTING");
    conduct = (asked) => reply(asked);
    clock.advance(500);
    expect(await ask()).to.deep.equal(SAID);
    expect(await Promise.all([ask(), ask()])).to.deep.equal([SAID, SAID]);
  });

  it("leaves one alone for as long as it asks", async () => {
    conduct = ({ response }) => response.writeHead(429, { "retry-after": "2" }).end();
    expect(await ask()).to.equal("HTTP 429");
    expect(await ask()).to.equal("RESTING");
    clock.advance(2_000);
    conduct = (asked) => reply(asked);
    expect(await ask()).to.deep.equal(SAID);
  });

  it("blames nobody when the question is taken back", async () => {
    conduct = () => undefined;
    const enough = new AbortController();
    const asked = ask(peers, enough.signal);
    setTimeout(() => enough.abort(), 50);
    expect(await asked).to.equal("ABORTED");
    for (let i = 0; i < 5; i++) expect(await ask(peers, AbortSignal.abort())).to.equal("ABORTED");
    expect(await faults()).to.equal("");
  });

  it("says nothing to a peer that it cannot sign for, and blames nobody", async () => {
    const signer = { ...alice.signer, sign: () => Promise.reject(new Error("away")) };
    const mute = open(urlOf(server), {
      envelopes: envelopesOf(alice, clock, { signer: async () => signer }),
    });
    const failure = await mute
      .propose(bob.operator, PROPOSAL, AbortSignal.timeout(300))
      .catch((error: Error) => error.message);
    expect(failure).to.equal("away");
    expect(calls).to.equal(0);
    expect(await faults()).to.equal("");
    mute.close();
  });
});

describe("asking a peer over TLS", () => {
  const authority = createAuthority("operators");
  const identity = authority.issue("bob");

  const serve = () =>
    startServer(
      {
        operator: bob.operator,
        maxBodyBytes: 6_000,
        asksForCertificates: true,
        peerDoor: async () => ({ status: 200, type: "text/plain", body: "came in" }),
        resultOf: async () => undefined,
        decisionsOf: async () => [],
        health: () => ({ ok: true, problems: [] }),
        metrics: async () => "",
        log: createLog("silent", {}),
      },
      { host: "127.0.0.1", port: 0, tls: { ...identity, clientCa: authority.ca } },
    );

  const whyNot = async (port: number, ca: string, tls?: PeersDeps["tls"]): Promise<unknown> => {
    const envelopes = envelopesOf(alice, systemClock);
    const url = `https://127.0.0.1:${port}`;
    const deps = { envelopes, metrics: createMetrics(), clock: systemClock, random: () => 0, tls };
    const peers = createPeers([{ operator: bob.operator, url, ca }], deps);
    const asked = peers.propose(bob.operator, PROPOSAL, AbortSignal.timeout(1_000));
    const why = await asked.catch((error: PeerUnavailableError) => error.context.why);
    peers.close();
    return why;
  };

  it("needs a certificate of the operators' authority, on both sides", async () => {
    const server = await serve();
    const { port } = server;
    // What the door says there is no envelope: it was reached.
    expect(await whyNot(port, authority.ca, authority.issue("alice"))).to.equal("MALFORMED_ENVELOPE");
    expect(await whyNot(port, authority.ca)).to.equal("HTTP 403");
    const stranger = createAuthority("operators");
    expect(await whyNot(port, authority.ca, stranger.issue("alice"))).to.equal("HTTP 403");
    expect(await whyNot(port, stranger.ca, authority.issue("alice"))).to.equal("UNTRUSTED");
    await server.stop();
  });
});
