import http from "node:http";
import { expect } from "chai";
import { type SigningKey, Wallet } from "ethers";
import type { Committee } from "../../../oracle/domain/committee.ts";
import type { Duty } from "../../../oracle/domain/duty.ts";
import type { Proposal } from "../../../oracle/domain/ports.ts";
import { countersign } from "../../../oracle/pipeline/countersign.ts";
import type { PipelineDeps } from "../../../oracle/pipeline/deps.ts";
import { digestOf, type Statement } from "../../../oracle/pipeline/statements.ts";
import { createPeers } from "../../../oracle/server/peerClient.ts";
import { type RunningServer, startServer } from "../../../oracle/server/startServer.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import type { ConfigDigest, Hex, RequestId } from "../../../standards/hex.ts";
import { RefusalReason, RequestStatus } from "../../../standards/inference.ts";
import { aRequest, CLINIC, HOSPITAL, PATIENT, word } from "../standards/builders.ts";

const LEADER = new Wallet(word(0x51));
const MINE = new Wallet(word(0x52));
const STRANGER = new Wallet(word(0x53));
const RULES = { chainId: 31_337, oracle: HOSPITAL };
const COMMITTEE: Committee = {
  digest: word(4) as ConfigDigest,
  threshold: 2,
  members: [
    { operator: CLINIC, signer: LEADER.address as Hex },
    { operator: PATIENT, signer: MINE.address as Hex },
  ],
};
const REQUEST_ID = word(1) as RequestId;

const aDuty = (changes: Partial<Duty> = {}): Duty => ({
  id: REQUEST_ID,
  requester: CLINIC,
  request: aRequest(),
  blockNumber: 90,
  openedAt: 0,
  seenAt: 0,
  state: "computed",
  readyAt: 0,
  output: word(2),
  outputHash: word(2),
  refusal: undefined,
  statement: undefined,
  outcome: undefined,
  attempts: 0,
  nextAttemptAt: 0,
  lastError: undefined,
  ...changes,
});

const personal = { request: aRequest({ consentId: word(7) as never }) };

