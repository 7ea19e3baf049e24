import { loadModel } from "../../oracle/inference/loadModel.ts";
import { packRows } from "../../oracle/inference/rows.ts";
import { type Inference, openInference } from "../../oracle/inference/service/openInference.ts";
import { systemClock } from "../../oracle/shared/clock.ts";
import { createLog } from "../../oracle/shared/log.ts";
import { FOLDER, type Open } from "./subject.ts";

/** One model with its cross-check, in this thread: what an engine does with a batch. */
export const openBatch: Open = async (network, rows) => {
  const model = await loadModel({ folder: FOLDER, backend: "wasm" });
  const packed = packRows(rows, network.dims[0] as number);
  const first = rows[0] as Int32Array;
  return {
    subjects: [
      { name: "ours, one alone", kind: "ours", rows: 1, run: () => model.infer(first) },
      {
        name: `ours, batch of ${rows.length}`,
        kind: "ours",
        rows: rows.length,
        run: () => model.inferPacked(packed, rows.length),
      },
    ],
    close: async () => model.dispose(),
  };
};

/** The service as a node runs it: single inputs that are asked together, each answered after its batch was checked. */
export const openService =
  (workers: number): Open =>
  async (_, rows) => {
    const inference: Inference = await openInference({
      sources: [{ kind: "network", folder: FOLDER }],
      rules: { backend: "wasm", workers },
      clock: systemClock,
      random: Math.random,
      log: createLog("silent", {}),
    });
    const model = inference.models[0] as Inference["models"][0];
    const name = workers === 0 ? "ours, singles, main thread" : `ours, singles, ${workers} worker`;
    return {
      subjects: [
        { name, kind: "ours", rows: rows.length, run: () => Promise.all(rows.map((x) => model.infer(x))) },
      ],
      close: inference.stop,
    };
  };
