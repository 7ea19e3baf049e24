/** What a run of tests came to. */
export type Counts = { readonly passed: number; readonly failed: number };

/** How a suite ended: its exit code (null when a signal ended it) and everything it printed. */
export type Ending = { readonly code: number | null; readonly text: string };

const SUMMARY = /^\s*(\d+) (passing|failing)\b/gm;

/**
 * Counts of one runner, from the `N passing` and `N failing` lines that mocha, Hardhat's Solidity runner and the checks
 * close with. A suite that ran nothing, or that died without naming a failure, is one failure: silence is not success.
 */
export const countsOf = ({ code, text }: Ending): Counts => {
  const sum = (kind: string): number =>
    [...text.matchAll(SUMMARY)]
      .filter((match) => match[2] === kind)
      .reduce((total, match) => total + Number(match[1]), 0);
  const [passed, failed] = [sum("passing"), sum("failing")];
  const silent = passed + failed === 0;
  const died = code !== 0 && failed === 0;
  return { passed, failed: failed + (silent || died ? 1 : 0) };
};

/** The line that closes the whole run. */
export const closingLine = (all: readonly Counts[]): string => {
  const passed = all.reduce((total, counts) => total + counts.passed, 0);
  const failed = all.reduce((total, counts) => total + counts.failed, 0);
  return `${passed} passed, ${failed} failed`;
};
