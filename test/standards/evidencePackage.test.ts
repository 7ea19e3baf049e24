import { expect } from "chai";
import { id, keccak256 } from "ethers";
import { buildEvidenceTree, EvidenceKind } from "../../standards/evidence.ts";
import {
  buildEvidencePackage,
  type EvidenceOrder,
  type EvidencePiece,
  parseEvidencePackage,
} from "../../standards/evidencePackage.ts";
import { grantIdOf, milestoneIdOf } from "../../standards/grant.ts";
import { grantTermsJson } from "../../standards/grantJson.ts";
import type { Hex } from "../../standards/hex.ts";
import { CRITERIA, evidenceOrder, INDEX, ORCID, TERMS, termsWith } from "../support/evidence.ts";
import { codeOf, errorOf } from "./errorOf.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const build = (changes: Partial<EvidenceOrder> = {}, terms = TERMS, index = INDEX) =>
  buildEvidencePackage(terms, index, evidenceOrder(changes));
const document = (): Record<string, unknown> => JSON.parse(Buffer.from(build().bytes).toString("utf8"));
/** The code that a document with these fields is refused with. */
const refusalOf = (changes: Record<string, unknown>): string =>
  codeOf(() => parseEvidencePackage(utf8(JSON.stringify({ ...document(), ...changes }))).report);
const piece = (kind: EvidencePiece["kind"], uri: string): EvidencePiece => ({
  kind,
  uri,
  salt: id("salt") as Hex,
  contentHash: id("content") as Hex,
});

