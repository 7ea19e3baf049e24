// A small study, as its folder and the chain tell it.
import { keccak256, toUtf8Bytes } from "ethers";
import { type Hex, ZERO_HASH } from "../../standards/hex.ts";
import {
  loggedStep,
  type ManifestStep,
  type StepDocument,
  type StudyManifest,
  stepDocumentShape,
  stepHashOf,
  studyIdOf,
  studyManifestShape,
} from "../../standards/study.ts";
import type { StudyEvent, StudyOnChain } from "../../standards/studyFindings.ts";
import { verifyStudy } from "../../standards/verifyStudy.ts";

export const AUTHOR = "0x1111111111111111111111111111111111111111";
const CUSTODIAN = "0x2222222222222222222222222222222222222222";
const LOG = "0x3333333333333333333333333333333333333333";
export const word = (text: string): Hex => keccak256(toUtf8Bytes(text)) as Hex;
const ID = studyIdOf(1, LOG, AUTHOR, word("salt"));
const START = 1_780_000_000;

export const file = (name: string, role = "TEXT", from?: object) => ({
  name,
  role,
  hash: word(name),
  ...(from && { from }),
});
export const step = (document: object): ManifestStep => ({
  salt: word(JSON.stringify(document)),
  document: stepDocumentShape.parse({ title: "A step", ...document }),
});

export const PROTOCOL = step({
  kind: "PROTOCOL",
  orcids: ["0000-0002-1825-0097"],
  files: [file("protocol.md")],
});
export const DATASET = step({ kind: "DATASET", doi: "10.5555/data", files: [file("data.csv", "DATA")] });
export const ANALYSIS = step({
  kind: "ANALYSIS",
  inputs: [0, 1],
  files: [file("fit.py", "CODE"), file("fig1.svg", "FIGURE", { dataset: 1 })],
});
export const PAPER = step({
  kind: "PUBLICATION",
  doi: "10.5555/paper",
  inputs: [2],
  files: [file("paper.md"), file("fig1.svg", "FIGURE", { dataset: 1, analysis: 2 })],
});
export const CORRECTION = step({
  kind: "CORRECTION",
  corrects: 2,
  reason: "An outlier was counted twice.",
  inputs: [1],
  files: [file("fit.py", "CODE"), file("fig1b.svg", "FIGURE", { dataset: 1 })],
});
export const STUDY = [PROTOCOL, DATASET, ANALYSIS, PAPER];

export const folder = (steps: readonly ManifestStep[]): StudyManifest =>
  studyManifestShape.parse({
    format: "theriac-study/1",
    id: ID,
    chainId: 1,
    log: LOG,
    author: AUTHOR,
    custodian: CUSTODIAN,
    salt: word("salt"),
    steps,
  });

/** The log as the contract would have it, order unchecked. */
export const logged = (steps: readonly ManifestStep[]): StudyOnChain => {
  let previous: Hex = ZERO_HASH;
  const events = steps.map((given, index): StudyEvent => {
    const told = loggedStep(given);
    const recordedAt = START + index;
    previous = stepHashOf(ID, index, told, previous, recordedAt);
    return { ...told, index, recordedAt, stepHash: previous };
  });
  return { id: ID, author: AUTHOR, custodian: CUSTODIAN, head: previous, steps: steps.length, events };
};

export const filesOf = (steps: readonly ManifestStep[]): Map<string, Hex> =>
  new Map(steps.flatMap(({ document: { files } }) => files.map(({ name, hash }) => [name, hash] as const)));

/** What is found, each as `CODE step file`. */
export const found = (
  manifest: readonly ManifestStep[],
  chain: StudyOnChain = logged(manifest),
  files: ReadonlyMap<string, Hex> = filesOf(manifest),
): string[] =>
  verifyStudy(folder(manifest), chain, files).map(({ code, step: at = "", file: name = "" }) =>
    `${code} ${at} ${name}`.trim(),
  );

/** The study with another file in place of one of a step's. */
export const altered = (place: number, name: string, other: object): ManifestStep[] =>
  STUDY.map((given, i) => {
    if (i !== place) return given;
    const files = given.document.files.map((own) => (own.name === name ? { ...own, ...other } : own));
    return { ...given, document: { ...given.document, files } as StepDocument };
  });
