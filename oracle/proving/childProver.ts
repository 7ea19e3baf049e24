import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import type { Hex, ModelId } from "../../standards/hex.ts";
import { bytes } from "../../standards/shapes.ts";
import type { ProofOrder } from "../domain/proof.ts";
import type { Prover } from "../domain/proving.ts";
import { createMutex } from "../shared/mutex.ts";
import { ProverFailedError } from "./errors.ts";

/** What the prover's program needs for one model. */
export type ProvableModel = { readonly networkFile: string; readonly provingKey?: string | undefined };

export type ChildProverOptions = {
  /** Folder of the circuits workspace. Its toolchain is never loaded here: it is another program. */
  readonly circuits: string;
  readonly models: ReadonlyMap<ModelId, ProvableModel>;
  readonly timeoutMs: number;
};

const PROGRAM = path.join("commands", "prove.ts");
/** This project's own, wherever the workspace lies. */
const LOADER = import.meta.resolve("tsx");
const answerShape = z.object({ proof: bytes });
const MOST_ANSWER_CHARACTERS = 10_000;

/** Proves in a process of its own, one run at a time: it ends with the proof, the time-out or the signal. */
export const createChildProver = ({ circuits, models, timeoutMs }: ChildProverOptions): Prover => {
  const alone = createMutex();
  return {
    offers: (model) => models.has(model),
    prove: (order, signal) =>
      alone(async () => {
        const model = models.get(order.modelId);
        if (model === undefined) throw new ProverFailedError("UNKNOWN_MODEL");
        signal.throwIfAborted();
        const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
        const text = await run(start(circuits, model), orderText(order), bounded);
        return proofIn(text, bounded);
      }),
  };
};

const start = (circuits: string, { networkFile, provingKey }: ProvableModel): ChildProcess =>
  spawn(
    process.execPath,
    [
      ...["--disable-warning=ExperimentalWarning", "--import", LOADER, path.join(circuits, PROGRAM)],
      ...["--network", networkFile],
      ...(provingKey === undefined ? [] : ["--key", provingKey]),
    ],
    // A group of its own: what the program starts ends with it. No secret of this process is in its environment.
    { cwd: circuits, stdio: ["pipe", "pipe", "ignore"], env: {}, detached: process.platform !== "win32" },
  );

/** Input and salts go by stdin: arguments, environment and files could be read by others. */
const orderText = ({ x, inputSalt, outputSalt, requestId, payee }: ProofOrder): string =>
  JSON.stringify({ x: Array.from(x), inputSalt, outputSalt, requestId, payee });

const run = (child: ChildProcess, order: string, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = "";
    const kill = () => killGroup(child);
    signal.addEventListener("abort", kill, { once: true });
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.length > MOST_ANSWER_CHARACTERS) kill();
    });
    child.once("error", () => reject(new ProverFailedError("CANNOT_START")));
    child.once("close", () => {
      signal.removeEventListener("abort", kill);
      resolve(text);
    });
    // A prover that dies before it has read everything closes the pipe: its ending tells.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(order);
    if (signal.aborted) kill();
  });

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
};

const proofIn = (text: string, signal: AbortSignal): Hex => {
  if (signal.aborted) throw new ProverFailedError("TIMEOUT_OR_STOPPED");
  try {
    return answerShape.parse(JSON.parse(text)).proof;
  } catch {
    throw new ProverFailedError("NO_PROOF");
  }
};
