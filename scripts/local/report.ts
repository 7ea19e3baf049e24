import { TheriacError } from "../../standards/errors.ts";

/** Something the main job says does not hold on the chain. */
export class ClaimError extends TheriacError {
  readonly code = "CLAIM_DOES_NOT_HOLD";
  constructor(claim: string, actual: string, expected: string) {
    super("A claim of the main job does not hold when read back.", { context: { claim, actual, expected } });
  }
}

/** What is said of a step beside its sentence. */
export type Facts = Readonly<Record<string, string | number | bigint>>;

/** Prints the main job step by step and remembers it for the summary. */
export type Report = {
  readonly story: (title: string) => void;
  /** Does one step and prints it with its facts and duration. */
  readonly step: <T>(sentence: string, work: () => Promise<T>, facts?: (result: T) => Facts) => Promise<T>;
  /** Checks something read back from the chain; prints it, or throws. */
  readonly claim: (sentence: string, actual: unknown, expected: unknown) => void;
  /** Keeps something for the summary. */
  readonly remember: (name: string, value: string) => void;
  readonly summary: () => void;
};

type Line = {
  facts: [string, string][];
  story: string;
  steps: number;
  claims: number;
  gas: bigint;
  ms: number;
};

const short = (value: string | number | bigint): string => {
  const text = String(value);
  return /^0x[0-9a-f]{64}$/i.test(text) ? `${text.slice(0, 10)}..${text.slice(-6)}` : text;
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Creates a report that writes to `write`; a progress line is drawn only on a terminal. */
export const createReport = (write: (text: string) => void, isTerminal: boolean): Report => {
  const lines: Line[] = [];
  const started = performance.now();
  const current = (): Line => {
    const line = lines.at(-1);
    if (line === undefined) throw new TypeError("A step belongs to a story.");
    return line;
  };

  const progress = (sentence: string): (() => void) => {
    if (!isTerminal) return () => {};
    const from = performance.now();
    const draw = () => write(`\r  ...   ${sentence} (${seconds(performance.now() - from)})`);
    draw();
    const timer = setInterval(draw, 200);
    return () => {
      clearInterval(timer);
      write("\r\u001b[2K");
    };
  };

  return {
    story: (title) => {
      lines.push({ story: title, steps: 0, claims: 0, gas: 0n, ms: 0, facts: [] });
      write(`\n${title}\n`);
    },
    step: async (sentence, work, facts) => {
      const from = performance.now();
      const clear = progress(sentence);
      const result = await work().finally(clear);
      const ms = performance.now() - from;
      const said = facts?.(result) ?? {};
      const line = current();
      line.steps += 1;
      line.ms += ms;
      if (said.gas !== undefined) line.gas += BigInt(said.gas);
      const tail = Object.entries(said).map(([name, value]) => `${name} ${short(value)}`);
      write(`  step  ${[sentence, ...tail, seconds(ms)].join(" | ")}\n`);
      return result;
    },
    claim: (sentence, actual, expected) => {
      if (String(actual) !== String(expected))
        throw new ClaimError(sentence, String(actual), String(expected));
      current().claims += 1;
      write(`  read  ${sentence}: ${short(String(actual))}\n`);
    },
    remember: (name, value) => {
      current().facts.push([name, value]);
    },
    summary: () => {
      write("\nSummary\n");
      for (const { story, steps, claims, gas, ms, facts } of lines) {
        write(`  ${story}: ${steps} steps, ${claims} claims read back, ${gas} gas, ${seconds(ms)}\n`);
        for (const [name, value] of facts) write(`    ${name}: ${value}\n`);
      }
      write(
        `  Everything above was read back from the chain. ${seconds(performance.now() - started)} in all.\n`,
      );
    },
  };
};
