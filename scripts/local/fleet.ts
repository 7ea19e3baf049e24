import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { TheriacError } from "../../standards/errors.ts";

/** A child process ended although it was needed. */
export class ProcessEndedError extends TheriacError {
  readonly code = "PROCESS_ENDED";
  constructor(name: string, exitCode: number | null, log: string) {
    super("A process that the local network needs has ended.", {
      context: { name, exitCode: exitCode ?? -1, log },
      hint: "Read the named log file.",
    });
  }
}

/** A child process did not become ready in time. */
export class ProcessNotReadyError extends TheriacError {
  readonly code = "PROCESS_NOT_READY";
  constructor(name: string, waitedMs: number, log: string) {
    super("A process did not become ready in time.", {
      context: { name, waitedMs, log },
      hint: "Read the named log file; a busy machine may need another try.",
    });
  }
}

/** One running child: its process, and the file that its output goes to. */
export type Member = { readonly name: string; readonly process: ChildProcess; readonly log: string };

/** Child processes that never outlive this one. */
export type Fleet = {
  /** Starts Node, or another program. */
  readonly start: (
    name: string,
    args: readonly string[],
    log: string,
    env?: NodeJS.ProcessEnv,
    program?: string,
  ) => Member;
  /** Polls `probe` until it holds; rejects when the member ends or the time is over. */
  readonly ready: (member: Member, probe: () => Promise<boolean>, timeoutMs?: number) => Promise<void>;
  /** Ends one member at once, as a power cut would. */
  readonly kill: (member: Member) => Promise<void>;
  readonly stopAll: () => Promise<void>;
};

const GRACE_MS = 3_000;

const ended = ({ process }: Member): boolean => process.exitCode !== null || process.signalCode !== null;

/** Asks a member to end, and insists after a grace period. */
const stop = async (member: Member): Promise<void> => {
  if (ended(member)) return;
  const exit = once(member.process, "exit");
  member.process.kill("SIGTERM");
  const timer = setTimeout(() => member.process.kill("SIGKILL"), GRACE_MS);
  await exit;
  clearTimeout(timer);
};

/** Creates an empty fleet. Members run under this process's own Node. */
export const createFleet = (): Fleet => {
  const members: Member[] = [];
  // The last resort when this process ends without `stopAll`.
  process.on("exit", () => {
    for (const member of members) if (!ended(member)) member.process.kill("SIGKILL");
  });

  return {
    start: (name, args, log, env = {}, program = process.execPath) => {
      const output = createWriteStream(log, { flags: "a" });
      const child = spawn(program, args, {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...env },
        // A Ctrl-C reaches this process, which then ends its members in order.
        detached: true,
      });
      child.stdout.pipe(output, { end: false });
      child.stderr.pipe(output, { end: false });
      const member = { name, process: child, log };
      members.push(member);
      return member;
    },
    ready: async (member, probe, timeoutMs = 60_000) => {
      const until = performance.now() + timeoutMs;
      while (performance.now() < until) {
        if (ended(member)) throw new ProcessEndedError(member.name, member.process.exitCode, member.log);
        if (await probe().catch(() => false)) return;
        await sleep(50);
      }
      throw new ProcessNotReadyError(member.name, timeoutMs, member.log);
    },
    kill: async (member) => {
      if (ended(member)) return;
      const exit = once(member.process, "exit");
      member.process.kill("SIGKILL");
      await exit;
    },
    stopAll: async () => {
      await Promise.all(members.map(stop));
    },
  };
};
