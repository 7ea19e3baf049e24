import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

type Source = { readonly bases: readonly string[]; readonly restricted: readonly string[] };

const CONTRACT = /^(?:abstract )?contract (\w+)(?: is ([^{]+))?\{/gm;
const FUNCTION = /\bfunction\s+(\w+)\s*\([^)]*\)([^{;]*)[{;]/g;

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");

/** What each contract below `folder` declares: its bases and its `restricted` functions. */
const readSources = (folder: string): Map<string, Source> => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".sol"),
  );
  const sources = new Map<string, Source>();
  for (const file of files) {
    const text = withoutComments(readFileSync(path.join(folder, file), "utf8"));
    for (const [, name = "", inherits = ""] of text.matchAll(CONTRACT)) {
      const bases = inherits.split(",").map((base) => base.trim().split("(")[0] ?? "");
      const restricted = [...text.matchAll(FUNCTION)]
        .filter(([, , modifiers = ""]) => /\brestricted\b/.test(modifiers))
        .map(([, called = ""]) => called);
      sources.set(name, { bases, restricted });
    }
  }
  return sources;
};

/** Code that runs on another contract's storage, under its address and roles. */
const RUNS_AS: Readonly<Record<string, string>> = { AnswerModes: "InferenceOracle" };

/** `Contract.function` of every restricted function of these contracts, inherited ones included, sorted. */
export const restrictedFunctions = (folder: string, contracts: readonly string[]): string[] => {
  const sources = readSources(folder);
  const declared = (name: string): readonly string[] => {
    const source = sources.get(name);
    return source === undefined ? [] : [...source.restricted, ...source.bases.flatMap(declared)];
  };
  const all = contracts.flatMap((name) =>
    declared(name).map((called) => `${RUNS_AS[name] ?? name}.${called}`),
  );
  return [...new Set(all)].sort();
};
