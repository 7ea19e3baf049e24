import { expect } from "chai";
import { AbiCoder, keccak256, sha256, toUtf8Bytes, ZeroHash } from "ethers";
import { GLN } from "../../scripts/local/supply.ts";
import {
  buildEventTree,
  eventLeaf,
  isEventAnchored,
  type SaltedDigest,
} from "../../standards/eventAnchor.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { testChain } from "../support/chain.ts";

import { type Deployed, setUp } from "../support/fixtures.ts";

const ANCHOR = "tuple(bytes32 root,uint32 events,uint40 from,uint40 to,uint8 cbvVersion)";
const HOUR = 3_600;
/** Counts, times and location numbers are smaller; hashes and salts are not. */
const SMALL = 2n ** 64n;

type Anchoring = Pick<Deployed, "contracts" | "actors" | "chain">;

/** The same events for whoever has them. */
const digests = Array.from({ length: 7 }, (_, i) => sha256(toUtf8Bytes(`event ${i}`)) as Hex);
const salted = (): SaltedDigest[] => digests.map((digest) => ({ digest, salt: randomWord() }));

const anchorAs = async (
  { contracts, actors, chain }: Anchoring,
  who: "manufacturer" | "wholesaler",
  events: readonly SaltedDigest[],
) => {
  const { root, events: count } = buildEventTree(events);
  const now = await chain.now();
  const { head: previous } = await contracts.eventAnchors.headOf(GLN[who]);
  const anchor = { root, events: count, from: now - HOUR, to: now, cbvVersion: 20 };
  const sent = await contracts.eventAnchors.connect(actors[who]).anchor(GLN[who], previous, anchor);
  const receipt = await sent.wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return { sent, receipt, previous, anchor };
};

/** Every 32-byte word that one transaction leaves for all to see. */
const wordsOf = ({ sent, receipt }: Awaited<ReturnType<typeof anchorAs>>): Set<string> => {
  const split = (hex: string) => hex.match(/[0-9a-f]{64}/g) ?? [];
  const logs = receipt.logs.flatMap(({ topics, data }) => [...topics.slice(1), data]);
  const words = [sent.data.slice(10), ...logs.map((hex) => hex.slice(2))].flatMap(split);
  return new Set(words.filter((word) => BigInt(`0x${word}`) >= SMALL));
};

describe("events that partners anchor", () => {
  it("are shown one by one, by the tree of the codec", async () => {
    const fixture = await (await testChain()).load(setUp);
    const { eventAnchors } = fixture.contracts;
    const events = salted();
    const { proofOf, root } = buildEventTree(events);
    await anchorAs(fixture, "manufacturer", events);
    for (const [i, event] of events.entries()) {
      const proof = proofOf(i);
      expect(isEventAnchored(root, event, proof)).to.equal(true);
      const verify = (digest: Hex, salt: Hex) =>
        eventAnchors.verify(GLN.manufacturer, 1, digest, salt, proof);
      expect(await verify(event.digest, event.salt)).to.equal(true);
      expect(await verify(event.digest, randomWord())).to.equal(false);
      expect(await eventAnchors.verify(GLN.wholesaler, 1, event.digest, event.salt, proof)).to.equal(false);
    }
  });

  it("are named in order by the head", async () => {
    const fixture = await (await testChain()).load(setUp);
    let head = ZeroHash;
    for (let i = 0; i < 3; i++) {
      const { anchor, previous } = await anchorAs(fixture, "manufacturer", salted());
      expect(previous).to.equal(head);
      head = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", ANCHOR], [head, anchor]));
    }
    expect(await fixture.contracts.eventAnchors.headOf(GLN.manufacturer)).to.deep.equal([head, 3n]);
  });

  it("share nothing on chain when two partners anchor equal ones, and show none of them", async () => {
    const fixture = await (await testChain()).load(setUp);
    const [made, bought] = [salted(), salted()];
    const first = wordsOf(await anchorAs(fixture, "manufacturer", made));
    const second = wordsOf(await anchorAs(fixture, "wholesaler", bought));
    expect(first.size).to.be.greaterThan(0);
    expect([...first].filter((word) => second.has(word))).to.deep.equal([]);
    const secret = [...made, ...bought].flatMap((event) => [event.digest, event.salt, eventLeaf(event)]);
    for (const word of secret) {
      expect(first.has(word.slice(2))).to.equal(false);
      expect(second.has(word.slice(2))).to.equal(false);
    }
  });
});
