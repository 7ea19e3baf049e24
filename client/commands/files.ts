// Files that commands read and write. What is secret or personal is written for its owner alone and never over another.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { TheriacError } from "../../standards/errors.ts";
import { replaceFile, writeNewFile } from "../writeNewFile.ts";

/** A file cannot be read, is not JSON, or has another form. Says where, never what: contents may be personal. */
export class BadFileError extends TheriacError {
  readonly code = "BAD_FILE";
  constructor(file: string, why: string, hint?: string) {
    super("The file is not what this command needs.", {
      context: { file, why },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** A file would be overwritten. */
export class FileExistsError extends TheriacError {
  readonly code = "FILE_EXISTS";
  constructor(file: string) {
    super("The file is there already.", {
      context: { file },
      hint: "Name another one, or move it away: what it holds may exist nowhere else.",
    });
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

export const readText = async (file: string): Promise<string> => {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new BadFileError(file, `cannot be read (${codeOf(error)})`);
  }
};

/** Reads JSON of a known shape; complaints name the path in the document. */
export const readJson = <T extends z.ZodType>(file: string, shape: T): Promise<z.output<T>> =>
  readShape(file, shape, JSON.parse);

/** The same, by a parser of the caller's. */
export const readShape = async <T extends z.ZodType>(
  file: string,
  shape: T,
  parse: (text: string) => unknown,
): Promise<z.output<T>> => {
  const text = await readText(file);
  let json: unknown;
  try {
    json = parse(text);
  } catch (error) {
    if (error instanceof TheriacError) throw error;
    throw new BadFileError(file, "is not JSON");
  }
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "document"}: ${message}`);
  throw new BadFileError(file, why.join("; "));
};

const asText = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);

/** Writes JSON for the owner's eyes only, into a file that was not there. */
export const writeSecretJson = (file: string, value: unknown): Promise<void> =>
  writeSecretText(file, JSON.stringify(value, asText, 2));

/** Throws `FILE_EXISTS` if one of the files is there: before a command does what cannot be undone. */
export const assertAbsent = (files: readonly string[]): void => {
  const taken = files.find((file) => existsSync(file));
  if (taken !== undefined) throw new FileExistsError(taken);
};

/** Puts JSON in place of a file of the owner's, at once or not at all. */
export const replaceSecretJson = async (file: string, value: unknown): Promise<void> => {
  try {
    await replaceFile(file, [`${JSON.stringify(value, asText, 2)}\n`]);
  } catch (error) {
    throw new BadFileError(file, `cannot be written (${codeOf(error)})`);
  }
};

/** Writes text for the owner's eyes only, into a file that was not there. */
export const writeSecretText = async (file: string, text: string): Promise<void> => {
  try {
    await writeNewFile(file, [`${text}\n`]);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw new FileExistsError(file);
    throw new BadFileError(file, `cannot be written (${codeOf(error)})`);
  }
};
