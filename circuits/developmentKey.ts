// The development key of a network: made again from its public word wherever it is missing.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Network } from "../oracle/inference/network.ts";
import type { Hex } from "../standards/hex.ts";
import { CACHE, type Circuit, compileCircuit } from "./compile.ts";
import { generateCircuit } from "./generate.ts";
import { DEVELOPMENT_BEACON, formatKeyFile, type KeyFile, parseKeyFile, sha256 } from "./keyFile.ts";

const PROGRAM = path.join(import.meta.dirname, "trapdoorProcess.ts");

/** A circuit with a proving key. */
export type ProvingSetup = {
  readonly circuit: Circuit;
  readonly provingKeyFile: string;
  readonly keyFile: KeyFile;
};

/** Compiles a network's circuit and makes its development key, or takes both from the cache. */
export const developmentSetup = async (
  network: Network,
  networkHash: Hex,
  cache: string = CACHE,
): Promise<ProvingSetup> => {
  const circuit = await compileCircuit(generateCircuit(network), cache);
  const folder = path.join(circuit.folder, "development");
  if (!existsSync(folder)) await makeKey(circuit, networkHash, folder);
  const keyFile = parseKeyFile(await readFile(path.join(folder, "verification-key.json"), "utf8"));
  return { circuit, provingKeyFile: path.join(folder, "network.zkey"), keyFile };
};

// Written beside its place and moved there whole, so that two builds at once cannot mix.
const makeKey = async (circuit: Circuit, networkHash: Hex, folder: string): Promise<void> => {
  const draft = await mkdtemp(path.join(circuit.folder, "draft-"));
  try {
    const key = await makeInChild(circuit.r1csFile, path.join(draft, "network.zkey"));
    const keyFile: KeyFile = {
      kind: "verification-key/1",
      development: true,
      networkHash,
      circuitSha256: circuit.hash,
      constraintsSha256: sha256(circuit.r1cs),
      origin: { kind: "development", beacon: DEVELOPMENT_BEACON },
      key,
    };
    await writeFile(path.join(draft, "verification-key.json"), formatKeyFile(keyFile));
    await rename(draft, folder).catch((cause: unknown) => {
      if (!existsSync(folder)) throw cause;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

const makeInChild = async (r1csFile: string, provingKeyFile: string): Promise<Hex> => {
  const args = ["--disable-warning=ExperimentalWarning", PROGRAM, r1csFile, provingKeyFile];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout as Hex;
};
