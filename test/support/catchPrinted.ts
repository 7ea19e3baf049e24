import { AsyncLocalStorage } from "node:async_hooks";

export type Printed = { stdout: string; stderr: string };
type Stream = keyof Printed;

const catching = new AsyncLocalStorage<Printed>();

/** From the first use on, what runs inside `catchPrinted` writes there; everything else writes as ever. */
const divert = (name: Stream): void => {
  const stream = process[name];
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    const printed = catching.getStore();
    if (printed === undefined) return write(chunk, ...rest);
    printed[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    const done = rest.find((one) => typeof one === "function") as (() => void) | undefined;
    done?.();
    return true;
  }) as typeof stream.write;
};

let diverted = false;

/** Adds to `printed` what an action writes to the process's outputs, console included, also while others write. */
export const catchPrinted = <T>(printed: Printed, action: () => Promise<T>): Promise<T> => {
  if (!diverted) for (const name of ["stdout", "stderr"] as const) divert(name);
  diverted = true;
  return catching.run(printed, action);
};