describe("the node's server", () => {
  let duty: Duty | undefined;
  let status: number;
  let consent: { live: boolean; version: number };
  let final: { live: boolean; version: number };
  let signed: number;
  let equivocates: boolean;
  let ok: boolean;
  let server: RunningServer;
  let base: string;

  const deps = (): PipelineDeps =>
    ({
      rules: { ...RULES, maxBlockDistance: 5 },
      chain: {
        committeeOf: async (digest: string) => (digest === COMMITTEE.digest ? COMMITTEE : undefined),
        head: async () => ({ number: 100, hash: word(0), timestamp: 0 }),
        statusOf: async () => status,
        livenessOf: async (_: string, at: string) => (at === "final" ? final : consent),
      },
      keys: {
        operator: PATIENT,
        signDigest: (digest: Hex) => MINE.signingKey.sign(digest).serialized as Hex,
      },
      store: {
        duty: (id: string) => (id === REQUEST_ID ? duty : undefined),
        releaseSignature: (_: string, __: unknown, sign: () => Hex) => {
          if (equivocates) throw Object.assign(new Error("no"), { code: "WOULD_EQUIVOCATE" });
          signed++;
          return sign();
        },
      },
      log: createLog("silent", {}),
      metrics: createMetrics(),
    }) as unknown as PipelineDeps;

  before(async () => {
    server = await startServer(
      {
        operator: PATIENT,
        maxBodyBytes: 2_000,
        countersign: (proposal) => countersign(deps(), proposal),
        resultOf: (id) => (id === REQUEST_ID ? { encapsulatedKey: word(5), ciphertext: "0x06" } : undefined),
        health: () => ({ ok, problems: ok ? [] : ["LISTENER_STUCK"] }),
        metrics: async () => "theriac_head_block 100\n",
        log: createLog("silent", {}),
      },
      { host: "127.0.0.1", port: 0 },
    );
    base = `http://127.0.0.1:${server.port}`;
  });
  after(() => server.stop());
  beforeEach(() => {
    duty = aDuty();
    status = RequestStatus.Pending;
    consent = final = { live: true, version: 0 };
    signed = 0;
    equivocates = false;
    ok = true;
  });

  const answer = (changes = {}): Statement => ({
    kind: "answer",
    report: {
      requestId: REQUEST_ID,
      outputHash: word(2),
      consentVersion: 0,
      configDigest: COMMITTEE.digest,
      observedBlock: 98,
      ...changes,
    },
  });
  const refusal = (reason: 1 | 2 | 3 | 4): Statement => ({
    kind: "refusal",
    refusal: { requestId: REQUEST_ID, reason, configDigest: COMMITTEE.digest },
  });
  const signedBy = (wallet: { signingKey: SigningKey }, statement: Statement): Proposal => ({
    ...statement,
    signature: wallet.signingKey.sign(digestOf(RULES, statement)).serialized as Hex,
  });
  const post = (body: unknown, headers: Record<string, string> = { "content-type": "application/json" }) =>
    fetch(`${base}/v1/proposals`, {
      method: "POST",
      headers,
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const objectionTo = async (proposal: Proposal) => {
    const response = await post(proposal);
    const body = (await response.json()) as {
      signed: boolean;
      objection: { code: string; retryable: boolean };
    };
    expect(signed).to.equal(0);
    expect(response.status).to.equal(body.objection.retryable ? 425 : 409);
    return body.objection.code;
  };

  it("signs what it would have said itself, over the very digest", async () => {
    const statement = answer();
    const response = await post(signedBy(LEADER, statement));
    expect(response.status).to.equal(200);
    const { signature } = (await response.json()) as { signature: Hex };
    expect(signature).to.equal(MINE.signingKey.sign(digestOf(RULES, statement)).serialized);
  });

  const objections: [string, () => Proposal, () => void][] = [
    ["UNKNOWN_SIGNER", () => signedBy(STRANGER, answer()), () => undefined],
    [
      "UNKNOWN_SIGNER",
      () => ({ ...signedBy(LEADER, answer()), ...answer({ observedBlock: 99 }) }),
      () => undefined,
    ],
    ["UNKNOWN_SIGNER", () => ({ ...answer(), signature: `0x${"00".repeat(65)}` as Hex }), () => undefined],
    ["UNKNOWN_COMMITTEE", () => signedBy(LEADER, answer({ configDigest: word(5) })), () => undefined],
    ["OTHER_OUTPUT", () => signedBy(LEADER, answer({ outputHash: word(3) })), () => undefined],
    ["STALE_BLOCK", () => signedBy(LEADER, answer({ observedBlock: 94 })), () => undefined],
    ["STALE_BLOCK", () => signedBy(LEADER, answer({ observedBlock: 106 })), () => undefined],
    ["CONSENT_DIFFERS", () => signedBy(LEADER, answer({ consentVersion: 8 })), () => undefined],
    [
      "CONSENT_DIFFERS",
      () => signedBy(LEADER, answer()),
      () => {
        duty = aDuty(personal);
        consent = { live: false, version: 0 };
      },
    ],
    [
      "CONSENT_DIFFERS",
      () => signedBy(LEADER, answer()),
      () => {
        duty = aDuty(personal);
        final = { live: false, version: 0 };
      },
    ],
    [
      "NOT_READY",
      () => signedBy(LEADER, answer()),
      () => {
        duty = undefined;
      },
    ],
    [
      "NOT_READY",
      () => signedBy(LEADER, answer()),
      () => {
        duty = aDuty({ state: "authorised", outputHash: undefined });
      },
    ],
    [
      "NOT_PENDING",
      () => signedBy(LEADER, answer()),
      () => {
        status = RequestStatus.Fulfilled;
      },
    ],
    [
      "NOT_PENDING",
      () => signedBy(LEADER, answer()),
      () => {
        duty = aDuty({ state: "settled" });
      },
    ],
    [
      "OTHER_DECISION",
      () => signedBy(LEADER, answer()),
      () => {
        duty = aDuty({ state: "refusing", refusal: RefusalReason.InputMismatch });
      },
    ],
    [
      "OTHER_DECISION",
      () => signedBy(LEADER, answer()),
      () => {
        duty = aDuty({ state: "halted" });
      },
    ],
    ["OTHER_DECISION", () => signedBy(LEADER, refusal(4)), () => undefined],
    ["OTHER_DECISION", () => signedBy(LEADER, refusal(1)), () => undefined],
    [
      "OTHER_DECISION",
      () => signedBy(LEADER, refusal(1)),
      () => {
        duty = aDuty(personal);
      },
    ],
    [
      "WOULD_EQUIVOCATE",
      () => signedBy(LEADER, answer()),
      () => {
        equivocates = true;
      },
    ],
  ];
  for (const [i, [code, proposal, change]] of objections.entries()) {
    it(`objects: ${code} (${i})`, async () => {
      change();
      expect(await objectionTo(proposal())).to.equal(code);
    });
  }

  it("signs a refusal that it decided too, and one that the chain shows", async () => {
    duty = aDuty({ state: "refusing", outputHash: undefined, refusal: RefusalReason.InputMismatch });
    expect((await post(signedBy(LEADER, refusal(4)))).status).to.equal(200);
    duty = aDuty(personal);
    consent = { live: false, version: 0 };
    expect((await post(signedBy(LEADER, refusal(1)))).status).to.equal(200);
  });

  const malformed: [string, unknown, number][] = [
    ["no JSON", "{", 400],
    ["no proposal", {}, 400],
    ["another kind", { ...signedBy(LEADER, answer()), kind: "maybe" }, 400],
    ["an extra key", { ...signedBy(LEADER, answer()), note: 1 }, 400],
    ["a short signature", { ...answer(), signature: "0x00" }, 400],
    ["a negative block", { ...answer({ observedBlock: -1 }), signature: `0x${"11".repeat(65)}` }, 400],
    ["an unspecified refusal", { ...refusal(1), refusal: { ...refusal(1), reason: 0 } }, 400],
    ["an oversize body", { padding: "x".repeat(3_000) }, 413],
  ];
  for (const [name, body, expected] of malformed) {
    it(`${expected}: ${name}`, async () => {
      expect((await post(body)).status).to.equal(expected);
      expect(signed).to.equal(0);
    });
  }

  it("413: a body that hides its length", async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const request = http.request(`${base}/v1/proposals`, { method: "POST", headers }, (response) => {
        resolve(response.statusCode);
        response.resume();
      });
      request.on("error", reject);
      for (let i = 0; i < 5; i++) request.write("x".repeat(1_000));
      request.end();
    });
    expect(status).to.equal(413);
  });

  it("415: anything but JSON", async () => {
    expect((await post("x", { "content-type": "text/plain" })).status).to.equal(415);
  });

  it("404 and 405 elsewhere", async () => {
    expect((await fetch(`${base}/v1/other`)).status).to.equal(404);
    expect((await fetch(`${base}/v1/proposals`)).status).to.equal(405);
    expect((await fetch(`${base}/v1/results/0x12`)).status).to.equal(404);
  });

  it("serves a ciphertext by request, and nothing for others", async () => {
    expect(await (await fetch(`${base}/v1/results/${REQUEST_ID}`)).json()).to.deep.equal({
      version: 1,
      requestId: REQUEST_ID,
      operator: PATIENT,
      encapsulatedKey: word(5),
      ciphertext: "0x06",
    });
    expect((await fetch(`${base}/v1/results/${word(9)}`)).status).to.equal(404);
  });

  it("fails its health check when something is wrong", async () => {
    expect((await fetch(`${base}/healthz`)).status).to.equal(200);
    ok = false;
    const response = await fetch(`${base}/healthz`);
    expect(response.status).to.equal(503);
    expect(await response.json()).to.deep.equal({ ok: false, problems: ["LISTENER_STUCK"] });
  });

  it("serves metrics as text", async () => {
    expect(await (await fetch(`${base}/metrics`)).text()).to.equal("theriac_head_block 100\n");
  });

  it("is what a peer's client talks to", async () => {
    const peers = createPeers([{ operator: PATIENT, url: `${base}/` }]);
    const { signal } = new AbortController();
    expect(await peers.propose(PATIENT, signedBy(LEADER, answer()), signal)).to.have.property("signed", true);
    expect(await peers.propose(PATIENT, signedBy(STRANGER, answer()), signal)).to.deep.equal({
      signed: false,
      objection: { code: "UNKNOWN_SIGNER", retryable: false },
    });
    const down = createPeers([{ operator: PATIENT, url: "http://127.0.0.1:1" }]);
    const failure = await down.propose(PATIENT, signedBy(LEADER, answer()), signal).catch((error) => error);
    expect(failure).to.include({ code: "PEER_UNAVAILABLE", retryable: true });
  });
});
