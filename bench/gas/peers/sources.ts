// Sources of contracts that npm installed, collected for a compiler that reads no files.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..", "..", "..");

export type Collected = {
  /** Path from the root to text. */
  readonly sources: Record<string, { content: string }>;
  /** One exact remapping for each import, so that each package sees the versions it asked for. */
  readonly remappings: readonly string[];
};

const IMPORT = /^\s*import\s+(?:[^;"']*?from\s+)?["']([^"']+)["']/gm;

/** Where `target` leads when `from` imports it: beside it, or in the nearest node_modules above it. */
const locate = (from: string, target: string): string => {
  if (target.startsWith(".")) return path.posix.join(path.posix.dirname(from), target);
  for (let folder = path.posix.dirname(from); ; folder = path.posix.dirname(folder)) {
    const candidate = path.posix.join(folder, "node_modules", target);
    if (existsSync(path.join(ROOT, candidate))) return candidate;
    if (folder === ".") throw new Error(`${from} imports ${target}, which is not installed`);
  }
};

/** A file and all it imports. Pinned pragmas are relaxed in memory, so that one compiler serves all. */
export const collect = (entries: Readonly<Record<string, string>>): Collected => {
  const sources: Record<string, { content: string }> = {};
  const remappings: string[] = [];
  const visit = (file: string, text: string): void => {
    if (sources[file] !== undefined) return;
    sources[file] = { content: text.replace(/pragma solidity [^;]+;/g, "pragma solidity >=0.8.0;") };
    for (const [, target = ""] of text.matchAll(IMPORT)) {
      const found = locate(file, target);
      if (!target.startsWith(".")) remappings.push(`${file}:${target}=${found}`);
      visit(found, readFileSync(path.join(ROOT, found), "utf8"));
    }
  };
  for (const [file, text] of Object.entries(entries)) visit(file, text);
  return { sources, remappings: remappings.sort() };
};

/** A file of this benchmark or of a package, as an entry to collect from. */
export const entry = (file: string): Record<string, string> => ({
  [file]: readFileSync(path.join(ROOT, file), "utf8"),
});
