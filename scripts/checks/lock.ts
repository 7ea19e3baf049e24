import type { Verdict } from "./shared.ts";
import { read } from "./shared.ts";

const LISTS = ["dependencies", "devDependencies", "optionalDependencies"] as const;

type Manifest = Partial<Record<(typeof LISTS)[number], Record<string, string>>>;
type Lock = { readonly packages: Record<string, Manifest> };

/** The lock file names no download address (a workspace's folder is none) and pins exactly what package.json asks for. */
export const lockFindings = (manifestText: string, lockText: string): string[] => {
  const addresses = lockText
    .split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => /"resolved": *"[a-z+]+:|https?:\/\/[^"]*\.tgz/.test(line))
    .map(({ number }) => `package-lock.json:${number} holds a download address`);
  const manifest = JSON.parse(manifestText) as Manifest;
  const locked = (JSON.parse(lockText) as Lock).packages[""] ?? {};
  const drift = LISTS.filter((list) => !sameEntries(manifest[list] ?? {}, locked[list] ?? {})).map(
    (list) => `package-lock.json does not lock the ${list} of package.json: run npm install`,
  );
  return [...addresses, ...drift];
};

const sameEntries = (a: Record<string, string>, b: Record<string, string>): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, range]) => b[name] === range);

export const lock = (): Verdict => ({
  findings: lockFindings(read("package.json"), read("package-lock.json")),
});