describe("an evidence package", () => {
  it("says which milestone of which grant it is about, and gives the evidence root", () => {
    const { bytes, packageHash, root, proofOf } = build();
    const read = parseEvidencePackage(bytes);
    const milestoneId = milestoneIdOf(grantIdOf(TERMS), INDEX);
    expect(packageHash).to.equal(keccak256(bytes));
    expect(read.milestoneId).to.equal(milestoneId);
    expect(read.terms).to.deep.equal(TERMS);
    expect(read.daysLate).to.equal(3);
    expect(read.finances).to.deep.include({ currency: "EUR", planned: 1000, spent: 900 });
    const pieces = read.artefacts.map(({ kind, ...rest }) => ({ kind: EvidenceKind[kind], ...rest }));
    expect(pieces.map(({ kind }) => kind)).to.deep.equal([0, 1, 4]);
    const tree = buildEvidenceTree(milestoneId, pieces);
    expect(root).to.equal(tree.root);
    expect(proofOf(1)).to.deep.equal(tree.proofOf(1));
    expect(build({}, TERMS, 0).root).to.not.equal(root);
  });

  it("is about the criteria, ORCID iD and time of the terms, or refused", () => {
    const field = (action: () => unknown) => {
      const error = errorOf(action);
      expect(error.code).to.equal("EVIDENCE_NOT_BOUND");
      return error.context.field;
    };
    expect(field(() => build({ criteria: ["Send a postcard"] }))).to.equal("criteria");
    expect(field(() => build({ criteria: CRITERIA.toReversed() }))).to.equal("criteria");
    expect(field(() => build({}, termsWith(["Send a postcard"])))).to.equal("criteria");
    expect(field(() => build({ orcid: "0000-0002-1694-233X" }))).to.equal("orcid");
    expect(field(() => build({ orcidSalt: id("other") as Hex }))).to.equal("orcid");
    expect(field(() => build({}, TERMS, 2))).to.equal("milestone");
    const { graceEnd } = TERMS.conditions.milestones[INDEX] as { graceEnd: number };
    expect(parseEvidencePackage(build({ completedAt: graceEnd }).bytes).daysLate).to.equal(30);
    expect(field(() => build({ completedAt: graceEnd + 1 }))).to.equal("completedAt");
    expect(parseEvidencePackage(build({ completedAt: 0 }).bytes).daysLate).to.equal(0);
    expect(codeOf(() => build({ orcid: ORCID.replace(/7$/, "8") }))).to.equal("ORCID_CHECK_CHARACTER_WRONG");
    expect(codeOf(() => build({ criteria: ["Enrol\u202e 021"] }))).to.equal("CRITERION_MALFORMED");
  });

  it("carries the terms themselves: doctored ones lead to another grant", () => {
    const easy = termsWith(["Send a postcard"]);
    const read = parseEvidencePackage(build({ criteria: ["Send a postcard"] }, easy).bytes);
    expect(read.milestoneId).to.not.equal(milestoneIdOf(grantIdOf(TERMS), INDEX));
    const { account } = grantTermsJson(TERMS);
    expect(refusalOf({ terms: { account, conditions: grantTermsJson(easy).conditions } })).to.equal(
      "GRANT_TERMS_MALFORMED",
    );
    expect(refusalOf({ terms: "0x" })).to.equal("GRANT_TERMS_MALFORMED");
    expect(refusalOf({ terms: undefined })).to.equal("PAYLOAD_MALFORMED");
  });

  it("takes a report of several lines in any script", () => {
    const report = "Łódź: 327 samples\r\n\tनमूने क्\u200dष, β-globin";
    expect(parseEvidencePackage(build({ report }).bytes).report).to.equal(report);
  });

  it("holds DOIs that are DOIs and code at a commit", () => {
    const refused = (kind: EvidencePiece["kind"], uri: string) =>
      codeOf(() => build({ pieces: [piece(kind, uri)] }).packageHash);
    for (const uri of ["doi:10.1/short", "10.5281", "https://doi.org/zenodo", "https://dx.doi.org/11.5281/x"])
      for (const kind of ["DATASET", "PREPRINT", "PUBLICATION"] as const)
        expect(refused(kind, uri), uri).to.equal("DOI_MALFORMED");
    for (const uri of ["doi:10.5281/ZENODO.7", "10.5281/a%2fb", "https://notdoi.org/x", "ipfs://bafy"])
      expect(refused("DATASET", uri), uri).to.match(/^no error/);
    const commit = "0123456789abcdef0123456789abcdef01234567";
    for (const uri of [`git+https://example.org/x.git@${commit}`, `swh:1:rev:${commit}`])
      expect(refused("CODE", uri)).to.match(/^no error/);
    for (const uri of ["https://example.org/tree/main", `x/${commit}0`, `x/${commit.slice(1)}`])
      expect(refused("CODE", uri), uri).to.equal("PAYLOAD_MALFORMED");
    for (const uri of ["", "two words", "https://example.org/\u202egpj.exe", "x".repeat(501)])
      expect(refused("SITE_VISIT", uri)).to.equal("PAYLOAD_MALFORMED");
  });

  it("holds one financial report that adds up", () => {
    const lines = [{ category: "All", planned: 10, spent: 9 }];
    const finances = { ...evidenceOrder().finances, lines };
    expect(parseEvidencePackage(build({ finances }).bytes).finances).to.deep.include({
      planned: 10,
      spent: 9,
    });
    for (const bad of [
      { ...finances, currency: "eur" },
      { ...finances, lines: [] },
      { ...finances, lines: [{ category: "All", planned: 10.5, spent: 9 }] },
      { ...finances, lines: [{ category: "All", planned: 0, spent: 9 }] },
      { ...finances, lines: [{ category: "All", planned: 1, spent: -1 }] },
      { ...finances, lines: [{ category: "A\u200bll", planned: 1, spent: 1 }] },
    ])
      expect(codeOf(() => build({ finances: bad }).root)).to.equal("PAYLOAD_MALFORMED");
    const artefacts = document().artefacts as Record<string, unknown>[];
    const reported = (text: string) => {
      const report = {
        ...artefacts[2],
        content: Buffer.from(text).toString("base64"),
        contentHash: keccak256(utf8(text)),
      };
      return refusalOf({ artefacts: [report] });
    };
    const good = { kind: "financial-report/1", currency: "EUR", lines, planned: 10, spent: 9 };
    expect(reported(JSON.stringify(good))).to.match(/^no error/);
    expect(reported(JSON.stringify({ ...good, spent: 10 }))).to.equal("FINANCIAL_REPORT_SUM_WRONG");
    expect(reported(JSON.stringify({ ...good, planned: 11 }))).to.equal("FINANCIAL_REPORT_SUM_WRONG");
    expect(reported("Planned 10, spent 9")).to.equal("PAYLOAD_MALFORMED");
    const { content: _, ...gone } = artefacts[2] as { content: string };
    expect(refusalOf({ artefacts: artefacts.slice(0, 2) })).to.equal("PAYLOAD_MALFORMED");
    expect(refusalOf({ artefacts: [gone] })).to.equal("PAYLOAD_MALFORMED");
    expect(refusalOf({ artefacts: [{ ...artefacts[2], contentHash: id("other") }] })).to.equal(
      "PAYLOAD_MALFORMED",
    );
    const second = { ...artefacts[2], contentHash: id("other") };
    expect(refusalOf({ artefacts: [artefacts[2], second] })).to.equal("PAYLOAD_MALFORMED");
  });

  it("is data: bounded, of known fields, of whole numbers", () => {
    const [artefact, ...others] = document().artefacts as object[];
    const broken: Record<string, unknown>[] = [
      { kind: "evidence-package/1" },
      { extra: 1 },
      { constructor: {} },
      { milestone: -1 },
      { milestone: 0.5 },
      { completedAt: 1.5 },
      { report: "" },
      { report: "x".repeat(50_001) },
      { report: "We did not\u200b finish" },
      { report: "\u202edehsinif" },
      { counts: [{ criterion: 2, required: 1, reported: 1 }] },
      { counts: [{ criterion: 0, required: 0, reported: 1 }] },
      { counts: [{ criterion: 0, required: 1, reported: 1e13 }] },
      { artefacts: [] },
      { artefacts: [artefact, ...others, { ...artefact, uri: "copy" }] },
      { artefacts: [{ ...artefact, kind: "RUMOUR" }, ...others] },
      { artefacts: [{ ...artefact, kind: 0 }, ...others] },
      { artefacts: [{ ...artefact, content: "not base64!" }, ...others] },
    ];
    for (const changes of broken)
      expect(refusalOf(changes), JSON.stringify(changes).slice(0, 60)).to.equal("PAYLOAD_MALFORMED");
    const text = Buffer.from(build().bytes).toString("utf8");
    const texts = [
      "[]",
      "{",
      `{"__proto__":{},${text.slice(1)}`,
      `{"report":"twice",${text.slice(1)}`,
      `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
      `{"milestone":1.00000000000000000001}`,
    ];
    for (const bad of texts)
      expect(codeOf(() => parseEvidencePackage(utf8(bad)).report)).to.equal("PAYLOAD_MALFORMED");
    expect(codeOf(() => parseEvidencePackage(Uint8Array.of(0xff)).report)).to.equal("PAYLOAD_MALFORMED");
    const long = utf8(`"${"x".repeat(4_000_000)}"`);
    expect(errorOf(() => parseEvidencePackage(long)).message).to.contain("too long");
  });
});
