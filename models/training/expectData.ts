import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseManifest } from "../../oracle/inference/manifest.ts";
import type { Hex } from "../../standards/hex.ts";
import { ModelDataError } from "./errors.ts";

/** Throws unless the data are those that the model's manifest says it was trained on. */
export const expectData = async (folder: string, found: Hex): Promise<void> => {
  const manifest = await readFile(path.join(folder, "artifacts", "manifest.json"), "utf8");
  const { dataHash } = parseManifest(manifest).training;
  if (found !== dataHash)
    throw new ModelDataError("The data are others than the manifest names.", { found, dataHash });
};
