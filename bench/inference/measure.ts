import { readModel } from "../../oracle/inference/loadModel.ts";
import { openOnnx } from "./onnx.ts";
import { openBatch, openService } from "./ours.ts";
import { drawRows, FOLDER, type Open, type Opened, type Subject } from "./subject.ts";
import { openLayers, openNativeFused, openWasmFused } from "./tensorflow.ts";
import { openTypedArray } from "./typedArray.ts";

export type Figure = {
  readonly name: string;
  readonly kind: Subject["kind"];
  readonly microsecondsARow: number;
  readonly rowsASecond: number;
};

const OPENERS: readonly (readonly [string, Open])[] = [
  ["typed-array loop", openTypedArray],
  ["TF.js layers predict", openLayers],
  ["TF.js WASM fused", openWasmFused],
  ["ours, batch", openBatch],
  ["ours, main thread", openService(0)],
  ["ours, one worker", openService(1)],
  ["onnxruntime-web (npm install --no-save onnxruntime-web@1.30.0)", openOnnx],
  ["tfjs-node", openNativeFused],
];
const ROUNDS = 12;
const WARM_UP_MS = 400;
const SAMPLE_MS = 60;

/** Runs for so many milliseconds; the shortest call counts, because all else is what the machine did beside it. */
const sample = async (run: () => unknown, ms: number): Promise<number> => {
  let best = Number.POSITIVE_INFINITY;
  const end = performance.now() + ms;
  do {
    const start = performance.now();
    const result = run();
    if (result instanceof Promise) await result;
    best = Math.min(best, performance.now() - start);
  } while (performance.now() < end);
  return best;
};

/** Measures all that is installed, in turns, so that a busy moment of the machine hits everybody. */
export const measureAll = async (
  progress: (line: string) => void,
): Promise<{ readonly figures: readonly Figure[]; readonly missing: readonly string[] }> => {
  const { network } = await readModel(FOLDER);
  const rows = drawRows(network.dims[0] as number);
  const opened: Opened[] = [];
  const missing: string[] = [];
  for (const [name, open] of OPENERS) {
    progress(`opening ${name}`);
    try {
      opened.push(await open(network, rows));
    } catch (error) {
      missing.push(`${name}: ${String(error).split("\n")[0]}`);
    }
  }
  const subjects = opened.flatMap((one) => one.subjects);
  const best = new Map(subjects.map((subject) => [subject, Number.POSITIVE_INFINITY]));
  for (const { run } of subjects) await sample(run, WARM_UP_MS);
  for (let round = 1; round <= ROUNDS; round++) {
    progress(`round ${round} of ${ROUNDS}`);
    for (const subject of subjects)
      best.set(subject, Math.min(best.get(subject) as number, await sample(subject.run, SAMPLE_MS)));
  }
  for (const { close } of opened) await close();
  return { figures: subjects.map((subject) => figureOf(subject, best.get(subject) as number)), missing };
};

const figureOf = ({ name, kind, rows }: Subject, ms: number): Figure => ({
  name,
  kind,
  microsecondsARow: Number(((ms * 1_000) / rows).toFixed(3)),
  rowsASecond: Math.round((rows * 1_000) / ms),
});
