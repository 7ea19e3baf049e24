import { AnchorFailedError, ChainWorkUnfinishedError } from "./errors.ts";

/** What was done of several things on chain, and what failed. */
export type Settled<R> = { readonly done: readonly R[]; readonly failures: readonly AnchorFailedError[] };

/** Does each though others fail on chain. What fails for another reason, a database's, ends it at once. */
export const settleEach = async <T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  action: (item: T) => Promise<R>,
): Promise<Settled<R>> => {
  const done: R[] = [];
  const failures: AnchorFailedError[] = [];
  const attempt = async (run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      failures.push(...failuresOf(error));
    }
  };
  await attempt(async () => {
    for await (const item of items) {
      await attempt(async () => {
        done.push(await action(item));
      });
    }
  });
  return { done, failures };
};

/** Throws `CHAIN_WORK_UNFINISHED` if anything failed. */
export const assertFinished = (...settled: readonly Settled<unknown>[]): void => {
  const failures = settled.flatMap((part) => part.failures);
  if (failures.length > 0) throw new ChainWorkUnfinishedError(failures);
};

const failuresOf = (error: unknown): readonly AnchorFailedError[] => {
  if (error instanceof AnchorFailedError) return [error];
  if (error instanceof ChainWorkUnfinishedError) return error.failures;
  throw error;
};
