import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Folder of the checkout that is checked. */
export const ROOT = path.resolve(import.meta.dirname, "..", "..");

/** What a check found. No findings is a pass; `skipped` says in one line why it could not run here. */
export type Verdict = { readonly findings: readonly string[]; readonly skipped?: string };

/** One check: a name, what must have run before it, and the verb itself. */
export type Check = {
  readonly name: string;
  readonly after?: string;
  readonly run: () => Promise<Verdict> | Verdict;
};

export type Output = { readonly code: number; readonly text: string };

/** Runs a program of node_modules/.bin (or any other) at the root and keeps what it printed. */
export const capture = (
  command: string,
  args: readonly string[],
  extra: NodeJS.ProcessEnv = {},
): Promise<Output> =>
  new Promise((resolve, reject) => {
    const env = { ...plainEnv(), ...extra };
    const child = spawn(bin(command), args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, text: stripColours(text) }));
  });

/** A tool's verdict: its whole output when it failed. */
export const tool = async (command: string, args: readonly string[]): Promise<Verdict> => {
  const { code, text } = await capture(command, args);
  if (code === 0) return { findings: [] };
  return { findings: [text.trim() || `${command} ended with code ${code}`] };
};

/** Path of a program in node_modules/.bin, or the name itself where there is none. */
export const bin = (command: string): string => {
  const local = path.join(ROOT, "node_modules", ".bin", command);
  return existsSync(local) ? local : command;
};

/** The environment without colours and without what npm hands to its scripts. */
export const plainEnv = (): NodeJS.ProcessEnv => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
  return { ...env, NO_COLOR: "1", FORCE_COLOR: "0" };
};

export const stripColours = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is removed
  text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "");

/** Files that belong to the project: tracked ones and new ones that are not ignored. */
export const projectFiles = (root: string = ROOT): string[] =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  })
    .split("\0")
    .filter((file) => file !== "" && existsSync(path.join(root, file)))
    .sort();

export const read = (file: string, root: string = ROOT): string =>
  readFileSync(path.join(root, file), "utf8");
