import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Finding, failed, ok, warning } from "./report.ts";

/** What an HTTP server said; undefined when it does not answer. */
export type Heard = {
  readonly status: number;
  /** Its clock, from the Date header. */
  readonly at: number | undefined;
  readonly body: unknown;
};
export type Hear = (url: string) => Promise<Heard | undefined>;

const SKEW_MS = 5_000;

/** Folders must be there; a server must answer, be it that it has no such file. */
export const checkSource = async (place: number, source: string, hear: Hear): Promise<Finding> => {
  const check = `payload source ${place}`;
  if (source.startsWith("file:")) {
    const there = await access(fileURLToPath(source)).then(
      () => true,
      () => false,
    );
    return there
      ? ok(check, "the folder is there")
      : failed(check, "the folder is not there", "Make it, or correct payloads.sources.");
  }
  const heard = await hear(source);
  return heard === undefined
    ? failed(
        check,
        "the server does not answer",
        "Is payloads.sources right? See payloads.allowPrivateAddresses.",
      )
    : ok(check, `the server answers (${heard.status})`);
};

/** Peers must be reached, and their clocks must be near ours. Committees do without a few of them. */
export const checkPeer = async (
  place: number,
  url: string,
  hear: Hear,
  now: () => number,
): Promise<Finding> => {
  const check = `peer ${place}`;
  const heard = await hear(new URL("/healthz", url).href);
  if (heard === undefined)
    return warning(check, "does not answer", `Is peers.${place}.url right, and does it run?`);
  const skew = heard.at === undefined ? 0 : Math.abs(now() - heard.at);
  if (skew > SKEW_MS) {
    const says = `its clock and ours are ${Math.round(skew / 1_000)} s apart`;
    return warning(check, says, "Set both clocks by NTP.");
  }
  return heard.status === 200
    ? ok(check, "answers, and is well")
    : ok(check, `answers; says itself ${problemsIn(heard)}`);
};

const problemsIn = ({ body, status }: Heard): string => {
  const problems = (body as { problems?: unknown } | undefined)?.problems;
  return Array.isArray(problems) ? problems.join(", ") : `HTTP ${status}`;
};

/** A store that a running node holds: its health tells what the store would. */
export const checkRunning = async (url: string, hear: Hear): Promise<Finding> => {
  const heard = await hear(new URL("/healthz", url).href);
  if (heard === undefined) {
    return failed(
      "running node",
      "the store is held, but no node answers here",
      "Which process holds the store?",
    );
  }
  return heard.status === 200
    ? ok("running node", "runs, and is well")
    : failed("running node", `runs: ${problemsIn(heard)}`, "See the codes in oracle/config/README.md.");
};
