import type { Verdict } from "./shared.ts";
import { projectFiles, read } from "./shared.ts";

const ALLOWED = "scripts/checks/budgets.json";

/** Lines that a file may have, by what it is. */
export const budgetOf = (file: string): number | undefined => {
  if (/^contracts\/libraries\/.*\.sol$/.test(file)) return 150;
  if (/^contracts\/.*\.sol$/.test(file)) return 350;
  if (/\.(ts|mts|cts)$/.test(file)) return 250;
  return undefined;
};

export const lineCount = (text: string): number => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

/**
 * Files over their budget that `allowed` (path to reason) does not excuse, and excuses that nothing needs.
 */
export const budgetFindings = (
  files: readonly string[],
  linesOf: (file: string) => number,
  allowed: Readonly<Record<string, string>>,
): string[] => {
  const over = files.filter((file) => linesOf(file) > (budgetOf(file) ?? Number.POSITIVE_INFINITY));
  const unexcused = over.filter((file) => allowed[file] === undefined);
  const stale = Object.keys(allowed).filter((file) => !over.includes(file));
  return [
    ...unexcused.map((file) => `${file}: ${linesOf(file)} lines, budget ${budgetOf(file)}; split it by idea`),
    ...stale.map((file) => `${ALLOWED} excuses ${file}, which is within its budget`),
  ];
};

export const budgets = (): Verdict => ({
  findings: budgetFindings(
    projectFiles(),
    (file) => lineCount(read(file)),
    JSON.parse(read(ALLOWED)) as Record<string, string>,
  ),
});
