import type { ConfigDigest, Hex } from "../../standards/hex.ts";
import type { Committee } from "../domain/committee.ts";
import type { Chain } from "../domain/ports.ts";
import type { Clock } from "../shared/clock.ts";

/** The signing keys of an operator in every committee that can still sign, those of the newest committee first. */
export type KeysOf = (operator: Hex) => Promise<readonly Hex[]>;

const REFRESH_MS = 5_000;
/** What is older counts only while the chain is silent. */
const MAX_AGE_MS = 15_000;
/** Strangers cannot make this node ask the chain more often than that. */
const MIN_REFRESH_MS = 1_000;

/**
 * Who is who, read from the chain and kept for some seconds. A committee stays known from the time it was current until
 * the oracle takes no more signatures from it. While the chain is silent, what was known last holds.
 */
export const createMemberKeys = (
  chain: Pick<Chain, "committee" | "committeeOf">,
  clock: Pick<Clock, "now">,
): KeysOf => {
  const known = new Map<ConfigDigest, Committee>();
  let refreshedAt = Number.NEGATIVE_INFINITY;
  let readAt = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<void> | undefined;

  const refresh = async (): Promise<void> => {
    const current = await chain.committee();
    for (const digest of [...known.keys()]) {
      if (digest !== current.digest && (await chain.committeeOf(digest)) === undefined) known.delete(digest);
    }
    known.delete(current.digest);
    known.set(current.digest, current);
    readAt = clock.now();
  };
  const refreshOnce = (): Promise<void> => {
    refreshedAt = clock.now();
    refreshing ??= refresh()
      .catch(() => undefined)
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };
  const find = (operator: Hex): readonly Hex[] => {
    const isIts = (member: { operator: Hex }) => member.operator.toLowerCase() === operator.toLowerCase();
    const keys = [...known.values()].reverse().flatMap(({ members }) => members.filter(isIts));
    return [...new Set(keys.map(({ signer }) => signer.toLowerCase() as Hex))];
  };

  return async (operator) => {
    const age = clock.now() - refreshedAt;
    const found = find(operator);
    if (found.length === 0) {
      if (refreshing !== undefined) await refreshing;
      else if (age >= MIN_REFRESH_MS) await refreshOnce();
      return find(operator);
    }
    if (age < REFRESH_MS && readAt >= clock.now() - MAX_AGE_MS) return found;
    const reading = refreshOnce();
    if (clock.now() - readAt <= MAX_AGE_MS) return found;
    // Nobody asked for long: who was removed meanwhile is not to be let in once more.
    await reading;
    return find(operator);
  };
};
