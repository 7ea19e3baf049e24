import { spawn } from "node:child_process";
import type { Ending } from "./counts.ts";
import { bin, plainEnv, ROOT, stripColours } from "./shared.ts";

/** A suite of tests: a program that closes with its own counts. */
export type Suite = { readonly name: string; readonly command: readonly [string, ...string[]] };

export type SuiteEnding = Ending & {
  /** The suite ended but a process that it started did not. */
  readonly leftRunning: boolean;
  readonly timedOut: boolean;
};

/** Process groups that are running now, for a signal to end. */
const groups = new Set<number>();

const signalGroup = (group: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
};

/** Ends everything that a suite started. */
export const endSuites = (): void => {
  for (const group of groups) signalGroup(group, "SIGKILL");
};

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Whether processes of the group outlive it by more than a moment; they are ended. */
const endLeftovers = async (group: number): Promise<boolean> => {
  for (let waited = 0; waited < 2_000 && signalGroup(group, 0); waited += 100) await pause(100);
  return signalGroup(group, "SIGKILL");
};

/** Runs a suite in a process group of its own, passes its output on and keeps it. */
export const runSuite = ({ command: [program, ...args] }: Suite, limitMs: number): Promise<SuiteEnding> =>
  new Promise((resolve, reject) => {
    const child = spawn(bin(program), args, {
      cwd: ROOT,
      env: plainEnv(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const group = child.pid;
    if (group !== undefined) groups.add(group);
    let text = "";
    let timedOut = false;
    const keep = (to: NodeJS.WriteStream) => (chunk: Buffer) => {
      text += chunk.toString();
      to.write(chunk);
    };
    child.stdout.on("data", keep(process.stdout));
    child.stderr.on("data", keep(process.stderr));
    const timer = setTimeout(() => {
      timedOut = true;
      if (group !== undefined) signalGroup(group, "SIGKILL");
    }, limitMs);
    child.on("error", reject);
    child.on("exit", async (code) => {
      clearTimeout(timer);
      const leftRunning = group !== undefined && (await endLeftovers(group)) && !timedOut;
      if (group !== undefined) groups.delete(group);
      // Everything that could still hold the pipes has ended: let the last output through.
      if (!child.stdout.readableEnded)
        await Promise.race([new Promise((done) => child.once("close", done)), pause(1_000)]);
      resolve({ code, text: stripColours(text), leftRunning, timedOut });
    });
  });
