import type { Command } from "commander";
import { TheriacError } from "../../standards/errors.ts";

/** Runs a command and ends the process: the toolchain leaves workers behind that would keep it. */
export const runCommand = async (command: Command): Promise<never> => {
  try {
    await command.parseAsync();
    process.exit(0);
  } catch (error) {
    if (error instanceof TheriacError)
      console.error(`${error.code}: ${error.message}`, JSON.stringify(error.context), error.hint ?? "");
    else console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
};

/** Everything on stdin. */
export const readStdin = async (): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};
