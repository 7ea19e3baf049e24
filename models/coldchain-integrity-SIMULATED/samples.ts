import { ModelDataError } from "../training/errors.ts";
import type { Kind, Trace } from "./simulator.ts";

/** 1 September 2026, 00:00 UTC. */
export const SAMPLE_STARTED_AT = 1_788_220_800;

const TAMPERINGS: readonly Kind[] = ["clip", "replay", "flat-line", "fabricated-noise"];

/**
 * The first log of each sort in the SIMULATED test set, whatever the network says of it. The good one also keeps every
 * reading within 2-8 °C.
 */
export const pickSamples = (test: readonly Trace[]): Readonly<Record<string, Trace>> => {
  const first = (holds: (trace: Trace) => boolean): Trace => {
    const found = test.find(holds);
    if (found === undefined) throw new ModelDataError("The test set lacks a sample.");
    return found;
  };
  const inBand = ({ deciCelsius }: Trace): boolean =>
    deciCelsius.every((value) => value >= 20 && value <= 80);
  return {
    good: first((trace) => trace.kind === "normal" && !trace.excursion && inBand(trace)),
    excursion: first((trace) => trace.kind === "cooling-failure" && trace.excursion),
    ...Object.fromEntries(TAMPERINGS.map((kind) => [kind, first((trace) => trace.kind === kind)])),
  };
};

const LINE_WIDTH = 110;
const INDENT = "    ";

// A list of numbers filled into lines, as the formatter of this project leaves it.
const wrapNumbers = (list: string): string => {
  const lines = [INDENT];
  for (const number of list.match(/-?\d+/g) ?? []) {
    const line = lines.at(-1) as string;
    const longer = line === INDENT ? `${INDENT}${number},` : `${line} ${number},`;
    if (longer.length <= LINE_WIDTH) lines[lines.length - 1] = longer;
    else lines.push(`${INDENT}${number},`);
  }
  return `[\n${lines.join("\n").slice(0, -1)}\n  ]`;
};

/** Writes the samples as <name>.SIMULATED.json. */
export const writeSamples = async (
  samples: Readonly<Record<string, Trace>>,
  write: (name: string, text: string) => Promise<void>,
): Promise<void> => {
  for (const [name, { kind, excursion, tampered, deciCelsius }] of Object.entries(samples)) {
    const sample = {
      kind: "cold-chain-sample-SIMULATED/1",
      scenario: kind,
      excursion,
      tampered,
      startedAt: SAMPLE_STARTED_AT,
      minutesBetweenReadings: 10,
      deciCelsius: [...deciCelsius],
    };
    const text = JSON.stringify(sample, null, 2).replace(/\[[-\d,\s]*\]/g, wrapNumbers);
    await write(`${name}.SIMULATED.json`, `${text}\n`);
  }
};
