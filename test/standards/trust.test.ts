import { expect } from "chai";
import { id, Wallet } from "ethers";
import { Duo, maskOf } from "../../standards/consentCodes.ts";
import {
  CREDENTIAL_CODES,
  credentialCodes,
  isSignedByIssuer,
  isTimely,
  type ResearchCredential,
  researchTrustDomain,
  signCredential,
} from "../../standards/credentials.ts";
import type { Hex } from "../../standards/hex.ts";
import { buildOntology, isAncestryShown } from "../../standards/ontology.ts";
import { policyIdOf, policyTextHash } from "../../standards/policy.ts";
import { errorOf } from "./errorOf.ts";

const NOW = 1_780_000_000;
const DAY = 86_400;
const DOMAIN = researchTrustDomain(31_337, "0x00000000000000000000000000000000000000A1");
const BOARD = new Wallet(id("board"));
const RESEARCHER = new Wallet(id("researcher")).address as Hex;

const approval = (changes: Partial<ResearchCredential> = {}): ResearchCredential => ({
  holder: RESEARCHER,
  duoCode: Duo.IRB,
  value: id("approval 7") as Hex,
  assertedAt: NOW - DAY,
  expiresAt: NOW + 100 * DAY,
  ...changes,
});

const codesOf = (issuer: Hex): bigint => (issuer === BOARD.address ? maskOf([Duo.IRB, Duo.RS]) : 0n);

describe("a researcher's credential", () => {
  it("counts by its issuer's signature, for the codes that the issuer has a say on", async () => {
    const signed = await signCredential(BOARD, DOMAIN, approval());
    const status = await signCredential(BOARD, DOMAIN, approval({ duoCode: Duo.RS }));
    const region = await signCredential(BOARD, DOMAIN, approval({ duoCode: Duo.GS }));
    const codes = credentialCodes(DOMAIN, codesOf, RESEARCHER, [signed, status, region], NOW);
    expect(codes).to.equal(maskOf([Duo.IRB, Duo.RS]));
    expect(CREDENTIAL_CODES).to.equal(maskOf([12, 21, 22, 26, 27, 28]));
  });

  it("does not count for somebody else, by somebody else, or altered", async () => {
    const mallory = new Wallet(id("mallory"));
    const signed = await signCredential(BOARD, DOMAIN, approval());
    const others = [
      await signCredential(BOARD, DOMAIN, approval({ holder: mallory.address as Hex })),
      await signCredential(mallory, DOMAIN, approval()),
      { ...(await signCredential(mallory, DOMAIN, approval())), issuer: BOARD.address as Hex },
      { ...signed, value: id("approval 8") as Hex },
      { ...signed, expiresAt: signed.expiresAt + 1 },
      { ...signed, signature: "0x" as Hex },
    ];
    expect(credentialCodes(DOMAIN, codesOf, RESEARCHER, others, NOW)).to.equal(0n);
    expect(isSignedByIssuer(researchTrustDomain(1, DOMAIN.verifyingContract), signed)).to.equal(false);
  });

  it("counts only while now and an hour is before its expiry and its first birthday", () => {
    const { assertedAt, expiresAt } = approval();
    expect(isTimely({ assertedAt, expiresAt }, expiresAt - 3_601)).to.equal(true);
    expect(isTimely({ assertedAt, expiresAt }, expiresAt - 3_600)).to.equal(false);
    const forever = { assertedAt, expiresAt: 2 ** 40 - 1 };
    expect(isTimely(forever, assertedAt + 365 * DAY - 3_601)).to.equal(true);
    expect(isTimely(forever, assertedAt + 365 * DAY - 3_600)).to.equal(false);
    expect(isTimely(forever, assertedAt - 1)).to.equal(false);
    expect(isTimely(forever, assertedAt)).to.equal(true);
  });
});

describe("an ontology's closure", () => {
  const DIABETES = "MONDO:0005015";
  const [TYPE_1, TYPE_2] = ["MONDO:0005147", "MONDO:0005148"];
  const EDGES = [
    { child: TYPE_2, parent: DIABETES },
    { child: TYPE_1, parent: DIABETES },
    { child: DIABETES, parent: "MONDO:0002908" },
    { child: "MONDO:0002908", parent: "MONDO:0000001" },
    { child: TYPE_1, parent: "MONDO:0007179" },
    { child: "MONDO:0007179", parent: "MONDO:0000001" },
  ];

  it("shows each ancestor, near or far, and by two ways once", () => {
    const ontology = buildOntology(EDGES);
    expect(ontology.size).to.equal(11);
    for (const child of [TYPE_1, TYPE_2])
      for (const ancestor of [DIABETES, "MONDO:0002908", "MONDO:0000001"]) {
        expect(ontology.isKindOf(child, ancestor)).to.equal(true);
        const proof = ontology.proofOf(child, ancestor);
        expect(isAncestryShown(ontology.root, child, ancestor, proof)).to.equal(true);
        expect(isAncestryShown(ontology.root, ancestor, child, proof)).to.equal(false);
      }
  });

  it("shows neither siblings, nor a term above itself, nor a kind as its parent", () => {
    const ontology = buildOntology(EDGES);
    const pairs: [string, string][] = [
      [TYPE_2, TYPE_1],
      [DIABETES, TYPE_2],
      [DIABETES, DIABETES],
      [TYPE_2, "MONDO:0007179"],
    ];
    for (const [child, ancestor] of pairs) {
      expect(ontology.isKindOf(child, ancestor)).to.equal(false);
      expect(errorOf(() => ontology.proofOf(child, ancestor)).code).to.equal("NO_ANCESTRY");
      const borrowed = ontology.proofOf(TYPE_2, DIABETES);
      expect(isAncestryShown(ontology.root, child, ancestor, borrowed)).to.equal(false);
    }
  });

  it("has one root whatever the order of its edges", () => {
    expect(buildOntology([...EDGES].reverse()).root).to.equal(buildOntology(EDGES).root);
    expect(buildOntology(EDGES.slice(1)).root).not.to.equal(buildOntology(EDGES).root);
  });

  it("is refused with no edges, a circle, or a term that is no CURIE", () => {
    const circle = [...EDGES, { child: "MONDO:0000001", parent: TYPE_1 }];
    for (const edges of [[], circle, [{ child: "diabetes", parent: DIABETES }]])
      expect(errorOf(() => buildOntology(edges)).code).to.equal("ONTOLOGY_MALFORMED");
  });
});

describe("a policy", () => {
  it("has a line of its own for each publisher and name", () => {
    const [a, b] = [BOARD.address as Hex, RESEARCHER];
    expect(
      new Set([policyIdOf(a, "research"), policyIdOf(b, "research"), policyIdOf(a, "care")]).size,
    ).to.equal(3);
  });

  it("has one hash for the same words, however a machine ends lines or composes letters", () => {
    expect(policyTextHash("Caf\u00e9\nyes")).to.equal(policyTextHash("Cafe\u0301\r\nyes"));
    expect(policyTextHash("Caf\u00e9\nyes")).to.equal(id("Caf\u00e9\nyes"));
    expect(policyTextHash("yes")).not.to.equal(policyTextHash("yes "));
    for (const text of ["", " \n", "\ud800"])
      expect(errorOf(() => policyTextHash(text)).code).to.equal("POLICY_TEXT_UNREADABLE");
  });
});
