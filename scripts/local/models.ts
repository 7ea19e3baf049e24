import { type LoadedModel, loadModel } from "../../oracle/inference/loadModel.ts";

export const MODEL_FOLDERS = {
  diagnosis: "models/wdbc",
  coldChain: "models/coldchain-integrity-SIMULATED",
  milestone: "models/milestone-triage-INVENTED",
  risk: "models/flchain-risk-even",
  splice: "models/splice-site",
} as const;

/** A model that is registered and whose activation reverts: its groups differ too much. */
export const REFUSED_FOLDER = "models/flchain-risk";

/** The models that the committee serves. */
export type Models = Readonly<Record<keyof typeof MODEL_FOLDERS, LoadedModel>>;

type LoadOptions = Pick<Parameters<typeof loadModel>[0], "backend">;

/** Loads and checks all that are served. */
export const loadModels = async (options: LoadOptions = {}): Promise<Models> => ({
  diagnosis: await loadModel({ folder: MODEL_FOLDERS.diagnosis, ...options }),
  coldChain: await loadModel({ folder: MODEL_FOLDERS.coldChain, ...options }),
  milestone: await loadModel({ folder: MODEL_FOLDERS.milestone, ...options }),
  risk: await loadModel({ folder: MODEL_FOLDERS.risk, ...options }),
  splice: await loadModel({ folder: MODEL_FOLDERS.splice, ...options }),
});

/** Loads and checks the one that is not. */
export const loadRefused = (options: LoadOptions = {}): Promise<LoadedModel> =>
  loadModel({ folder: REFUSED_FOLDER, ...options });
