import { expect } from "chai";
import type { PeerAnswer, Proposal } from "../../../oracle/domain/ports.ts";
import { digestOf } from "../../../oracle/pipeline/statements.ts";
import type { Hex } from "../../../standards/hex.ts";
import { RefusalReason, RequestStatus } from "../../../standards/inference.ts";
import { word } from "../standards/builders.ts";
import {
  aDuty,
  answer,
  aPersonalDuty,
  aWorld,
  LEADER,
  MINE,
  type Peer,
  RULES,
  refusal,
  STRANGER,
  signedBy,
  startPeer,
  type World,
} from "./peer.ts";

const ENDED = { live: false, version: 0 };

describe("a peer that is asked to sign", () => {
  let world: World;
  let peer: Peer;
  before(async () => {
    peer = await startPeer(() => world);
  });
  after(() => peer.stop());
  beforeEach(() => {
    world = aWorld();
  });

  it("signs what it would have said itself, over the very digest", async () => {
    const statement = answer();
    const { status, answer: said } = await peer.ask(signedBy(LEADER, statement));
    expect(status).to.equal(200);
    expect(said).to.have.property("signature", MINE.signingKey.sign(digestOf(RULES, statement)).serialized);
  });

  it("signs a refusal that it decided too, and one that the chain shows", async () => {
    world.duty = aDuty({ state: "refusing", outputHash: undefined, refusal: RefusalReason.InputMismatch });
    expect((await peer.ask(signedBy(LEADER, refusal(RefusalReason.InputMismatch)))).status).to.equal(200);
    world.duty = aPersonalDuty();
    world.consent = ENDED;
    expect((await peer.ask(signedBy(LEADER, refusal(RefusalReason.NoLiveConsent)))).status).to.equal(200);
  });

  const mine = () => signedBy(LEADER, answer());
  const table: [string, string, () => Proposal, Partial<World>][] = [
    ["UNKNOWN_SIGNER", "a stranger", () => signedBy(STRANGER, answer()), {}],
    ["UNKNOWN_SIGNER", "an altered report", () => ({ ...mine(), ...answer({ observedBlock: 99 }) }), {}],
    ["UNKNOWN_SIGNER", "no signature", () => ({ ...answer(), signature: `0x${"00".repeat(65)}` as Hex }), {}],
    ["UNKNOWN_COMMITTEE", "another committee", () => signedBy(LEADER, answer({ configDigest: word(5) })), {}],
    ["OTHER_OUTPUT", "another output", () => signedBy(LEADER, answer({ outputHash: word(3) })), {}],
    ["STALE_BLOCK", "an old block", () => signedBy(LEADER, answer({ observedBlock: 94 })), {}],
    ["STALE_BLOCK", "a block to come", () => signedBy(LEADER, answer({ observedBlock: 106 })), {}],
    ["CONSENT_DIFFERS", "another version", () => signedBy(LEADER, answer({ consentVersion: 8 })), {}],
    ["CONSENT_DIFFERS", "an ended consent", mine, { duty: aPersonalDuty(), consent: ENDED }],
    ["CONSENT_DIFFERS", "a consent not final", mine, { duty: aPersonalDuty(), finalConsent: ENDED }],
    ["NOT_READY", "a request not seen yet", mine, { duty: undefined }],
    ["NOT_READY", "an output to come", mine, { duty: aDuty({ state: "authorised", outputHash: undefined }) }],
    ["NOT_PENDING", "a request answered on chain", mine, { status: RequestStatus.Fulfilled }],
    ["NOT_PENDING", "a settled duty", mine, { duty: aDuty({ state: "settled" }) }],
    ["OTHER_DECISION", "an answer to what it refuses", mine, { duty: aDuty({ refusal: 4 }) }],
    ["OTHER_DECISION", "an answer to what it halted", mine, { duty: aDuty({ state: "halted" }) }],
    ["OTHER_DECISION", "a refusal of what it answers", () => signedBy(LEADER, refusal(4)), {}],
    ["OTHER_DECISION", "no consent where none is named", () => signedBy(LEADER, refusal(1)), {}],
    [
      "OTHER_DECISION",
      "no consent where it is live",
      () => signedBy(LEADER, refusal(1)),
      { duty: aPersonalDuty() },
    ],
    ["WOULD_EQUIVOCATE", "what contradicts an earlier signature", mine, { equivocates: true }],
  ];
  for (const [code, name, proposal, changes] of table) {
    it(`objects ${code}: ${name}`, async () => {
      Object.assign(world, changes);
      const { status, answer: said } = await peer.ask(proposal());
      const { signed, objection } = said as Extract<PeerAnswer, { signed: false }>;
      expect({ signed, code: objection.code }).to.deep.equal({ signed: false, code });
      expect(status).to.equal(objection.retryable ? 425 : 409);
      expect(world.signed).to.equal(0);
    });
  }
});
