// Secrets of a line: never on the command line, which others on the machine see.
import { stat } from "node:fs/promises";
import { TheriacError } from "../../standards/errors.ts";
import { BadFileError, readText } from "./files.ts";

/** Others than its owner can read a file with a secret. */
export class SecretExposedError extends TheriacError {
  readonly code = "SECRET_EXPOSED";
  constructor(file: string) {
    super("Others on this machine can read the file with the secret.", {
      context: { file },
      hint: "Make it yours alone: chmod 600.",
    });
  }
}

/** A secret was given neither by a file nor by the environment. */
export class SecretNeededError extends TheriacError {
  readonly code = "SECRET_NEEDED";
  constructor(option: string, variable: string) {
    super("A secret is missing.", {
      context: { option, variable },
      hint: "Name its file, or set the variable.",
    });
  }
}

const OTHERS = 0o077;

/** The one line of a file that its owner alone can read. */
export const readSecretLine = async (file: string): Promise<string> => {
  const text = (await readText(file)).replace(/\r?\n$/, "");
  if (process.platform !== "win32" && ((await stat(file)).mode & OTHERS) !== 0)
    throw new SecretExposedError(file);
  if (text === "") throw new BadFileError(file, "is empty");
  return text;
};

/** A secret from a file, or else from a variable of the environment; undefined if neither is given. */
export const findSecret = async (file: string | undefined, variable: string): Promise<string | undefined> =>
  file === undefined ? process.env[variable] || undefined : readSecretLine(file);

/** The same, where the command cannot do without. */
export const needSecret = async (
  option: string,
  file: string | undefined,
  variable: string,
): Promise<string> => {
  const found = await findSecret(file, variable);
  if (found === undefined) throw new SecretNeededError(option, variable);
  return found;
};
