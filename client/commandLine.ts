// What patients, custodians and partners ask of a deployment from a shell.
import { text } from "node:stream/consumers";
import { Command, CommanderError } from "commander";
import { z } from "zod";
import { addBreakGlassCommands } from "./commands/breakGlass.ts";
import { addCampaignCommands } from "./commands/campaigns/addCampaignCommands.ts";
import type { ChallengeOptions } from "./commands/challenge.ts";
import { addCheckCommand } from "./commands/check.ts";
import { type Connect, connectTo } from "./commands/connection.ts";
import { addConsentCommands } from "./commands/consent.ts";
import { addConsentListCommand } from "./commands/consentList.ts";
import { addCustodianCommands } from "./commands/custodian.ts";
import { addDelegateCommands } from "./commands/delegates.ts";
import { explain } from "./commands/explain.ts";
import { addForecastCommands } from "./commands/forecast.ts";
import type { InferOptions } from "./commands/infer.ts";
import { addOperatorCommands } from "./commands/operator/addOperatorCommands.ts";
import {
  BadIdentifierError,
  ExitCode,
  type Facts,
  parseId,
  print,
  printList,
  type Run,
} from "./commands/output.ts";
import { BadOptionError } from "./commands/parseOption.ts";
import { readCommittee, readModel, readRequest } from "./commands/reads.ts";
import { addRecordCommands } from "./commands/record.ts";
import { addRecordAccountingCommands } from "./commands/recordAccounting.ts";
import { addRecordProofCommands } from "./commands/recordProofs.ts";
import { addRecordSharingCommands } from "./commands/recordSharing.ts";
import { addGrantCommands } from "./commands/research/addGrantCommands.ts";
import { addScanCommand } from "./commands/scan.ts";
import { addStudyCommands } from "./commands/study.ts";
import { addSupplyCommands } from "./commands/supply/addSupplyCommands.ts";
import type { Contracts } from "./deployment.ts";

type Globals = { readonly rpc: string; readonly deployment: string; readonly json: boolean };

/** Connects as the options say, does the work, prints its answer. */
const runnerOf =
  (program: Command, connect: Connect, end: (code: number) => void): Run =>
  async (work) => {
    const { rpc, deployment, json } = program.opts<Globals>();
    z.url().parse(rpc);
    const connection = await connect(rpc, deployment);
    try {
      const { facts, list, isNo = false } = await work(connection);
      if (list === undefined) print(facts, json);
      else printList(list, json);
      if (isNo) end(ExitCode.ANSWER_IS_NO);
    } finally {
      connection.close();
    }
  };

/** What is known of one thing by its id. */
const addReadCommands = (program: Command, run: Run): void => {
  const byId = (
    name: string,
    description: string,
    work: (contracts: Contracts, id: string) => Promise<Facts>,
  ) =>
    program
      .command(name)
      .description(description)
      .argument("<id>", "0x and 64 hex digits")
      .action((given: string) => {
        const id = parseId(given);
        return run(async ({ contracts }) => ({ facts: await work(contracts, id) }));
      });
  byId("request", "how a request for inference stands", readRequest);
  byId("model", "what the chain knows of a model", readModel);
  program
    .command("committee")
    .description("the operators that answer now")
    .action(() => run(async ({ contracts }) => ({ facts: await readCommittee(contracts) })));
};

/** Answers by proof, and challenges of wrong answers. Models bring the whole of TensorFlow.js, so they load only here. */
const addAnswerCommands = (program: Command, run: Run): void => {
  const endpoint = (): string => program.opts<Globals>().rpc;
  program
    .command("infer")
    .description("run a private model on data that stay here; the order is one JSON object on stdin")
    .requiredOption("--prove", "answer by a proof")
    .option("--model <name>", "folder below models/", "wdbc")
    .option("--proving-key <file>", "proving key of the model's ceremony; the development key without it")
    .option("--from <address>", "submit the answer from this account of the endpoint")
    .action(async (options: InferOptions) => {
      const { inferWithProof } = await import("./commands/infer.ts");
      const order = await text(process.stdin);
      await run(async ({ contracts }) => ({
        facts: await inferWithProof(contracts, endpoint(), order, options),
      }));
    });
  program
    .command("challenge")
    .description("recompute the answer to a request about a public input, and challenge it if it is wrong")
    .argument("<id>", "0x and 64 hex digits")
    .requiredOption("--model <folder>", "folder of the model that answered")
    .requiredOption("--payloads <source>", "where the payload is: file:///folder/ or https://server/")
    .option("--from <address>", "challenge from this account of the endpoint; only check without it")
    .action(async (given: string, options: ChallengeOptions) => {
      const id = parseId(given);
      const { challengeRequest } = await import("./commands/challenge.ts");
      await run(async ({ contracts }) => ({
        facts: await challengeRequest(contracts, endpoint(), id, options),
      }));
    });
};

const createProgram = (connect: Connect, end: (code: number) => void): Command => {
  const program = new Command("theriac")
    .description(
      "Consents, records and break-glass access of a deployment; goods from lots to packs; research grants; its requests, models, operators and committee; proofs about data held here, and challenges of wrong answers.",
    )
    .option("--rpc <url>", "endpoint of the chain", "http://127.0.0.1:8545")
    .option("--deployment <id>", "folder below deployments/", "local")
    .option("--json", "print one JSON object", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 done, or yes; 1 failed; 2 misused; 3 the answer is no (denied, not in force, not genuine).",
    )
    .exitOverride();
  const run = runnerOf(program, connect, end);
  const consent = addConsentCommands(program, run);
  addCheckCommand(consent, run);
  addBreakGlassCommands(consent, run);
  addConsentListCommand(consent, run);
  addDelegateCommands(consent, run);
  const record = addRecordCommands(program, run);
  addRecordProofCommands(record, run);
  addRecordSharingCommands(record, run);
  addRecordAccountingCommands(record, run);
  addCustodianCommands(program, run);
  addSupplyCommands(program, run);
  addScanCommand(program, run);
  addForecastCommands(program, run);
  addGrantCommands(program, run);
  addCampaignCommands(program, run);
  addStudyCommands(program, run);
  addOperatorCommands(program, run);
  addReadCommands(program, run);
  addAnswerCommands(program, run);
  return program;
};

const codeOf = (error: unknown): number => {
  // Commander has said what was wrong; asking for help is no misuse.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.DONE : ExitCode.MISUSED;
  console.error(explain(error));
  const misused = error instanceof BadOptionError || error instanceof BadIdentifierError;
  return misused ? ExitCode.MISUSED : ExitCode.FAILED;
};

/** Runs one command, `args` without node and script. Prints what it has to say and returns the exit code. */
export const runCommandLine = async (
  args: readonly string[],
  connect: Connect = connectTo,
): Promise<number> => {
  let code: number = ExitCode.DONE;
  const program = createProgram(connect, (ending) => {
    code = ending;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    return codeOf(error);
  }
};
