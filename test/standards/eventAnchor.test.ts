import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { id, keccak256, toUtf8Bytes } from "ethers";
import fc from "fast-check";
import { anchoredDigest, declareError } from "../../standards/epcis/declareError.ts";
import { eventDigest, eventHash } from "../../standards/epcis/eventHash.ts";
import { buildEventTree, eventLeaf, isEventAnchored } from "../../standards/eventAnchor.ts";
import type { Hex } from "../../standards/hex.ts";
import { shippingEvent } from "./epcis/samples.ts";
import { codeOf, errorOf } from "./errorOf.ts";

const word = (text: string): Hex => keccak256(toUtf8Bytes(text)) as Hex;
const batch = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ digest: word(`event ${i}`), salt: word(`salt ${i}`) }));

describe("anchors of events", () => {
  it("prove each event, and only with its own salt, digest and proof", () => {
    for (const count of [1, 2, 3, 5, 8, 33]) {
      const events = batch(count);
      const { root, proofOf } = buildEventTree(events);
      events.forEach((event, i) => {
        const proof = proofOf(i);
        expect(isEventAnchored(root, event, proof)).to.equal(true);
        expect(isEventAnchored(root, { ...event, salt: word("other") }, proof)).to.equal(false);
        expect(isEventAnchored(root, { ...event, digest: word("other") }, proof)).to.equal(false);
        expect(isEventAnchored(root, event, [...proof, word("more")])).to.equal(false);
      });
    }
  });

  it("have the leaves of a standard tree, and its root at two events", () => {
    const events = batch(2);
    const other = StandardMerkleTree.of(
      events.map(({ digest, salt }) => [digest, salt]),
      ["bytes32", "bytes32"],
    );
    const first = events[0] ?? { digest: word(""), salt: word("") };
    expect(other.leafHash([first.digest, first.salt])).to.equal(eventLeaf(first));
    expect(buildEventTree(events).root).to.equal(other.root);
  });

  it("refuse no events, places that do not exist and words of another length", () => {
    expect(codeOf(() => buildEventTree([]))).to.equal("EVENT_INDEX_OUT_OF_RANGE");
    expect(codeOf(() => buildEventTree(batch(3)).proofOf(3))).to.equal("EVENT_INDEX_OUT_OF_RANGE");
    expect(codeOf(() => buildEventTree([{ digest: "0x12", salt: word("") }]))).to.equal(
      "EVENT_WORD_MALFORMED",
    );
    expect(isEventAnchored(id("x") as Hex, { digest: "0x", salt: word("") }, [])).to.equal(false);
  });

  it("hold for batches of any size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (count, at) => {
        const events = batch(count);
        const { root, proofOf } = buildEventTree(events);
        const index = at % count;
        expect(isEventAnchored(root, events[index] as never, proofOf(index))).to.equal(true);
      }),
      { seed: 3, numRuns: 1_000 },
    );
  }).timeout(120_000);
});

describe("a declared error", () => {
  const right = { ...shippingEvent, disposition: "in_progress" };
  const correction = {
    declarationTime: "2026-03-03T08:00:00.000Z",
    reason: "incorrect_data",
    correctedBy: [right],
  } as const;

  it("keeps the event and its identifier, and says what is right instead", () => {
    const wrong = declareError(shippingEvent, correction);
    expect(wrong).to.deep.equal({
      ...shippingEvent,
      eventID: eventHash(shippingEvent),
      errorDeclaration: {
        declarationTime: correction.declarationTime,
        reason: "incorrect_data",
        correctiveEventIDs: [eventHash(right)],
      },
    });
    expect(eventHash(wrong)).to.equal(eventHash(shippingEvent));
  });

  it("is held by its anchor, which the event's own hash would not", () => {
    const wrong = declareError(shippingEvent, correction);
    const other = declareError(shippingEvent, { ...correction, reason: "did_not_occur" });
    expect(anchoredDigest(shippingEvent)).to.equal(eventDigest(shippingEvent));
    expect(new Set([shippingEvent, wrong, other].map((event) => anchoredDigest(event)))).to.have.property(
      "size",
      3,
    );
  });

  it("is refused with a time that does not exist", () => {
    const error = errorOf(() =>
      declareError(shippingEvent, { ...correction, declarationTime: "2026-02-30" }),
    );
    expect(error).to.include({ code: "INVALID_EPCIS", pointer: "/errorDeclaration/declarationTime" });
  });
});
