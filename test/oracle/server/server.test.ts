import http from "node:http";
import { expect } from "chai";
import { createPeers } from "../../../oracle/server/peerClient.ts";
import { PATIENT, word } from "../standards/builders.ts";
import {
  answer,
  aWorld,
  LEADER,
  type Peer,
  REQUEST_ID,
  refusal,
  STRANGER,
  signedBy,
  startPeer,
  type World,
} from "./peer.ts";

describe("the node's server", () => {
  let world: World;
  let peer: Peer;
  before(async () => {
    peer = await startPeer(() => world);
  });
  after(() => peer.stop());
  beforeEach(() => {
    world = aWorld();
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
      expect((await peer.post(body)).status).to.equal(expected);
      expect(world.signed).to.equal(0);
    });
  }

  it("413: a body that hides its length", async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const request = http.request(`${peer.base}/v1/proposals`, { method: "POST", headers }, (response) => {
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
    expect((await peer.post("x", { "content-type": "text/plain" })).status).to.equal(415);
  });

  it("404 and 405 elsewhere", async () => {
    expect((await fetch(`${peer.base}/v1/other`)).status).to.equal(404);
    expect((await fetch(`${peer.base}/v1/proposals`)).status).to.equal(405);
    expect((await fetch(`${peer.base}/v1/results/0x12`)).status).to.equal(404);
  });

  it("serves a ciphertext by request, and nothing for others", async () => {
    expect(await (await fetch(`${peer.base}/v1/results/${REQUEST_ID}`)).json()).to.deep.equal({
      version: 1,
      requestId: REQUEST_ID,
      operator: PATIENT,
      encapsulatedKey: word(5),
      ciphertext: "0x06",
    });
    expect((await fetch(`${peer.base}/v1/results/${word(9)}`)).status).to.equal(404);
  });

  it("fails its health check when something is wrong", async () => {
    expect((await fetch(`${peer.base}/healthz`)).status).to.equal(200);
    world.healthy = false;
    const response = await fetch(`${peer.base}/healthz`);
    expect(response.status).to.equal(503);
    expect(await response.json()).to.deep.equal({ ok: false, problems: ["LISTENER_STUCK"] });
  });

  it("serves metrics as text", async () => {
    expect(await (await fetch(`${peer.base}/metrics`)).text()).to.equal("theriac_head_block 100\n");
  });

  it("is what a peer's client talks to", async () => {
    const peers = createPeers([{ operator: PATIENT, url: `${peer.base}/` }]);
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
