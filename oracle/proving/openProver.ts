import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { ModelId } from "../../standards/hex.ts";
import { bytes32 } from "../../standards/shapes.ts";
import type { Prover } from "../domain/proving.ts";
import { createChildProver, type ProvableModel } from "./childProver.ts";
import { ProverModelError } from "./errors.ts";

export type ProverConfig = {
  readonly circuits: string;
  readonly models: readonly { readonly folder: string; readonly provingKey?: string | undefined }[];
  readonly timeoutMs: number;
};

const idShape = z.object({ modelId: bytes32 });

/** The prover of the models in these folders. Throws `PROVER_MODEL_MISSING`. */
export const openProver = async ({ circuits, models, timeoutMs }: ProverConfig): Promise<Prover> => {
  const entries = await Promise.all(
    models.map(async ({ folder, provingKey }): Promise<[ModelId, ProvableModel]> => {
      const artifacts = path.join(folder, "artifacts");
      try {
        const { modelId } = idShape.parse(
          JSON.parse(await readFile(path.join(artifacts, "model-id.json"), "utf8")),
        );
        return [modelId as ModelId, { networkFile: path.join(artifacts, "network.q8p2"), provingKey }];
      } catch (cause) {
        throw new ProverModelError(folder, cause);
      }
    }),
  );
  return createChildProver({ circuits, models: new Map(entries), timeoutMs });
};
