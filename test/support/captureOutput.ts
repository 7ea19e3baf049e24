type Write = typeof process.stdout.write;

/** Everything that an action writes to the process's own outputs, console included. */
export const captureOutput = async (action: () => Promise<void>): Promise<string> => {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write);
  const capture = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    written.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
    const done = rest.find((one) => typeof one === "function") as (() => void) | undefined;
    done?.();
    return true;
  }) as Write;
  for (const stream of streams) stream.write = capture;
  try {
    await action();
  } finally {
    streams.forEach((stream, i) => {
      stream.write = originals[i] as Write;
    });
  }
  return written.join("");
};
