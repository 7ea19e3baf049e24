// Circom source to constraints and witness calculator, by the compiler in a process of its own.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { CircuitCompilationError } from "./errors.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
/** Where built circuits and development keys are kept; everything in it can be made again. */
export const CACHE = path.join(ROOT, ".theriac", "circuits");

/** A compiled circuit. `hash` is the sha256 of its source. */
export type Circuit = {
  readonly hash: string;
  readonly folder: string;
  readonly r1csFile: string;
  readonly wasmFile: string;
  readonly r1cs: Uint8Array;
  readonly wasm: Uint8Array;
  /** Name of each signal that the compiler kept, and its wire. */
  readonly wires: ReadonlyMap<string, number>;
};

/** Compiles a circuit, or reads what an earlier compilation of the same source left. */
export const compileCircuit = async (source: string, cache: string = CACHE): Promise<Circuit> => {
  const hash = createHash("sha256").update(source).digest("hex");
  const folder = path.join(cache, hash);
  if (!existsSync(folder)) await build(source, cache, folder);
  const r1csFile = path.join(folder, "network.r1cs");
  const wasmFile = path.join(folder, "network_js", "network.wasm");
  return {
    hash,
    folder,
    r1csFile,
    wasmFile,
    r1cs: Uint8Array.from(await readFile(r1csFile)),
    wasm: Uint8Array.from(await readFile(wasmFile)),
    wires: parseSymbols(await readFile(path.join(folder, "network.sym"), "utf8")),
  };
};

// Built beside its place and moved there whole, so that two builds at once cannot mix.
const build = async (source: string, cache: string, folder: string): Promise<void> => {
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(path.join(cache, "draft-"));
  try {
    await writeFile(path.join(draft, "network.circom"), source);
    await runCompiler(draft);
    await rename(draft, folder).catch((cause: unknown) => {
      if (!existsSync(folder)) throw cause;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

const runCompiler = (folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const cli = createRequire(import.meta.url).resolve("circom2/cli.js");
    const args = [cli, "network.circom", "--r1cs", "--wasm", "--sym", "--O2", "-o", "."];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    const keep = (chunk: Buffer): void => {
      text += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => {
      const built = code === 0 && existsSync(path.join(folder, "network.r1cs"));
      if (built) resolve();
      else reject(new CircuitCompilationError(text));
    });
  });

// Lines of `label, wire, component, name`; wire -1 is a signal that the compiler removed.
const parseSymbols = (text: string): ReadonlyMap<string, number> => {
  const wires = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [, wire, , name] = line.split(",");
    if (name !== undefined && Number(wire) >= 0) wires.set(name, Number(wire));
  }
  return wires;
};
