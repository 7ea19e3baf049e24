import type { Clock } from "./clock.ts";
import type { Probe } from "./problems.ts";

/** A key that may be away; one in this process has no `check`. */
type Checked = { readonly check?: (() => Promise<void>) | undefined };

/** Health is asked for often, a signing service seldom. */
const KEEP_MS = 5_000;

/** Whether a signing key is away. */
export const createSignerProbe = (
  keys: Checked & { readonly next?: Checked | undefined },
  clock: Pick<Clock, "now">,
): Probe => {
  const checks = [keys, keys.next].flatMap((key) => (key?.check === undefined ? [] : [key.check]));
  let askedAt = Number.NEGATIVE_INFINITY;
  let isAway: Promise<boolean> = Promise.resolve(false);
  return () => {
    if (checks.length > 0 && clock.now() - askedAt >= KEEP_MS) {
      askedAt = clock.now();
      isAway = Promise.all(checks.map((check) => check())).then(
        () => false,
        () => true,
      );
    }
    return isAway;
  };
};
