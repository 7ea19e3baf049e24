// npm run theriac -- ...: what partners ask of a deployment from a shell.
import { text } from "node:stream/consumers";
import { Command } from "commander";
import { z } from "zod";
import { TheriacError } from "../standards/errors.ts";
import { bytes32 } from "../standards/shapes.ts";
import { type ChallengeOptions, challengeRequest } from "./cliChallenge.ts";
import { connectForReading } from "./cliConnection.ts";
import { type InferOptions, inferWithProof } from "./cliInfer.ts";
import { type Facts, readCommittee, readConsent, readModel, readRequest } from "./cliReads.ts";
import type { Contracts } from "./deployment.ts";

/** An id on the command line is not 32 bytes. */
class BadIdentifierError extends TheriacError {
  readonly code = "BAD_IDENTIFIER";
  constructor(given: string) {
    super("An id is 0x and 64 hex digits.", { context: { given } });
  }
}

type Globals = { readonly rpc: string; readonly deployment: string; readonly json: boolean };

const parseId = (given: string): string => {
  const parsed = bytes32.safeParse(given);
  if (!parsed.success) throw new BadIdentifierError(given);
  return parsed.data;
};

const print = (facts: Facts, json: boolean): void => {
  if (json) {
    console.log(JSON.stringify(facts));
    return;
  }
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  for (const [name, value] of Object.entries(facts)) console.log(`${name.padEnd(width)}  ${value}`);
};

const program = new Command("theriac")
  .description(
    "Reads a deployment: requests, consents, models and the committee; proves answers about data held here, challenges wrong ones.",
  )
  .option("--rpc <url>", "endpoint of the chain", "http://127.0.0.1:8545")
  .option("--deployment <id>", "folder below deployments/", "local")
  .option("--json", "print one JSON object", false);

const run = async (read: (contracts: Contracts) => Promise<Facts>): Promise<void> => {
  const { rpc, deployment, json } = program.opts<Globals>();
  z.url().parse(rpc);
  const { contracts, close } = await connectForReading(rpc, deployment);
  try {
    print(await read(contracts), json);
  } finally {
    close();
  }
};

const byId = (
  name: string,
  description: string,
  read: (contracts: Contracts, id: string) => Promise<Facts>,
) =>
  program
    .command(name)
    .description(description)
    .argument("<id>", "0x and 64 hex digits")
    .action((given: string) => {
      const id = parseId(given);
      return run((contracts) => read(contracts, id));
    });

byId("request", "how a request for inference stands", readRequest);
byId("consent", "whether a consent is in force", readConsent);
byId("model", "what the chain knows of a model", readModel);
program
  .command("committee")
  .description("the operators that answer now")
  .action(() => run(readCommittee));

program
  .command("infer")
  .description("run a private model on data that stay here; the order is one JSON object on stdin")
  .requiredOption("--prove", "answer by a proof")
  .option("--model <name>", "folder below models/", "wdbc")
  .option("--proving-key <file>", "proving key of the model's ceremony; the development key without it")
  .option("--from <address>", "submit the answer from this account of the endpoint")
  .action(async (options: InferOptions) => {
    const order = await text(process.stdin);
    await run((contracts) => inferWithProof(contracts, program.opts<Globals>().rpc, order, options));
  });

program
  .command("challenge")
  .description("recompute the answer to a request about a public input, and challenge it if it is wrong")
  .argument("<id>", "0x and 64 hex digits")
  .requiredOption("--model <folder>", "folder of the model that answered")
  .requiredOption("--payloads <source>", "where the payload is: file:///folder/ or https://server/")
  .option("--from <address>", "challenge from this account of the endpoint; only check without it")
  .action((given: string, options: ChallengeOptions) => {
    const id = parseId(given);
    return run((contracts) => challengeRequest(contracts, program.opts<Globals>().rpc, id, options));
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof TheriacError) {
    console.error(`${error.code}: ${error.message}`, JSON.stringify(error.context), error.hint ?? "");
  } else {
    console.error(error instanceof Error ? error.message : error);
  }
  process.exitCode = 1;
}
