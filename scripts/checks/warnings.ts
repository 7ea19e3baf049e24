import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Verdict } from "./shared.ts";
import { ROOT, read } from "./shared.ts";

const BUILD_INFO = "artifacts/build-info";

/** Limits on the size of what is deployed: tests, and contracts compiled unoptimised beside them, never are. */
const SIZE_CODES = new Set(["5574", "3860"]);

type Diagnostic = {
  readonly errorCode?: string;
  readonly severity: string;
  readonly formattedMessage: string;
  readonly sourceLocation?: { readonly file: string };
};
export type Input = {
  readonly input: {
    readonly sources: Record<string, { readonly content: string }>;
    readonly settings?: { readonly optimizer?: { readonly enabled?: boolean } };
  };
};
export type Output = { readonly output: { readonly errors?: readonly Diagnostic[] } };

/**
 * Warnings of one compilation about our own files. A file that has changed since is left out: a later compilation in
 * the same folder speaks for it.
 */
export const warningsOf = (
  info: Input,
  output: Output,
  current: (file: string) => string | undefined,
): string[] => {
  const shipped = info.input.settings?.optimizer?.enabled !== false;
  return (output.output.errors ?? [])
    .filter(({ sourceLocation, errorCode = "" }) => {
      const name = sourceLocation?.file ?? "";
      if (!name.startsWith("project/")) return false;
      if (SIZE_CODES.has(errorCode) && (!shipped || name.startsWith("project/test/"))) return false;
      return current(name.slice("project/".length)) === info.input.sources[name]?.content;
    })
    .map(({ formattedMessage }) => formattedMessage.trim().replaceAll("project/", ""));
};

/** Every warning of the Solidity compiler is an error. Read from what the last build kept. */
export const warnings = (): Verdict => {
  const folder = path.join(ROOT, BUILD_INFO);
  const ids = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".output.json")) : [];
  const current = (file: string) => (existsSync(path.join(ROOT, file)) ? read(file) : undefined);
  const found = ids.flatMap((name) => {
    const output = JSON.parse(read(`${BUILD_INFO}/${name}`)) as Output;
    const info = JSON.parse(read(`${BUILD_INFO}/${name.replace(".output.json", ".json")}`)) as Input;
    return warningsOf(info, output, current);
  });
  if (ids.length === 0) return { findings: ["the build left no output to read warnings from"] };
  return { findings: [...new Set(found)] };
};
