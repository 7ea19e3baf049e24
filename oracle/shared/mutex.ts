/** Runs actions one after the other. */
export type Mutex = <T>(action: () => Promise<T>) => Promise<T>;

export const createMutex = (): Mutex => {
  let tail: Promise<unknown> = Promise.resolve();
  return (action) => {
    const result = tail.then(action);
    tail = result.catch(() => undefined);
    return result;
  };
};
