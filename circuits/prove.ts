// Proves in a process of its own: it ends with the proof, or with the caller's signal.
import { spawn } from "node:child_process";
import path from "node:path";
import { createInt32Executor } from "../oracle/inference/int32Executor.ts";
import type { Network } from "../oracle/inference/network.ts";
import {
  assertInputRange,
  assertWord,
  INPUT_LIMIT,
  privateInputCommitment,
} from "../standards/commitments.ts";
import { FIELD_ORDER } from "../standards/field.ts";
import type { Hex, RequestId } from "../standards/hex.ts";
import { privateOutputCommitment, proofBinding } from "../standards/proofs.ts";
import { ProverFailedError } from "./errors.ts";
import type { ProverAnswer, ProverOrder } from "./proverMessages.ts";

/** What is proved: only the holder of input and salts can make this. */
export type ProofOrder = {
  readonly network: Network;
  readonly wasmFile: string;
  readonly provingKeyFile: string;
  readonly x: Int32Array;
  readonly inputSalt: Hex;
  readonly outputSalt: Hex;
  readonly requestId: RequestId;
  /** Account that is paid for the answer. */
  readonly payee: Hex;
};

/** A proof with what it shows. `scores` are for the grantee only. */
export type NetworkProof = {
  readonly inputCommitment: Hex;
  readonly outputCommitment: Hex;
  readonly proof: Hex;
  readonly scores: Int32Array;
};

const PROGRAM = path.join(import.meta.dirname, "proverProcess.ts");

/** Runs the network on x and proves it for one request and one payee. */
export const proveNetwork = async (order: ProofOrder, signal?: AbortSignal): Promise<NetworkProof> => {
  assertInputRange(order.x);
  const scores = createInt32Executor(order.network)(order.x);
  const inputCommitment = privateInputCommitment(order.x, order.inputSalt);
  const outputCommitment = privateOutputCommitment(scores, order.outputSalt, order.requestId, order.payee);
  const binding = proofBinding(order.requestId, order.payee);
  const answer = await runProver(
    {
      wasmFile: order.wasmFile,
      provingKeyFile: order.provingKeyFile,
      input: {
        shifted: Array.from(order.x, (value) => value + INPUT_LIMIT),
        inputSalt: element(order.inputSalt),
        outputSalt: element(order.outputSalt),
        binding: binding.toString(),
      },
    },
    signal,
  );
  if (!answer.ok) throw new ProverFailedError(answer.reason);
  const expected = [BigInt(inputCommitment), BigInt(outputCommitment), binding].join();
  if (answer.publicSignals.join() !== expected) throw new ProverFailedError("SIGNALS_DIFFER");
  return { inputCommitment, outputCommitment, proof: answer.proof, scores };
};

const element = (salt: Hex): string => (BigInt(assertWord("salt", salt)) % FIELD_ORDER).toString();

const runProver = (order: ProverOrder, signal?: AbortSignal): Promise<ProverAnswer> =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM], {
      stdio: ["pipe", "pipe", "ignore"],
      env: {},
      ...(signal === undefined ? {} : { signal, killSignal: "SIGKILL" as const }),
    });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on("error", (cause) => reject(signal?.aborted === true ? signal.reason : cause));
    child.on("close", () => resolve(parseAnswer(text)));
    // A prover that dies before it has read everything closes the pipe: its ending tells.
    child.stdin.on("error", () => undefined);
    child.stdin.end(JSON.stringify(order));
  });

const parseAnswer = (text: string): ProverAnswer => {
  try {
    return JSON.parse(text) as ProverAnswer;
  } catch {
    return { ok: false, reason: "PROCESS_DIED" };
  }
};
