import { describeError } from "./errors.ts";
import type { Log } from "./log.ts";

/** Ends a process in order: what was started last stops first. */
export type Shutdown = {
  /** Aborts when the process should end. */
  readonly signal: AbortSignal;
  /** Registers what must be stopped; stops run in reverse order of registration. */
  readonly onStop: (name: string, stop: () => void | Promise<void>) => void;
  /** Aborts, runs every stop and resolves when all are done. Calling it again waits for the same end. */
  readonly stop: (reason: string) => Promise<void>;
};

export const createShutdown = (log: Log): Shutdown => {
  const controller = new AbortController();
  const stops: { name: string; stop: () => void | Promise<void> }[] = [];
  let ended: Promise<void> | undefined;
  const drain = async (reason: string) => {
    log.info({ msg: "Stopping", reason });
    controller.abort();
    for (const { name, stop } of stops.reverse()) {
      try {
        await stop();
      } catch (error) {
        log.error({ msg: "Part did not stop cleanly", part: name, ...describeError(error) });
      }
    }
    log.info({ msg: "Stopped" });
  };
  return {
    signal: controller.signal,
    onStop: (name, stop) => {
      stops.push({ name, stop });
    },
    stop: (reason) => {
      ended ??= drain(reason);
      return ended;
    },
  };
};
