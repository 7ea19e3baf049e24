import { type LoadedModel, loadModel } from "../../oracle/inference/loadModel.ts";

/** The three models that the committee serves. */
export type Models = {
  readonly diagnosis: LoadedModel;
  readonly coldChain: LoadedModel;
  readonly milestone: LoadedModel;
};

export const MODEL_FOLDERS = {
  diagnosis: "models/wdbc",
  coldChain: "models/coldchain-integrity-SIMULATED",
  milestone: "models/milestone-triage-INVENTED",
} as const;

/** Loads and checks all three. */
export const loadModels = async (): Promise<Models> => ({
  diagnosis: await loadModel({ folder: MODEL_FOLDERS.diagnosis }),
  coldChain: await loadModel({ folder: MODEL_FOLDERS.coldChain }),
  milestone: await loadModel({ folder: MODEL_FOLDERS.milestone }),
});
