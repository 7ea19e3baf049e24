// theriac grant package, submit, co-investigator: evidence for a milestone.
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { grantIdOf } from "../../../standards/grant.ts";
import { address } from "../../../standards/shapes.ts";
import { sendCalls } from "../../calls.ts";
import { contractArgument } from "../../contractArgument.ts";
import { publishPayload } from "../../publishPayload.ts";
import { askForScore } from "../../research/askForScore.ts";
import { REVIEW, researchViewOf, reviewCall } from "../../research/grantContracts.ts";
import { milestoneAt } from "../../research/readGrant.ts";
import { readEvidence, submitEvidence } from "../../research/submitEvidence.ts";
import { grantSecretsShape } from "../../research/termsFile.ts";
import { packWork, workShape } from "../../research/workFile.ts";
import { writeNewFile } from "../../writeNewFile.ts";
import type { Connection } from "../connection.ts";
import { assertAbsent, BadFileError, readJson } from "../files.ts";
import type { Answer, Facts, Run } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, dryRun, sentFacts, withActOptions } from "../sending.ts";
import {
  type Actor,
  act,
  actorOf,
  assertIs,
  GRANT_ARGUMENT,
  MILESTONE_ARGUMENT,
  readNext,
  readTermsFile,
  resolveGrant,
} from "./act.ts";

type PackageOptions = { readonly work: string; readonly secrets: string; readonly out: string };

const pack = async (
  connection: Connection,
  given: string,
  number: string,
  options: PackageOptions,
): Promise<Answer> => {
  assertAbsent([options.out]);
  const file = await readTermsFile(researchViewOf(connection), given);
  const { index, id } = milestoneAt(file.terms, number);
  const secrets = await readJson(options.secrets, grantSecretsShape);
  const work = await readJson(options.work, workShape);
  const { bytes, packageHash, root } = await packWork(
    file,
    secrets,
    index,
    work,
    path.dirname(path.resolve(options.work)),
  );
  await writeNewFile(options.out, [bytes]);
  return { facts: { milestone: id, package: packageHash, evidenceRoot: root, file: options.out } };
};

type SubmitOptions = ActOptions & {
  readonly package: string;
  readonly payloads: string;
  readonly ask: boolean;
  readonly model: string;
  readonly mode: string;
};

const readPackage = async (file: string): Promise<Uint8Array> => {
  try {
    return await readFile(file);
  } catch {
    throw new BadFileError(file, "cannot be read", "Build it first with theriac grant package.");
  }
};

const mode = z.enum(["optimistic", "onchain"]);

type Handed = { readonly terms: Awaited<ReturnType<typeof resolveGrant>>; readonly index: number };

const ask = async (
  { connection, view, from }: Actor,
  { terms, index }: Handed,
  bytes: Uint8Array,
  options: SubmitOptions,
): Promise<Facts> => {
  // Models bring the whole of TensorFlow.js.
  const { loadModel } = await import("../../../oracle/inference/loadModel.ts");
  const model = await loadModel({ folder: options.model });
  try {
    const evidence = readEvidence(terms, index, bytes);
    const scoring = parseOption("--mode", mode, options.mode);
    const order = { requester: from, bytes, evidence, model, mode: scoring };
    const { id, calls, asked } = await askForScore(view, terms, index, order);
    await sendCalls(await connection.sender(from), calls);
    return { request: id ?? "", score: asked };
  } finally {
    model.dispose();
  }
};

/** Publishes first: nobody could judge what is handed in and cannot be read. */
const submit = async (
  connection: Connection,
  given: string,
  number: string,
  options: SubmitOptions,
): Promise<Answer> => {
  const actor = actorOf(connection, options);
  const { view, from } = actor;
  parseOption("--mode", mode, options.mode);
  const bytes = await readPackage(options.package);
  const terms = await resolveGrant(view, given);
  const { index, id } = milestoneAt(terms, number);
  const evidence = readEvidence(terms, index, bytes);
  const calls = await submitEvidence(view, terms, index, evidence);
  if (options.dryRun === true) return dryRun(connection, actor.from, calls);
  await publishPayload(options.payloads, bytes);
  const sent = await sendCalls(await connection.sender(from), calls);
  const asked = options.ask ? await ask(actor, { terms, index }, bytes, options) : {};
  const facts = {
    milestone: id,
    package: evidence.packageHash,
    evidenceRoot: evidence.root,
    ...asked,
    ...sentFacts(sent),
  };
  return { facts: { ...facts, ...(await readNext(view, terms, index)) } };
};

type HelperOptions = ActOptions & { readonly remove: boolean };

const setHelper = (
  connection: Connection,
  given: string,
  account: string,
  options: HelperOptions,
): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const terms = await resolveGrant(view, given);
    assertIs(from, terms.account.investigator, "investigator");
    const helper = parseOption("<account>", address, account);
    const grant = grantIdOf(terms);
    const facts = { grant, account: helper, maySubmit: !options.remove };
    if ((await view.review.isCoInvestigator(grant, helper)) !== options.remove) return { calls: [], facts };
    const args = [contractArgument(terms), helper, !options.remove] as const;
    const data = REVIEW.encodeFunctionData("setCoInvestigator", [...args]);
    return { calls: [reviewCall(view.addresses, "says who may submit", data)], facts };
  });

const TRIAGE = "models/milestone-triage-INVENTED";

/** Adds `package`, `submit` and `co-investigator`. */
export const addEvidenceCommands = (grant: Command, run: Run): void => {
  grant
    .command("package")
    .description("put the evidence for a milestone together; whatever would be refused later is refused here")
    .argument("<terms>", "terms file")
    .argument(...MILESTONE_ARGUMENT)
    .requiredOption("--work <file>", "report, counts, pieces and finances, as in docs/researchers.md")
    .requiredOption("--secrets <file>", "ORCID iD and its salt")
    .requiredOption("--out <file>", "the package, which others will read")
    .action((given: string, number: string, options: PackageOptions) =>
      run((connection) => pack(connection, given, number, options)),
    );
  withActOptions(grant.command("submit"))
    .description("publish a package and hand it in; again after a crash it does what is missing")
    .argument(...GRANT_ARGUMENT)
    .argument(...MILESTONE_ARGUMENT)
    .requiredOption("--package <file>", "made by theriac grant package")
    .requiredOption("--payloads <folder>", "what operators and reviewers fetch packages from")
    .option("--ask", "ask the oracle for a score as well", false)
    .option("--model <folder>", "folder of the terms' model", TRIAGE)
    .option("--mode <name>", "optimistic or onchain", "optimistic")
    .action((given: string, number: string, options: SubmitOptions) =>
      run((connection) => submit(connection, given, number, options)),
    );
  withActOptions(grant.command("co-investigator"))
    .description("let another account submit for the investigator, or end that")
    .argument(...GRANT_ARGUMENT)
    .argument("<account>")
    .option("--remove", "end it", false)
    .action((given: string, account: string, options: HelperOptions) =>
      run((connection) => setHelper(connection, given, account, options)),
    );
};
