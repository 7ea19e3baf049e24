import { expect } from "chai";
import { Wallet } from "ethers";
import type { EnvelopeError } from "../../../oracle/server/envelopeError.ts";
import type { Envelopes, Expected } from "../../../oracle/server/envelopes.ts";
import { generateEd25519 } from "../../../oracle/shared/ed25519.ts";
import type { Hex } from "../../../standards/hex.ts";
import { inferenceOracleDomain, refusalDigest, reportDigest } from "../../../standards/inference.ts";
import { peerDomain, peerSessionPreimage } from "../../../standards/peerMessage.ts";
import { recoverSigner } from "../../../standards/signatures.ts";
import { word } from "../standards/builders.ts";
import {
  CHAIN_ID,
  createHandClock,
  envelopesOf,
  type HandClock,
  ORACLE,
  operators,
  signerOf,
  TOLERANCE,
} from "./operators.ts";

const [alice, bob, carol] = operators as [
  (typeof operators)[0],
  (typeof operators)[0],
  (typeof operators)[0],
];
const BODY = '{"kind":"answer"}';
const free = () => undefined;

describe("envelopes between operators", () => {
  let clock: HandClock;
  let alices: Envelopes;
  let bobs: Envelopes;
  beforeEach(() => {
    clock = createHandClock();
    alices = envelopesOf(alice, clock);
    bobs = envelopesOf(bob, clock);
    clock.advance(TOLERANCE.maxAheadMs + 1);
  });

  const whyNot = (envelopes: Envelopes, text: string, expected?: Expected): Promise<string> =>
    envelopes.open(text, free, expected).then(
      () => "OPENED",
      (error: EnvelopeError) => error.why ?? String(error),
    );
  const toBob = async (body = BODY) => (await alices.seal(bob.operator, body)).text;
  const altered = async (change: (wire: Record<string, unknown>) => unknown): Promise<string> => {
    const wire = JSON.parse(await toBob());
    return JSON.stringify({ ...wire, ...(change(wire) as object) });
  };

  it("tell whom a body is from", async () => {
    const { text, nonce } = await alices.seal(bob.operator, BODY);
    expect(await bobs.open(text, free)).to.deep.equal({ sender: alice.operator, nonce, body: BODY });
  });

  const signature = `0x${"11".repeat(64)}`;
  const table: [string, string, (wire: Record<string, unknown>) => unknown][] = [
    ["MALFORMED_ENVELOPE", "another version", () => ({ version: 2 })],
    ["MALFORMED_ENVELOPE", "a key too many", () => ({ note: 1 })],
    ["MALFORMED_ENVELOPE", "a body that is no text", () => ({ body: {} })],
    ["MALFORMED_ENVELOPE", "a body that is half a character", () => ({ body: "\ud800" })],
    ["WRONG_DEPLOYMENT", "another chain", () => ({ chainId: 1 })],
    ["WRONG_DEPLOYMENT", "another oracle", () => ({ oracle: carol.operator })],
    ["WRONG_RECIPIENT", "another recipient", () => ({ recipient: carol.operator })],
    ["WRONG_RECIPIENT", "oneself as sender", () => ({ sender: bob.operator })],
    ["WRONG_ANSWER", "an answer to nothing asked", () => ({ inReplyTo: word(9) })],
    ["OUT_OF_TIME", "a time too early", () => ({ sentAt: clock.now() - TOLERANCE.maxBehindMs - 1 })],
    ["OUT_OF_TIME", "a time to come", () => ({ sentAt: clock.now() + TOLERANCE.maxAheadMs + 1 })],
    ["UNKNOWN_SENDER", "a sender in no committee", () => ({ sender: ORACLE })],
    ["BAD_SESSION", "another member as sender", () => ({ sender: carol.operator })],
    ["BAD_SIGNATURE", "another body", () => ({ body: '{"kind":"refusal"}' })],
    ["BAD_SIGNATURE", "another nonce", () => ({ nonce: word(8) })],
    ["BAD_SIGNATURE", "another time", ({ sentAt }) => ({ sentAt: Number(sentAt) + 1 })],
    ["BAD_SIGNATURE", "another signature", () => ({ signature })],
  ];
  for (const [why, name, change] of table) {
    it(`refuse ${name}: ${why}`, async () => {
      expect(await whyNot(bobs, await altered(change))).to.equal(why);
    });
  }

  it("refuse what is no JSON", async () => {
    expect(await whyNot(bobs, "{")).to.equal("MALFORMED_ENVELOPE");
  });

  it("count once", async () => {
    const text = await toBob();
    expect(await whyNot(bobs, text)).to.equal("OPENED");
    expect(await whyNot(bobs, text)).to.equal("REPLAYED");
    clock.advance(TOLERANCE.maxBehindMs + 1);
    expect(await whyNot(bobs, text)).to.equal("OUT_OF_TIME");
  });

  it("count once across a restart, even from a sender whose clock is fast", async () => {
    const fast = envelopesOf(alice, { now: () => clock.now() + TOLERANCE.maxAheadMs });
    const texts = [await toBob(), (await fast.seal(bob.operator, BODY)).text];
    for (const text of texts) expect(await whyNot(bobs, text)).to.equal("OPENED");
    const restarted = envelopesOf(bob, clock);
    for (const wait of [0, TOLERANCE.maxAheadMs, 1]) {
      clock.advance(wait);
      for (const text of texts) expect(await whyNot(restarted, text)).to.equal("JUST_STARTED");
    }
    expect(await whyNot(restarted, await toBob())).to.equal("OPENED");
  });

  describe("of answers", () => {
    it("are taken from whom was asked, about what was asked", async () => {
      const question = await alices.seal(bob.operator, BODY);
      const { nonce } = await bobs.open(question.text, free);
      const answer = await bobs.seal(alice.operator, "{}", nonce);
      const expected = { sender: bob.operator, inReplyTo: question.nonce };
      expect(await whyNot(alices, answer.text, expected)).to.equal("OPENED");
      expect(await whyNot(alices, answer.text)).to.equal("WRONG_ANSWER");
      const another = await alices.seal(bob.operator, BODY);
      expect(await whyNot(alices, answer.text, { ...expected, inReplyTo: another.nonce })).to.equal(
        "WRONG_ANSWER",
      );
      expect(await whyNot(alices, answer.text, { ...expected, sender: carol.operator })).to.equal(
        "WRONG_ANSWER",
      );
      const carols = await envelopesOf(carol, clock).seal(alice.operator, "{}", nonce);
      expect(await whyNot(alices, carols.text, expected)).to.equal("WRONG_ANSWER");
    });

    it("are taken right after a start", async () => {
      const restarted = envelopesOf(alice, clock);
      const question = await restarted.seal(bob.operator, BODY);
      const answer = await bobs.seal(alice.operator, "{}", question.nonce);
      const expected = { sender: bob.operator, inReplyTo: question.nonce };
      expect(await whyNot(restarted, answer.text, expected)).to.equal("OPENED");
    });
  });

  describe("and the signing key", () => {
    const sessionBy = async (sign: (preimage: Hex) => Promise<Hex>, expiresIn = 1_000, oracle = ORACLE) => {
      const { publicKey: key } = generateEd25519();
      const session = { operator: alice.operator, key, expiresAt: clock.now() + expiresIn };
      const signed = await sign(peerSessionPreimage(peerDomain(CHAIN_ID, oracle), session));
      return { session: { key, expiresAt: session.expiresAt, signature: signed } };
    };

    it("refuse a session of a key that the chain does not know for the operator", async () => {
      const stranger = signerOf(word(0x66));
      for (const { sign } of [stranger, bob.signer]) {
        const forged = await sessionBy(sign);
        expect(await whyNot(bobs, await altered(() => forged))).to.equal("BAD_SESSION");
      }
    });

    it("refuse a session that is over, lasts for ever or is of another deployment", async () => {
      const { sign } = alice.signer;
      const sessions = [
        await sessionBy(sign, 0),
        await sessionBy(sign, 25 * 3_600_000),
        await sessionBy(sign, 1_000, carol.operator),
      ];
      for (const session of sessions)
        expect(await whyNot(bobs, await altered(() => session))).to.equal("BAD_SESSION");
    });

    it("recover it once a session, and ask leave before", async () => {
      let asked = 0;
      const admit = () => void asked++;
      for (let i = 0; i < 3; i++) await bobs.open(await toBob(), admit);
      expect(asked).to.equal(1);
      const refusing = () => {
        throw new Error("busy");
      };
      const restarted = envelopesOf(bob, clock);
      clock.advance(TOLERANCE.maxAheadMs + 1);
      const outcome = await restarted.open(await toBob(), refusing).catch((error: Error) => error.message);
      expect(outcome).to.equal("busy");
    });

    it("recover few new sessions of one operator, and as many forgeries as they are let in", async () => {
      const another = () => envelopesOf(alice, clock).seal(bob.operator, BODY);
      const stranger = signerOf(word(0x66));
      for (let i = 0; i < 10; i++) {
        const forged = await sessionBy(stranger.sign, 1_000 + i);
        expect(await whyNot(bobs, await altered(() => forged))).to.equal("BAD_SESSION");
      }
      const texts = await Promise.all(Array.from({ length: 10 }, async () => (await another()).text));
      const outcomes: string[] = [];
      for (const text of texts) outcomes.push(await whyNot(bobs, text));
      expect(outcomes.filter((each) => each === "OPENED")).to.have.length(8);
      expect(outcomes.slice(8)).to.deep.equal(["TOO_MANY_MESSAGES", "TOO_MANY_MESSAGES"]);
      clock.advance(3_000);
      expect(await whyNot(bobs, (await another()).text)).to.equal("OPENED");
      const carols = await envelopesOf(carol, clock).seal(bob.operator, BODY);
      expect(await whyNot(bobs, carols.text)).to.equal("OPENED");
    });

    it("ask it for a signature once in a while only, and go on while it is away", async () => {
      let signed = 0;
      let isAway = false;
      const signer = {
        ...alice.signer,
        sign: async (preimage: Hex) => {
          if (isAway) throw new Error("away");
          signed++;
          return alice.signer.sign(preimage);
        },
      };
      const remote = envelopesOf(alice, clock, { signer: async () => signer });
      for (let i = 0; i < 5; i++) await remote.seal(bob.operator, BODY);
      expect(signed).to.equal(1);
      isAway = true;
      clock.advance(45 * 60_000);
      expect(await whyNot(bobs, (await remote.seal(bob.operator, BODY)).text)).to.equal("OPENED");
      clock.advance(16 * 60_000);
      expect(await remote.seal(bob.operator, BODY).catch((error: Error) => error.message)).to.equal("away");
    });

    it("follow it when it is rotated", async () => {
      const next = signerOf(word(0x99));
      let known: Hex[] = [alice.signer.signer.toLowerCase() as Hex];
      let inUse = alice.signer;
      const bobAfter = envelopesOf(bob, clock, { keysOf: async () => known });
      const rotating = envelopesOf(alice, clock, { signer: async () => inUse });
      clock.advance(TOLERANCE.maxAheadMs + 1);
      const old = (await rotating.seal(bob.operator, BODY)).text;
      inUse = next;
      const fresh = (await rotating.seal(bob.operator, BODY)).text;
      expect(await whyNot(bobAfter, fresh)).to.equal("BAD_SESSION");
      known = [next.signer.toLowerCase() as Hex];
      expect(await whyNot(bobAfter, old)).to.equal("BAD_SESSION");
      expect(await whyNot(bobAfter, fresh)).to.equal("OPENED");
    });

    it("never give it something to sign that means anything on chain", async () => {
      const { session } = JSON.parse(await toBob()) as { session: { signature: Hex } };
      const domain = inferenceOracleDomain(CHAIN_ID, ORACLE);
      const report = {
        requestId: word(1),
        outputHash: word(2),
        consentVersion: 0,
        configDigest: word(4),
        observedBlock: 1,
      };
      const refusal = { requestId: word(1), reason: 2, configDigest: word(4) };
      const digests = [reportDigest(domain, report as never), refusalDigest(domain, refusal as never)];
      for (const digest of digests)
        expect(recoverSigner(digest, session.signature)).not.to.equal(new Wallet(word(0x91)).address);
      expect(peerDomain(CHAIN_ID, ORACLE).name).not.to.equal(domain.name);
    });
  });
});
