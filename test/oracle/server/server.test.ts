import http from "node:http";
import { expect } from "chai";
import { PATIENT, word } from "../standards/builders.ts";
import {
  answer,
  aWorld,
  LEADER,
  type Peer,
  REQUEST_ID,
  refusal,
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
    ["an oversize body", { padding: "x".repeat(7_000) }, 413],
  ];
  for (const [name, body, expected] of malformed) {
    it(`${expected}: ${name}`, async () => {
      expect((await peer.ask(body)).status).to.equal(expected);
      expect(world.signed).to.equal(0);
    });
  }

  it("takes no proposal that no operator has signed, and does not look at it", async () => {
    for (const body of ["{", signedBy(LEADER, answer())]) {
      const response = await peer.post(body);
      expect(response.status).to.equal(400);
      expect(await response.json()).to.deep.equal({ error: "MALFORMED_ENVELOPE" });
    }
    const { text } = await peer.leader.seal(PATIENT, JSON.stringify(signedBy(LEADER, answer())));
    const altered = await peer.post(text.replace('\\"kind\\"', '\\"mind\\"'));
    expect(altered.status).to.equal(401);
    expect(await altered.json()).to.deep.equal({ error: "BAD_SIGNATURE" });
    expect(world.signed).to.equal(0);
    expect(await peer.metricOf("theriac_peer_messages_refused_total")).to.contain('{why="BAD_SIGNATURE"} 1');
  });

  it("answers a message once", async () => {
    const { text } = await peer.leader.seal(PATIENT, JSON.stringify(signedBy(LEADER, answer())));
    expect((await peer.post(text)).status).to.equal(200);
    const again = await peer.post(text);
    expect(again.status).to.equal(401);
    expect(await again.json()).to.deep.equal({ error: "REPLAYED" });
    expect(world.signed).to.equal(1);
  });

  it("413: a body that hides its length", async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const request = http.request(`${peer.base}/v1/proposals`, { method: "POST", headers }, (response) => {
        resolve(response.statusCode);
        response.resume();
      });
      request.on("error", reject);
      for (let i = 0; i < 10; i++) request.write("x".repeat(1_000));
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
});
