import { readFileSync, statSync } from "node:fs";
import { KeysError } from "./errors.ts";

export type PasswordSource = { readonly file: string } | { readonly env: string };
type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the password from where the config says. It is never logged and never part of an error. */
export const readPassword = (source: PasswordSource, environment: Environment): string =>
  readSecret("password", source, environment);

/** Reads a secret from a variable, or from a file that only its owner may read. */
export const readSecret = (what: string, source: PasswordSource, environment: Environment): string => {
  if ("env" in source) {
    const value = environment[source.env];
    if (value) return value;
    throw new KeysError(`The ${what}'s variable is not set.`, source.env, `Set ${source.env}.`);
  }
  let secret: string;
  try {
    assertPrivate(what, source.file);
    secret = readFileSync(source.file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    if (error instanceof KeysError) throw error;
    throw new KeysError(`The ${what} file cannot be read.`, source.file, `Check the config's ${what} file.`);
  }
  if (secret === "")
    throw new KeysError(`The ${what} file is empty.`, source.file, `Write the ${what} into it.`);
  return secret;
};

/** Throws where the file's mode lets others in; Windows has no such mode. */
export const assertPrivate = (what: string, file: string): void => {
  if (process.platform === "win32" || (statSync(file).mode & 0o077) === 0) return;
  throw new KeysError(`Others may read the ${what} file.`, file, `Run chmod 600 ${file}.`);
};
