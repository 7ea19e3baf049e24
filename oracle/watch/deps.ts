import type { Hex } from "../../standards/hex.ts";
import type { Chain, Payloads } from "../domain/ports.ts";
import type { AnswerSource, Court, WatchedModels, WatchStore } from "../domain/watch.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/log.ts";
import type { WatchMetrics } from "../shared/watchMetrics.ts";

export type WatchRules = {
  readonly chainId: number;
  readonly oracle: Hex;
  readonly retryMs: number;
  /** How long a payload is looked for. */
  readonly giveUpAfterMs: number;
};

/** Everything a watcher's steps need, in one argument. */
export type WatchDeps = {
  readonly rules: WatchRules;
  readonly chain: Pick<Chain, "head">;
  readonly source: AnswerSource;
  readonly court: Court;
  readonly store: WatchStore;
  readonly payloads: Payloads;
  readonly modelOf: WatchedModels;
  /** A word that nobody can guess. */
  readonly randomWord: () => Hex;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: WatchMetrics;
  /** Told of an answer that should have been checked and was not. */
  readonly onUnchecked?: () => void;
  readonly signal: AbortSignal;
};
