// Whether a study's folder is what was logged, step by step, figure by figure. Every doubt is a finding that names what it
// is about; nothing is thrown.
import { parseDoi } from "./doi.ts";
import { TheriacError } from "./errors.ts";
import { type Hex, ZERO_HASH } from "./hex.ts";
import { parseOrcid } from "./orcid.ts";
import {
  inputBits,
  loggedStep,
  type ManifestStep,
  StepKind,
  type StudyFile,
  type StudyManifest,
  standingKinds,
  stepHashOf,
} from "./study.ts";
import type { StudyEvent, StudyFinding, StudyFindingCode, StudyOnChain } from "./studyFindings.ts";

type Finding = StudyFinding[];

const isPaper = (kind: number | undefined): boolean =>
  kind === StepKind.PREPRINT || kind === StepKind.PUBLICATION;

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const checkParties = (manifest: StudyManifest, chain: StudyOnChain): Finding => {
  const found: Finding = [];
  for (const name of ["id", "author", "custodian"] as const)
    if (!same(manifest[name], chain[name]))
      found.push({ code: "OTHER_STUDY", detail: `${name} on chain is ${chain[name]}` });
  if (same(chain.author, chain.custodian))
    found.push({ code: "OWN_CUSTODIAN", detail: "the author kept the data too" });
  return found;
};

/** The events, each over the one before, up to the head. */
const checkChain = ({ id, head, steps, events }: StudyOnChain): Finding => {
  const found: Finding = [];
  let previous: Hex = ZERO_HASH;
  events.forEach((event, place) => {
    const hash = stepHashOf(id, place, event, previous, event.recordedAt);
    if (event.index !== place || hash !== event.stepHash)
      found.push({
        code: "CHAIN_BROKEN",
        step: place,
        detail: `hashes to ${hash}, logged ${event.stepHash}`,
      });
    previous = event.stepHash;
  });
  for (let place = events.length; place < steps; place++)
    found.push({ code: "STEP_MISSING", step: place, detail: "its event was not given" });
  if (events.length === steps && previous !== head)
    found.push({ code: "CHAIN_BROKEN", detail: `the last step is ${previous}, the head is ${head}` });
  return found;
};

const isLogged = (step: ManifestStep, event: StudyEvent): boolean =>
  Object.entries(loggedStep(step)).every(([name, value]) => event[name as keyof StudyEvent] === value);

/** Each document against the commitment in its event. */
const checkDocuments = ({ steps }: StudyManifest, { events }: StudyOnChain): Finding => {
  const found: Finding = [];
  for (let step = 0; step < Math.max(steps.length, events.length); step++) {
    const [kept, event] = [steps[step], events[step]];
    if (kept === undefined) found.push({ code: "STEP_MISSING", step, detail: "the folder does not have it" });
    else if (event === undefined)
      found.push({ code: "STEP_MISSING", step, detail: "the log does not have it" });
    else if (!isLogged(kept, event))
      found.push({ code: "STEP_CHANGED", step, detail: `committed to was ${event.contentHash}` });
  }
  return found;
};

/** The order that the contract enforces too: here for who does not take its word. */
const checkOrder = ({ events }: StudyOnChain): Finding => {
  const kinds = standingKinds(events);
  const bitsOf = (is: (kind: number) => boolean, before: number): bigint =>
    inputBits(events.flatMap((_, place) => (place < before && is(kinds[place] ?? -1) ? [place] : [])));
  return events.flatMap(({ inputs }, place): Finding => {
    const kind = kinds[place];
    const data = bitsOf((earlier) => earlier === StepKind.DATASET, place);
    const analyses = bitsOf((earlier) => earlier === StepKind.ANALYSIS, place);
    const protocols = bitsOf((earlier) => earlier === StepKind.PROTOCOL, place);
    const step = { step: place };
    if (kind === StepKind.DATASET && protocols === 0n)
      return [{ code: "UNLOCK_BEFORE_PROTOCOL", ...step, detail: "no protocol was registered before" }];
    if (kind === StepKind.PROTOCOL && data !== 0n)
      return [{ code: "PROTOCOL_CHANGED_AFTER_UNLOCK", ...step, detail: "the data were handed out before" }];
    if (kind === StepKind.ANALYSIS && (inputs & data) === 0n)
      return [{ code: "ANALYSIS_BEFORE_UNLOCK", ...step, detail: "built on no data unlocked before" }];
    if (isPaper(kind) && (inputs & analyses) === 0n)
      return [{ code: "PAPER_BEFORE_ANALYSIS", ...step, detail: "built on no analysis before" }];
    return [];
  });
};

/** The first step of the corrections that each step belongs to: itself for what corrects nothing. */
const firstVersions = (steps: readonly ManifestStep[]): readonly number[] => {
  const firsts: number[] = [];
  steps.forEach(({ document: { corrects } }, at) => {
    firsts.push(corrects !== undefined && corrects < at ? (firsts[corrects] ?? at) : at);
  });
  return firsts;
};

/**
 * What a step stands on that had been corrected by then: its inputs, theirs, and so on. Who names the latest correction
 * beside what it replaces stands on the correction.
 */
