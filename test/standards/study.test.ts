import { expect } from "chai";
import {
  assertStepOrder,
  commitStep,
  draftStepShape,
  inputBits,
  type StepDocument,
} from "../../standards/study.ts";
import { codeOf } from "./errorOf.ts";
import {
  ANALYSIS,
  AUTHOR,
  altered,
  CORRECTION,
  DATASET,
  file,
  filesOf,
  found,
  logged,
  PAPER,
  PROTOCOL,
  STUDY,
  step,
  word,
} from "./studyCase.ts";

describe("studies", () => {
  it("are sound as they were logged, and corrected too", () => {
    expect(found(STUDY)).to.deep.equal([]);
    expect(found([...STUDY, CORRECTION])).to.deep.equal([]);
  });

  it("commit to a document by a salt, however its names are ordered", () => {
    const { salt, document } = ANALYSIS;
    const turned = Object.fromEntries(Object.entries(document).reverse()) as StepDocument;
    expect(commitStep({ salt, document: turned })).to.equal(commitStep(ANALYSIS));
    expect(commitStep({ salt: word("another"), document })).not.to.equal(commitStep(ANALYSIS));
    expect(commitStep({ salt, document: { ...document, title: "Another" } })).not.to.equal(
      commitStep(ANALYSIS),
    );
    expect(inputBits([0, 1, 79])).to.equal((1n << 79n) | 3n);
  });

  it("name a changed figure, and who shows it", () => {
    const files = filesOf(STUDY).set("fig1.svg", word("embellished"));
    expect(found(STUDY, logged(STUDY), files)).to.deep.equal([
      "FIGURE_CHANGED 2 fig1.svg",
      "FIGURE_CHANGED 3 fig1.svg",
    ]);
    // The folder's document changed along with the figure: the chain holds another commitment.
    const forged = altered(3, "fig1.svg", { hash: word("embellished") });
    expect(found(forged, logged(STUDY))).to.deep.equal([
      "STEP_CHANGED 3",
      "FIGURE_CHANGED 2 fig1.svg",
      "FIGURE_NOT_IN_ANALYSIS 3 fig1.svg",
    ]);
    // Committed to from the start: the analysis made another one all the same.
    expect(found(forged, logged(forged), filesOf(STUDY).set("fig1.svg", word("fig1.svg")))).to.deep.equal([
      "FIGURE_CHANGED 3 fig1.svg",
      "FIGURE_NOT_IN_ANALYSIS 3 fig1.svg",
    ]);
  });

  it("name a swapped dataset and files that are changed or gone", () => {
    const swapped = filesOf(STUDY).set("data.csv", word("tidied"));
    expect(found(STUDY, logged(STUDY), swapped)).to.deep.equal(["DATASET_SWAPPED 1 data.csv"]);
    const forged = altered(1, "data.csv", { hash: word("tidied") });
    expect(found(forged, logged(STUDY), swapped)).to.deep.equal(["STEP_CHANGED 1"]);
    const changed = filesOf(STUDY).set("fit.py", word("tuned"));
    changed.delete("paper.md");
    expect(found(STUDY, logged(STUDY), changed)).to.deep.equal([
      "FILE_CHANGED 2 fit.py",
      "FILE_MISSING 3 paper.md",
    ]);
  });

  it("look for a corrected step's file in its correction", () => {
    const steps = [PROTOCOL, DATASET, ANALYSIS, CORRECTION];
    const files = filesOf(steps).set("fit.py", word("mended"));
    const mended = step({
      ...CORRECTION.document,
      files: [{ ...file("fit.py", "CODE"), hash: word("mended") }],
    });
    const corrected = [PROTOCOL, DATASET, ANALYSIS, mended];
    expect(found(corrected, logged(corrected), files)).to.deep.equal([]);
    expect(found(steps, logged(steps), files)).to.deep.equal(["FILE_CHANGED 3 fit.py"]);
  });

  it("name an analysis before its data, data before the protocol, a paper before its analysis", () => {
    const early = step({ ...ANALYSIS.document, inputs: [0], files: [file("fit.py", "CODE")] });
    expect(found([PROTOCOL, early, DATASET])).to.deep.equal(["ANALYSIS_BEFORE_UNLOCK 1"]);
    expect(found([DATASET, PROTOCOL])).to.deep.equal([
      "UNLOCK_BEFORE_PROTOCOL 0",
      "PROTOCOL_CHANGED_AFTER_UNLOCK 1",
    ]);
    const bare = step({ ...PAPER.document, inputs: [1], files: [file("paper.md")] });
    expect(found([PROTOCOL, DATASET, bare])).to.deep.equal(["PAPER_BEFORE_ANALYSIS 2"]);
  });

  it("name a protocol that was changed once the data could be known, and no other", () => {
    const rewrite = (corrects: number) =>
      step({ kind: "CORRECTION", corrects, reason: "A typo.", files: [file("protocol.md")] });
    const onData = (dataset: number, inputs = [dataset]) =>
      step({ kind: "ANALYSIS", inputs, files: [file("fit.py", "CODE")] });
    const paper = (on: number) => step({ ...PAPER.document, inputs: [on], files: [file("paper.md")] });
    expect(found([PROTOCOL, rewrite(0), DATASET, onData(2), paper(3)])).to.deep.equal([]);
    expect(found([PROTOCOL, DATASET, rewrite(0), onData(1), paper(3)])).to.deep.equal([
      "PROTOCOL_CHANGED_AFTER_UNLOCK 2",
    ]);
    // A correction of a correction is one of the protocol too.
    expect(found([PROTOCOL, rewrite(0), DATASET, rewrite(1), onData(2, [2, 3])])).to.deep.equal([
      "PROTOCOL_CHANGED_AFTER_UNLOCK 3",
    ]);
  });

  it("name who stands on a corrected step, however many steps lie between", () => {
    const data = (corrects = 1) =>
      step({ kind: "CORRECTION", corrects, reason: "Half the rows.", files: [file("data.csv", "DATA")] });
    const analysis = (...inputs: number[]) =>
      step({ kind: "ANALYSIS", inputs, files: [file("fit.py", "CODE")] });
    const mended = (...inputs: number[]) =>
      step({ kind: "CORRECTION", corrects: 2, reason: "Data.", inputs, files: [file("fit.py", "CODE")] });
    const paper = (...inputs: number[]) => step({ ...PAPER.document, inputs, files: [file("paper.md")] });
    const start = [PROTOCOL, DATASET, analysis(1)];
    expect(found([...start, paper(2), data()])).to.deep.equal([]);
    expect(found([...start, data(), paper(2)])).to.deep.equal(["BUILT_ON_CORRECTED 4"]);
    // Two steps between, and another analysis of the corrected data beside it that mends nothing.
    expect(found([...start, analysis(1, 2), data(), paper(3)])).to.deep.equal(["BUILT_ON_CORRECTED 5"]);
    expect(found([...start, data(), analysis(3), paper(2, 4)])).to.deep.equal(["BUILT_ON_CORRECTED 5"]);
    // The analysis done again stands for the first one.
    expect(found([...start, data(), mended(3), paper(4)])).to.deep.equal([]);
    expect(found([...start, data(), mended(3), paper(2, 4)])).to.deep.equal([]);
    // Of corrections the latest counts.
    expect(found([...start, data(), data(3), mended(3), paper(5)])).to.deep.equal([
      "BUILT_ON_CORRECTED 5",
      "BUILT_ON_CORRECTED 6",
    ]);
    expect(found([...start, data(), data(3), mended(1, 4), paper(5)])).to.deep.equal([]);
  });

  it("name a missing step, wherever it is missing", () => {
    const chain = logged(STUDY);
    expect(found(STUDY.slice(0, 3), chain)).to.deep.equal(["STEP_MISSING 3"]);
    expect(found(STUDY, logged(STUDY.slice(0, 3)))).to.deep.equal(["STEP_MISSING 3"]);
    const cut = { ...chain, events: chain.events.slice(0, 3) };
    expect(found(STUDY, cut)).to.deep.equal(["STEP_MISSING 3", "STEP_MISSING 3"]);
    const without = { ...chain, events: chain.events.filter((_, i) => i !== 1) };
    expect(found(STUDY, without)).to.include("CHAIN_BROKEN 1");
  });

  it("name events that were made up, and a head that they do not lead to", () => {
    const chain = logged(STUDY);
    const later = chain.events.map((event) =>
      event.index === 2 ? { ...event, recordedAt: event.recordedAt - 1_000 } : event,
    );
    expect(found(STUDY, { ...chain, events: later })).to.deep.equal(["CHAIN_BROKEN 2"]);
    expect(found(STUDY, { ...chain, head: word("another") })).to.deep.equal(["CHAIN_BROKEN"]);
    expect(found(STUDY, { ...chain, custodian: AUTHOR })).to.deep.equal(["OTHER_STUDY", "OWN_CUSTODIAN"]);
  });

  it("name figures that come from nowhere", () => {
    expect(found(altered(3, "fig1.svg", { from: { dataset: 1 } }))).to.deep.equal([
      "FIGURE_SOURCE_WRONG 3 fig1.svg",
    ]);
    expect(found(altered(3, "fig1.svg", { from: { dataset: 0, analysis: 2 } }))).to.deep.equal([
      "FIGURE_SOURCE_WRONG 3 fig1.svg",
    ]);
    const later = step({ ...PAPER.document, inputs: [2] });
    expect(found([...STUDY, CORRECTION, later])).to.deep.equal(["BUILT_ON_CORRECTED 5"]);
  });

  it("name wrong DOIs and check characters of ORCID iDs", () => {
    const by = (orcid: string) => step({ ...PROTOCOL.document, orcids: [orcid] });
    expect(found([by("0000-0002-1825-0098")])).to.deep.equal(["ORCID_CHECK_CHARACTER_WRONG 0"]);
    expect(found([by("0000-0002-1694-233X")])).to.deep.equal([]);
    expect(found([by("1825-0097")])).to.deep.equal(["ORCID_MALFORMED 0"]);
    const { doi: _, ...undated } = PAPER.document;
    const cited = (doi: object) => [...STUDY.slice(0, 3), step({ ...undated, ...doi })];
    expect(found(cited({ doi: "11.5555/paper" }))).to.deep.equal(["DOI_MALFORMED 3"]);
    expect(found(cited({}))).to.deep.equal(["DOI_MISSING 3"]);
  });

  it("refuse documents that cannot be one", () => {
    const draft = { kind: "ANALYSIS", title: "A step", files: [{ name: "a.csv", role: "DATA" }] };
    expect(draftStepShape.safeParse(draft).success).to.equal(true);
    const refused: object[] = [
      { files: [] },
      { files: [{ name: "../a.csv", role: "DATA" }] },
      { files: [{ name: "/etc/passwd", role: "DATA" }] },
      { files: [{ name: "a/./b", role: "DATA" }] },
      { files: [{ name: "a.csv", role: "FIGURE" }] },
      {
        files: [
          { name: "a.csv", role: "DATA" },
          { name: "a.csv", role: "CODE" },
        ],
      },
      { inputs: [80] },
      { corrects: 0 },
      { kind: "CORRECTION", corrects: 0 },
      { colour: "red" },
    ];
    for (const wrong of refused)
      expect(draftStepShape.safeParse({ ...draft, ...wrong }).success, JSON.stringify(wrong)).to.equal(false);
    expect(codeOf(() => assertStepOrder(ANALYSIS.document, 1))).to.equal("STUDY_STEP_OUT_OF_ORDER");
    expect(codeOf(() => assertStepOrder(CORRECTION.document, 2))).to.equal("STUDY_STEP_OUT_OF_ORDER");
  });
});
