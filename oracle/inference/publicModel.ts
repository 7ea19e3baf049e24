import type { PublicModel } from "../domain/publicModel.ts";
import { calibrate } from "./calibrate.ts";
import { ModelNotPublicError } from "./errors.ts";
import type { NetworkModel } from "./loadModel.ts";

/** The model as others than the committee may use it. Throws `MODEL_NOT_PUBLIC` for one that sees people's data. */
export const toPublicModel = (model: NetworkModel): PublicModel => {
  if (model.flags !== 0) throw new ModelNotPublicError(model.name, model.flags);
  const { decision, calibration } = model.manifest;
  return {
    ...model,
    read: (scores) => {
      const score = scores[decision.output] as number;
      const reached = score >= decision.threshold;
      return { ...decision, score, reached, basisPoints: calibrate(score, calibration) };
    },
  };
};
