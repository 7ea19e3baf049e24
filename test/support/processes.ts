import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Polls until `probe` gives something; rejects with `what` when the time is over. */
export const until = async <T>(
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> => {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}.`);
    await sleep(50);
  }
};

/** Command lines of running processes that contain one of these texts. */
export const processesWith = (...texts: readonly string[]): string[] =>
  execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => texts.some((text) => line.includes(text)) && !line.includes("ps -eo"));

/**
 * Starts the command line and kills it (-9) as soon as `reached` holds. A child that ends by itself before rejects at once
 * with what it said; how long a child may take is the test's own time-out.
 */
export const killWhen = async (args: readonly string[], reached: () => Promise<boolean>): Promise<void> => {
  const program = ["--import", "tsx", "client/cli.ts"];
  const child = spawn(process.execPath, [...program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = once(child, "close");
  const over = new AbortController();
  const early = ended.then(([code]) => {
    if (!over.signal.aborted) throw new Error(`The command ended with ${code} before it was killed: ${said}`);
  });
  const poll = async (): Promise<void> => {
    while (!over.signal.aborted && !(await reached())) await sleep(20);
  };
  try {
    await Promise.race([poll(), early]);
  } finally {
    over.abort();
    child.kill("SIGKILL");
    await ended;
  }
};

/** A command under way, in a process group of its own. */
export type Command = {
  readonly output: () => string;
  /** Signals the whole group, as a terminal does on Ctrl-C. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** Its exit code. Ends the group when the time is over. */
  readonly ended: (timeoutMs: number) => Promise<number | null>;
};

/** Runs a script of package.json that is `node ARGS`, from the root of the project. */
export const startScript = (name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Command => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const [program, ...words] = scripts[name]?.split(" ") ?? [];
  // A wrapper such as tsx kills a busy program that does not answer Ctrl-C at once; its children would stay.
  if (program !== "node") throw new Error(`npm run ${name} runs ${program}, not node.`);
  const child = spawn(process.execPath, [...words, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
    detached: true,
  });
  let text = "";
  const keep = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const exit = once(child, "close");
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  return {
    output: () => text,
    signal,
    ended: async (timeoutMs) => {
      const timer = setTimeout(() => signal("SIGKILL"), timeoutMs);
      const [code] = (await exit) as [number | null];
      clearTimeout(timer);
      return code;
    },
  };
};
