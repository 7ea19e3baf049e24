import { expect } from "chai";
import { AbiCoder, concat, id, keccak256 } from "ethers";
import fc from "fast-check";
import { buildAnchorTree, isAnchored, MOST_RECORDS } from "../../standards/anchorTree.ts";
import { type Hex, ZERO_HASH } from "../../standards/hex.ts";
import { parseJson } from "../../standards/parseJson.ts";
import { commitRecord, recordCommitment, recordDomain } from "../../standards/recordCommitment.ts";
import { errorOf } from "./errorOf.ts";

const REGISTRY: Hex = "0x00000000000000000000000000000000000000A1";
const DOMAIN = recordDomain(31_337, REGISTRY);
const SALT = id("a salt") as Hex;
const BUNDLE = `{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Observation",
"status":"final","code":{"coding":[{"system":"http://loinc.org","code":"4548-4"}]},"valueQuantity":{"value":6.5,"unit":"%"}}}]}`;

const commitments = (count: number): Hex[] =>
  Array.from({ length: count }, (_, i) => commitRecord(DOMAIN, { i }).commitment);

describe("the commitment to a record", () => {
  it("is the hash that its definition says", () => {
    const encode = AbiCoder.defaultAbiCoder().encode.bind(AbiCoder.defaultAbiCoder());
    const domain = keccak256(
      encode(
        ["bytes32", "uint256", "address"],
        [id("RecordDomain(uint256 chainId,address registry)"), 31_337, REGISTRY],
      ),
    );
    expect(DOMAIN).to.equal(domain);
    const typehash = id("RecordCommitment(bytes32 domainId,bytes32 contentHash,bytes32 salt)");
    const words = [typehash, domain, id('{"a":1,"b":2}'), SALT];
    const expected = keccak256(encode(["bytes32", "bytes32", "bytes32", "bytes32"], words));
    expect(recordCommitment(DOMAIN, { b: 2, a: 1 }, SALT)).to.equal(expected);
  });

  it("does not depend on spaces or on the order of names", () => {
    const document = JSON.parse(BUNDLE);
    const turned = Object.fromEntries(Object.entries(document).reverse());
    expect(recordCommitment(DOMAIN, turned, SALT)).to.equal(
      recordCommitment(DOMAIN, parseJson(BUNDLE), SALT),
    );
  });

  it("changes with every byte of a bundle that means something", () => {
    const original = recordCommitment(DOMAIN, parseJson(BUNDLE), SALT);
    const seen = new Set<string>();
    for (let at = 0; at < BUNDLE.length; at++) {
      if (/\s/.test(BUNDLE[at] ?? "")) continue;
      const altered = new TextEncoder().encode(BUNDLE);
      altered[at] = (altered[at] ?? 0) ^ 1;
      try {
        seen.add(recordCommitment(DOMAIN, parseJson(altered), SALT));
      } catch (error) {
        expect(error).to.include({ code: "NOT_JSON" });
      }
    }
    expect(seen.size).to.be.greaterThan(140);
    expect(seen.has(original)).to.equal(false);
  });

  it("is bound to chain, registry and salt", () => {
    const other: Hex = "0x00000000000000000000000000000000000000A2";
    const all = [
      recordCommitment(DOMAIN, {}, SALT),
      recordCommitment(recordDomain(1, REGISTRY), {}, SALT),
      recordCommitment(recordDomain(31_337, other), {}, SALT),
      recordCommitment(DOMAIN, {}, id("another salt") as Hex),
    ];
    expect(new Set(all).size).to.equal(4);
    expect(errorOf(() => recordCommitment(DOMAIN, {}, "0x12")).code).to.equal("WORD_MALFORMED");
  });

  it("has a fresh salt each time", () => {
    const [first, second] = [commitRecord(DOMAIN, {}), commitRecord(DOMAIN, {})];
    expect(first.salt).not.to.equal(second.salt);
    expect(first.commitment).to.equal(recordCommitment(DOMAIN, {}, first.salt));
  });
});

