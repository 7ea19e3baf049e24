import type { Attempts, Outstanding } from "../../../oracle/domain/attempt.ts";
import type { Hex } from "../../../standards/hex.ts";

/** Attempts in memory, with the store's meaning. */
export const memoryAttempts = (): Attempts & {
  readonly all: Map<number, Outstanding>;
  readonly hashes: () => readonly Hex[];
} => {
  const all = new Map<number, Outstanding>();
  let next: number | undefined;
  const change = (nonce: number, changes: Partial<Outstanding>): void => {
    const before = all.get(nonce);
    if (before !== undefined) all.set(nonce, { ...before, ...changes });
  };
  const sorted = () => [...all.values()].sort((a, b) => a.nonce - b.nonce);
  return {
    all,
    hashes: () => sorted().flatMap(({ attempts }) => attempts.map(({ hash }) => hash)),
    open: async () => sorted(),
    find: async (key) => sorted().findLast((outstanding) => outstanding.key === key),
    next: async () => next,
    take: async (key, call, least, takenAt) => {
      const earlier = sorted().findLast((row) => row.key === key && row.nonce >= least);
      if (earlier !== undefined) return { nonce: earlier.nonce, skipped: 0, earlier };
      const nonce = Math.max(least, next ?? 0);
      const skipped = next === undefined ? 0 : nonce - next;
      next = nonce + 1;
      all.set(nonce, { nonce, key, call, takenAt, attempts: [] });
      return { nonce, skipped };
    },
    assign: async (nonce, call) => change(nonce, { call }),
    save: async (attempt) =>
      change(attempt.nonce, { attempts: [...(all.get(attempt.nonce)?.attempts ?? []), attempt] }),
    drop: async (hash) => {
      for (const { nonce, attempts } of all.values()) {
        change(nonce, { attempts: attempts.filter((attempt) => attempt.hash !== hash) });
      }
    },
    release: async (nonce) => {
      if (next !== nonce + 1 || (all.get(nonce)?.attempts.length ?? 1) > 0) return false;
      all.delete(nonce);
      next = nonce;
      return true;
    },
    fill: async (nonces, key, takenAt) => {
      for (const nonce of nonces) {
        if (!all.has(nonce)) all.set(nonce, { nonce, key, call: undefined, takenAt, attempts: [] });
      }
    },
    abandon: async (from, last) => {
      if (next !== last + 1) return false;
      for (const nonce of all.keys()) if (nonce >= from) all.delete(nonce);
      next = from;
      return true;
    },
    forgetBelow: async (nonce) => {
      for (const key of all.keys()) if (key < nonce) all.delete(key);
    },
  };
};
