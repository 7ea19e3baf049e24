import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Network } from "../../oracle/inference/network.ts";
import { decodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { contentHash } from "../../standards/commitments.ts";
import type { Hex } from "../../standards/hex.ts";

const ROOT = path.resolve(import.meta.dirname, "..", "..");

/** The network of a model folder. */
export const readNetwork = (model: string): Promise<{ network: Network; networkHash: Hex }> =>
  readNetworkFile(path.join(ROOT, "models", model, "artifacts", "network.q8p2"));

/** The network of a file. */
export const readNetworkFile = async (file: string): Promise<{ network: Network; networkHash: Hex }> => {
  const bytes = Uint8Array.from(await readFile(file));
  return { network: decodeNetworkFile(bytes), networkHash: contentHash(bytes) };
};

/** Where the project keeps a model's verification key. */
export const keyPath = (model: string): string => path.join(ROOT, "circuits", "keys", `${model}.json`);