describe("an anchor's tree", () => {
  const leaf = (index: number, commitment = ""): string =>
    keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "bytes32"], [index, commitment])));
  const node = (left: string, right: string): string => keccak256(concat([left, right]));

  it("is full, in the order of the places, with zero past the last", () => {
    const list = commitments(5);
    const tree = buildAnchorTree(list);
    const [a = "", b = "", c = "", d = "", e = ""] = list.map((commitment, i) => leaf(i, commitment));
    const left = node(node(a, b), node(c, d));
    const empty = node(ZERO_HASH, ZERO_HASH);
    const right = node(node(e, ZERO_HASH), empty);
    expect([tree.root, tree.count]).to.deep.equal([node(left, right), 5]);
    expect(tree.proofOf(2)).to.deep.equal([d, node(a, b), right]);
    expect(tree.proofOf(4)).to.deep.equal([ZERO_HASH, empty, left]);
    const one = buildAnchorTree(list.slice(0, 1));
    expect([one.root, one.proofOf(0)]).to.deep.equal([a, []]);
  });

  it("has room for one commitment at a place, whoever made the root", () => {
    const [left = SALT, right = SALT] = commitments(2);
    const [a, b] = [leaf(0, left), leaf(0, right)] as [Hex, Hex];
    for (const [first, second] of [
      [a, b],
      [b, a],
    ] as const) {
      const root = node(first, second) as Hex;
      const shown = (count: number) =>
        [isAnchored({ root, count }, 0, left, [b]), isAnchored({ root, count }, 0, right, [a])].filter(
          Boolean,
        );
      expect(shown(1)).to.deep.equal([]);
      expect(shown(2)).to.deep.equal([true]);
    }
  });

  it("is proven by as many words as it has levels", () => {
    const all = Array.from({ length: 70 }, (_, i) => id(`commitment ${i}`) as Hex);
    for (let count = 1; count <= all.length; count++) {
      const list = all.slice(0, count);
      const tree = buildAnchorTree(list);
      const index = count >> 1;
      for (const place of new Set([0, index, count - 1])) {
        const proof = tree.proofOf(place);
        expect(2 ** proof.length >= count && 2 ** proof.length < 2 * count).to.equal(true);
        for (let length = 0; length <= proof.length + 1; length++) {
          const cut = Array.from({ length }, (_, i) => proof[i] ?? ZERO_HASH);
          const shown = isAnchored(tree, place, list[place] as Hex, cut);
          expect(shown).to.equal(length === proof.length);
        }
      }
    }
  });

  it("is proven by whole words alone", () => {
    const [commitment = SALT] = commitments(1);
    const root = keccak256(leaf(0, commitment)) as Hex;
    expect(isAnchored({ root, count: 2 }, 0, commitment, ["0x"])).to.equal(false);
  });

  it("proves each commitment at its own index and nowhere else", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (count, a, b) => {
        const list = commitments(count);
        const tree = buildAnchorTree(list);
        const [own, other] = [a % count, b % (count + 2)];
        const commitment = list[own] as Hex;
        const proof = tree.proofOf(own);
        return (
          isAnchored(tree, own, commitment, proof) &&
          (own === other || !isAnchored(tree, other, commitment, proof)) &&
          !isAnchored(tree, own, commitment, [...proof, SALT]) &&
          !isAnchored(tree, own, keccak256(commitment) as Hex, proof)
        );
      }),
      { numRuns: 30 },
    );
  });

  it("takes no node for a commitment", () => {
    const list = commitments(4);
    const tree = buildAnchorTree(list);
    const [sibling = SALT, uncle = SALT] = tree.proofOf(1);
    for (const node of [sibling, uncle, tree.root, keccak256(concat([sibling, uncle])) as Hex])
      for (const proof of [[], [uncle], [sibling, uncle]])
        for (const index of [0, 1, 2, 3]) expect(isAnchored(tree, index, node, proof)).to.equal(false);
  });

  it("refuses none, the same twice and places that it does not have", () => {
    const list = commitments(2);
    const [first = SALT] = list;
    expect(errorOf(() => buildAnchorTree([])).code).to.equal("ANCHOR_INDEX_OUT_OF_RANGE");
    expect(
      errorOf(() => buildAnchorTree([...list, first.toUpperCase().replace("X", "x") as Hex])),
    ).to.deep.include({
      code: "COMMITMENT_REPEATED",
      context: { first: 0, second: 2 },
    });
    const tree = buildAnchorTree(list);
    for (const index of [-1, 2, 0.5])
      expect(errorOf(() => tree.proofOf(index)).code).to.equal("ANCHOR_INDEX_OUT_OF_RANGE");
    expect(MOST_RECORDS).to.equal(16_777_215);
  });
});
