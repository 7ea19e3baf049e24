import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import { type Manifest, parseManifest } from "../../oracle/inference/manifest.ts";
import type { Network } from "../../oracle/inference/network.ts";
import { decodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { quantiseInput, type RawValue } from "../../oracle/inference/quantiseInput.ts";
import type { Dataset } from "../training/crossValidate.ts";
import { ModelDataError } from "../training/errors.ts";
import { auc, round4 } from "../training/metrics.ts";
import { FOLDER, generate, generateUnseen, hashOf, labelOf, toDataset } from "./dataset.ts";
import type { Kind, Trace } from "./simulator.ts";
import type { UnseenTampering } from "./tampering.ts";

const KINDS: readonly Kind[] = [
  "clip",
  "replay",
  "flat-line",
  "fabricated-noise",
  "cooling-failure",
  "deep-freeze",
];

const UNSEEN: readonly UnseenTampering[] = ["jittered-clip", "jittered-replay", "wandering-fabrication"];
const UNSEEN_LOGS = 200;

/** AUC of scores: for the alert, for physical excursions among honest logs, for tampering against clean logs. */
export const aucFigures = (traces: readonly Trace[], scores: readonly number[]): Record<string, number> => {
  const among = (keep: (trace: Trace) => boolean, label: (trace: Trace) => boolean): number => {
    const rows = traces.flatMap((trace, row) => (keep(trace) ? [row] : []));
    return round4(
      auc(
        rows.map((row) => scores[row] as number),
        rows.map((row) => (label(traces[row] as Trace) ? 1 : 0)),
      ),
    );
  };
  return {
    "AUC all": round4(auc(scores, traces.map(labelOf))),
    "AUC excursion (honest logs)": among(
      (trace) => !trace.tampered,
      (trace) => trace.excursion,
    ),
    "AUC tampering (against clean logs)": among(
      (trace) => trace.tampered || !trace.excursion,
      (trace) => trace.tampered,
    ),
  };
};

/** How often the alert rings at the threshold: on clean logs, and on each kind that deserves it. */
export const alertFigures = (
  traces: readonly Trace[],
  alerts: readonly boolean[],
): Record<string, number> => {
  const share = (keep: (trace: Trace) => boolean): number => {
    const kept = alerts.filter((_, row) => keep(traces[row] as Trace));
    return round4(kept.filter(Boolean).length / kept.length);
  };
  return {
    "false alerts": share((trace) => labelOf(trace) === 0),
    ...Object.fromEntries(
      KINDS.map((kind) => [`found: ${kind}`, share((trace) => trace.kind === kind && labelOf(trace) === 1)]),
    ),
  };
};

/** How often the alert rings on forgeries that it was never trained on. */
export const unseenFigures = (alert: (raw: Dataset["raw"]) => readonly boolean[]): Record<string, number> =>
  Object.fromEntries(
    UNSEEN.map((kind) => {
      const alerts = alert(toDataset(generateUnseen(kind, UNSEEN_LOGS)).raw);
      return [`unseen: ${kind}`, round4(alerts.filter(Boolean).length / UNSEEN_LOGS)];
    }),
  );

/** Raw scores of the integer network. */
export const scoresOf = (
  network: Network,
  inputs: Manifest["inputs"],
  raw: readonly (readonly RawValue[])[],
): readonly number[] => {
  const run = createInt32Executor(network);
  return raw.map((row) => run(quantiseInput(row, inputs))[0] as number);
};

/** Regenerates the SIMULATED test set and recomputes the quantised figures; the training data must hash as before. */
export const evaluate = async (): Promise<Record<string, number>> => {
  const read = (name: string): Promise<Buffer> => readFile(path.join(FOLDER, "artifacts", name));
  const manifest = parseManifest((await read("manifest.json")).toString("utf8"));
  const found = hashOf(generate("train"));
  if (found !== manifest.training.dataHash)
    throw new ModelDataError("The generator gives other training data than the manifest names.", { found });
  const test = generate("test");
  const network = decodeNetworkFile(await read("network.q8p2"));
  const scores = scoresOf(network, manifest.inputs, toDataset(test).raw);
  const alerts = scores.map((score) => score >= manifest.decision.threshold);
  const unseen = unseenFigures((raw) => {
    return scoresOf(network, manifest.inputs, raw).map((score) => score >= manifest.decision.threshold);
  });
  return { ...aucFigures(test, scores), ...alertFigures(test, alerts), ...unseen };
};