const correctedBelow = (steps: readonly ManifestStep[], place: number): readonly number[] => {
  const firsts = firstVersions(steps);
  const [seen, corrected] = [new Set<number>(), new Set<number>()];
  const visit = (at: number): void => {
    const inputs = steps[at]?.document.inputs;
    if (inputs === undefined || seen.has(at)) return;
    seen.add(at);
    for (const input of inputs) {
      const latest = firsts.lastIndexOf(firsts[input] ?? -1, place - 1);
      // Out of order: the order's own finding.
      if (latest < 0) continue;
      if (latest <= input) visit(input);
      else if (!inputs.includes(latest)) corrected.add(input);
    }
  };
  if (place > 0) visit(place);
  return [...corrected];
};

const checkCorrections = ({ steps }: StudyManifest): Finding =>
  steps.flatMap((_, place) =>
    correctedBelow(steps, place).map((input) => ({
      code: "BUILT_ON_CORRECTED" as const,
      step: place,
      detail: `step ${input} was corrected before`,
    })),
  );

const checkIdentifiers = ({ steps }: StudyManifest, kinds: readonly number[]): Finding => {
  const found: Finding = [];
  const attempt = (step: number, given: string, parse: (text: string) => unknown): void => {
    try {
      parse(given);
    } catch (error) {
      if (!(error instanceof TheriacError)) throw error;
      found.push({ code: error.code as StudyFindingCode, step, detail: given });
    }
  };
  steps.forEach(({ document: { orcids, doi } }, place) => {
    for (const orcid of orcids) attempt(place, orcid, parseOrcid);
    if (doi !== undefined) attempt(place, doi, parseDoi);
    else if (isPaper(kinds[place]))
      found.push({ code: "DOI_MISSING", step: place, detail: "a paper has a DOI" });
  });
  return found;
};

/** A later step that replaces this one shows the file by the same name: what is in the folder is that one's. */
const isReplaced = (steps: readonly ManifestStep[], place: number, name: string): boolean =>
  steps.some(
    ({ document: { corrects, files } }, at) =>
      corrects === place &&
      at > place &&
      (files.some((file) => file.name === name) || isReplaced(steps, at, name)),
  );

const changedCode = (file: StudyFile, kind: number | undefined): StudyFindingCode => {
  if (file.role === "FIGURE" || file.role === "TABLE") return "FIGURE_CHANGED";
  return kind === StepKind.DATASET ? "DATASET_SWAPPED" : "FILE_CHANGED";
};

const checkFiles = (
  manifest: StudyManifest,
  kinds: readonly number[],
  files: ReadonlyMap<string, Hex>,
): Finding =>
  manifest.steps.flatMap(({ document }, step) =>
    document.files.flatMap((file): Finding => {
      const { name, hash } = file;
      const there = files.get(name);
      if (there === hash || isReplaced(manifest.steps, step, name)) return [];
      if (there === undefined) return [{ code: "FILE_MISSING", step, file: name, detail: hash }];
      const detail = `hashes to ${there}, the step says ${hash}`;
      return [{ code: changedCode(file, kinds[step]), step, file: name, detail }];
    }),
  );

/** Each figure goes back to data and to an analysis that its step is built on, and is one that the analysis made. */
const checkFigures = ({ steps }: StudyManifest, kinds: readonly number[]): Finding =>
  steps.flatMap(({ document }, step) =>
    document.files.flatMap((file): Finding => {
      if (file.role !== "FIGURE" && file.role !== "TABLE") return [];
      const { dataset } = file.from;
      const isOwn = kinds[step] === StepKind.ANALYSIS;
      const analysis = file.from.analysis ?? (isOwn ? step : undefined);
      const at = { step, file: file.name };
      const builder = analysis === undefined ? undefined : steps[analysis]?.document;
      if (builder === undefined || kinds[analysis as number] !== StepKind.ANALYSIS)
        return [{ code: "FIGURE_SOURCE_WRONG", ...at, detail: "names no analysis" }];
      if (analysis !== step && !document.inputs.includes(analysis as number))
        return [{ code: "FIGURE_SOURCE_WRONG", ...at, detail: `step ${step} is not built on ${analysis}` }];
      if (kinds[dataset] !== StepKind.DATASET || !builder.inputs.includes(dataset))
        return [{ code: "FIGURE_SOURCE_WRONG", ...at, detail: `no data of step ${dataset} in ${analysis}` }];
      const isMade = builder.files.some(({ role, hash }) => role === file.role && hash === file.hash);
      return isMade
        ? []
        : [{ code: "FIGURE_NOT_IN_ANALYSIS", ...at, detail: `analysis ${analysis} made no such figure` }];
    }),
  );

/**
 * Compares a study's folder with the chain. `files` holds the keccak256 of each file that is there. An empty list is a
 * sound study.
 */
export const verifyStudy = (
  manifest: StudyManifest,
  chain: StudyOnChain,
  files: ReadonlyMap<string, Hex>,
): readonly StudyFinding[] => {
  const kinds = standingKinds(
    manifest.steps.map(({ document: { kind, corrects = 0 } }) => ({
      kind: StepKind[kind],
      corrected: corrects,
    })),
  );
  return [
    ...checkParties(manifest, chain),
    ...checkChain(chain),
    ...checkDocuments(manifest, chain),
    ...checkOrder(chain),
    ...checkCorrections(manifest),
    ...checkIdentifiers(manifest, kinds),
    ...checkFiles(manifest, kinds, files),
    ...checkFigures(manifest, kinds),
  ];
};
