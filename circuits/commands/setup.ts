// npm run circuits:setup -- powers|start|contribute|beacon|verify: a key's ceremony, one step at a time.
//
//   start       by the coordinator, from prepared powers of tau
//   contribute  by each of two or more people, one after the other; entropy from the system, none is kept
//   beacon      by the coordinator, with a value announced beforehand
//   verify      by anybody: rebuilds the circuit, checks every step, prints the key file with the transcript
import { Command } from "commander";
import { randomWord } from "../../standards/randomWord.ts";
import {
  closeCeremony,
  contribute,
  rehearsePowersOfTau,
  startCeremony,
  verifyCeremony,
} from "../ceremony.ts";
import { compileCircuit } from "../compile.ts";
import { generateCircuit } from "../generate.ts";
import { formatKeyFile, transcriptHashOf } from "../keyFile.ts";
import { readNetwork } from "./models.ts";
import { runCommand } from "./runCommand.ts";

const program = new Command("circuits:setup");

program
  .command("powers")
  .description("rehearsal only: powers of tau whose secret anybody can compute")
  .requiredOption("--beacon <hex>")
  .requiredOption("--to <file>")
  .option("--power <n>", "2^n rows", "11")
  .action(({ beacon, to, power }) => rehearsePowersOfTau(Number(power), beacon, to));

program
  .command("start")
  .requiredOption("--powers <file>", "prepared powers of tau (.ptau)")
  .requiredOption("--to <file>")
  .option("--model <name>", "folder below models/", "wdbc")
  .action(async ({ model, powers, to }) => {
    const { network } = await readNetwork(model);
    const { r1csFile } = await compileCircuit(generateCircuit(network));
    await startCeremony(r1csFile, powers, to);
  });

program
  .command("contribute")
  .requiredOption("--from <file>")
  .requiredOption("--to <file>")
  .requiredOption("--name <who>")
  .action(({ from, to, name }) => contribute(from, to, name, randomWord() + randomWord()));

program
  .command("beacon")
  .requiredOption("--from <file>")
  .requiredOption("--to <file>")
  .requiredOption("--value <hex>", "a public value that nobody could foresee")
  .action(({ from, to, value }) => closeCeremony(from, to, value));

program
  .command("verify")
  .requiredOption("--powers <file>", "prepared powers of tau (.ptau)")
  .requiredOption("--key <file>", "proving key (.zkey)")
  .option("--model <name>", "folder below models/", "wdbc")
  .action(async ({ model, powers, key }) => {
    const { network, networkHash } = await readNetwork(model);
    const keyFile = await verifyCeremony(network, networkHash, powers, key);
    process.stdout.write(formatKeyFile(keyFile));
    console.error(`transcript hash ${transcriptHashOf(keyFile)}`);
  });

await runCommand(program);
