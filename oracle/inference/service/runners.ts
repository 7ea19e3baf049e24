import { loadModel } from "../loadModel.ts";
import { loadTextRelevance } from "../relevance/textRelevance.ts";
import type { BackendChoice } from "../tfjsBackend.ts";

/** Where a model is read from that engines run. */
export type ModelSource =
  | { readonly kind: "network"; readonly folder: string }
  | { readonly kind: "textRelevance"; readonly folder: string; readonly encoder: string };

/** A model as an engine runs it. */
export type Runner = {
  readonly id: string;
  readonly backend: string;
  readonly run: (values: Int32Array, rows: number) => Promise<Int32Array>;
  readonly dispose: () => void;
};

/** Loads every model with all its checks. */
export const loadRunners = (
  sources: readonly ModelSource[],
  backend: BackendChoice,
): Promise<readonly Runner[]> =>
  Promise.all(
    sources.map(async (source): Promise<Runner> => {
      if (source.kind === "network") {
        const {
          id,
          backend: got,
          inferPacked,
          dispose,
        } = await loadModel({ folder: source.folder, backend });
        return { id, backend: got, run: inferPacked, dispose };
      }
      const { id, infer, backend: got, dispose } = await loadTextRelevance({ ...source, backend });
      return { id, backend: got, run: (values) => infer(values), dispose };
    }),
  );
