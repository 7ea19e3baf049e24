import { readFileSync, statSync } from "node:fs";
import { KeysError } from "./errors.ts";

export type PasswordSource = { readonly file: string } | { readonly env: string };

/** Reads the password from where the config says. It is never logged and never part of an error. */
export const readPassword = (
  source: PasswordSource,
  environment: Readonly<Record<string, string | undefined>>,
): string => {
  if ("env" in source) {
    const value = environment[source.env];
    if (value) return value;
    throw new KeysError("The password's variable is not set.", source.env, `Set ${source.env}.`);
  }
  let password: string;
  try {
    if ((statSync(source.file).mode & 0o077) !== 0 && process.platform !== "win32") {
      throw new KeysError("Others may read the password file.", source.file, `Run chmod 600 ${source.file}.`);
    }
    password = readFileSync(source.file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    if (error instanceof KeysError) throw error;
    throw new KeysError("The password file cannot be read.", source.file, "Check operator.password.file.");
  }
  if (password === "")
    throw new KeysError("The password file is empty.", source.file, "Write the password into it.");
  return password;
};
