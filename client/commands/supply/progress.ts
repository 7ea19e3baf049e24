/** Tells how far long work is. */
export type Progress = (done: number, total: number) => void;

const WIDTH = 30;

/** A bar on a terminal's stderr; elsewhere nothing, so that logs stay readable. */
export const progressBar = (
  what: string,
  out: Pick<NodeJS.WriteStream, "isTTY" | "write"> = process.stderr,
): Progress => {
  if (!out.isTTY) return () => undefined;
  let shown = "";
  return (done, total) => {
    const part = total === 0 ? 1 : Math.min(done / total, 1);
    const filled = Math.round(part * WIDTH);
    const line = `${what} [${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${done}/${total}`;
    if (line === shown) return;
    shown = line;
    out.write(`\r${line}${done >= total ? "\n" : ""}`);
  };
};
