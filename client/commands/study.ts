// theriac study ...: from hypothesis to paper, in an order that nobody rewrites.
import type { Command } from "commander";
import { address, bytes32 } from "../../standards/shapes.ts";
import { type DraftStep, draftStepShape, StepKind, type StudyId } from "../../standards/study.ts";
import type { StudyFinding } from "../../standards/studyFindings.ts";
import { verifyStudy } from "../../standards/verifyStudy.ts";
import { type Appended, appendStep, registerStudy, resendStep } from "../studies/appendStep.ts";
import { WrongStepKindError } from "../studies/errors.ts";
import { readStudy } from "../studies/readStudy.ts";
import {
  alone,
  createManifest,
  hashFolder,
  hashStep,
  manifestOf,
  readManifest,
  replaceManifest,
} from "../studies/studyFolder.ts";
import type { Connection } from "./connection.ts";
import { assertAbsent, readJson } from "./files.ts";
import { type Answer, type Facts, type Run, time } from "./output.ts";
import { parseOption } from "./parseOption.ts";

type From = { readonly from: string };
type StepOptions = From & { readonly step: string };
type RegisterOptions = StepOptions & { readonly custodian: string };

const KIND_NAMES = Object.keys(StepKind);
const NEXT: Record<string, string> = {
  PROTOCOL: "the custodian unlocks the data",
  DATASET: "the author records an analysis",
  ANALYSIS: "the author records a preprint or a publication",
  PREPRINT: "the author records a publication",
  PUBLICATION: "",
  CORRECTION: "what was built on the corrected step is corrected too",
};

const readDraft = async (file: string, kinds: readonly string[]): Promise<DraftStep> => {
  const draft = await readJson(file, draftStepShape);
  if (!kinds.includes(draft.kind)) throw new WrongStepKindError(draft.kind, kinds.join(", "));
  return draft;
};

const factsOf = (study: string, kind: string, { step, stepHash, transaction }: Appended): Facts => ({
  study,
  step,
  kind,
  stepHash,
  transaction,
  next: NEXT[kind] ?? "",
});

const register = async (
  connection: Connection,
  folder: string,
  options: RegisterOptions,
): Promise<Answer> => {
  assertAbsent([manifestOf(folder)]);
  const custodian = parseOption("--custodian", address, options.custodian);
  const protocol = await hashStep(folder, await readDraft(options.step, ["PROTOCOL"]));
  const signer = await connection.sender(options.from);
  const { id, ...appended } = await registerStudy(connection, signer, { custodian, protocol }, (manifest) =>
    createManifest(folder, manifest),
  );
  return { facts: factsOf(id, "PROTOCOL", appended) };
};

const append =
  (kinds: readonly string[]) =>
  async (connection: Connection, folder: string, options: StepOptions): Promise<Answer> => {
    const manifest = await readManifest(folder);
    const document = await hashStep(folder, await readDraft(options.step, kinds));
    const signer = await connection.sender(options.from);
    const appended = await appendStep(connection, signer, manifest, document, (longer) =>
      replaceManifest(folder, longer),
    );
    return { facts: factsOf(manifest.id, document.kind, appended) };
  };

const resend = async (connection: Connection, folder: string, { from }: From): Promise<Answer> => {
  const manifest = await readManifest(folder);
  const sent = await resendStep(connection, await connection.sender(from), manifest);
  const kind = manifest.steps.at(-1)?.document.kind ?? "";
  if (sent === undefined) return { facts: { study: manifest.id, steps: manifest.steps.length, pending: 0 } };
  return { facts: factsOf(manifest.id, kind, sent) };
};

const findingFacts = ({ code, step, file = "", detail }: StudyFinding): Facts => ({
  finding: code,
  step: step ?? "",
  file,
  detail,
});

const verify = async (connection: Connection, folder: string): Promise<Answer> => {
  const manifest = await readManifest(folder);
  const [chain, files] = [await readStudy(connection, manifest.id), await hashFolder(folder, manifest)];
  const findings = verifyStudy(manifest, chain, files);
  const facts = {
    study: manifest.id,
    sound: findings.length === 0,
    steps: chain.steps,
    files: files.size,
    head: chain.head,
  };
  return findings.length === 0 ? { facts } : { facts, list: findings.map(findingFacts), isNo: true };
};

const status = async (connection: Connection, given: string): Promise<Answer> => {
  const parsed = bytes32.safeParse(given);
  const id = parsed.success ? (parsed.data as StudyId) : (await readManifest(given)).id;
  const { author, custodian, head, events } = await readStudy(connection, id);
  const last = KIND_NAMES[events.at(-1)?.kind ?? 0] ?? "";
  const steps = events.map(
    ({ kind, recordedAt, index }) => [`step${index}`, `${KIND_NAMES[kind]} ${time(recordedAt)}`] as const,
  );
  return {
    facts: { study: id, author, custodian, head, ...Object.fromEntries(steps), next: NEXT[last] ?? "" },
  };
};

const STEP_HELP = "JSON: kind, title, orcids, doi, inputs, files; see docs/researchers.md";

/** Adds `study register|unlock|record|correct|resend|verify|status`. */
export const addStudyCommands = (program: Command, run: Run): void => {
  const study = program
    .command("study")
    .description("pre-register studies, and chain data, analyses, figures and papers to them");
  study
    .command("register")
    .description("register a study with its protocol, before its custodian unlocks any data")
    .argument("<folder>", "holds the study's files; study.json goes there, lost, no step can be shown")
    .requiredOption("--step <file>", STEP_HELP)
    .requiredOption("--custodian <address>", "keeps the data, and unlocks them")
    .requiredOption("--from <address>", "the author's account")
    .action((folder: string, options: RegisterOptions) =>
      run((connection) => alone(folder, () => register(connection, folder, options))),
    );
  const appending = (name: string, description: string, kinds: readonly string[], who: string) =>
    study
      .command(name)
      .description(description)
      .argument("<folder>")
      .requiredOption("--step <file>", STEP_HELP)
      .requiredOption("--from <address>", who)
      .action((folder: string, options: StepOptions) =>
        run((connection) => alone(folder, () => append(kinds)(connection, folder, options))),
      );
  appending("unlock", "hand data out for the study as it stands in the folder", ["DATASET"], "the custodian");
  const recorded = ["ANALYSIS", "PREPRINT", "PUBLICATION"];
  appending("record", "record an analysis, preprint or publication", recorded, "the author");
  appending("correct", "replace an earlier step for a reason; both stay", ["CORRECTION"], "who recorded it");
  study
    .command("resend")
    .description("finish a step that broke off after it was written down")
    .argument("<folder>")
    .requiredOption("--from <address>", "who records the step")
    .action((folder: string, options: From) =>
      run((connection) => alone(folder, () => resend(connection, folder, options))),
    );
  study
    .command("verify")
    .description("whether the folder is what was logged, to the last figure; exit code 3 if not")
    .argument("<folder>")
    .action((folder: string) => run((connection) => verify(connection, folder)));
  study
    .command("status")
    .description("a study's steps, and what comes next")
    .argument("<folder or id>")
    .action((given: string) => run((connection) => status(connection, given)));
};
