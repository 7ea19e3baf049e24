import path from "node:path";
import { toUtf8Bytes } from "ethers";
import { developmentSetup } from "../circuits/developmentKey.ts";
import { proveNetwork } from "../circuits/prove.ts";
import type { LoadedModel } from "../oracle/inference/loadModel.ts";
import { TheriacError } from "../standards/errors.ts";
import type { Hex, RequestId } from "../standards/hex.ts";
import { type InferenceRequest, requestIdOf } from "../standards/inference.ts";
import { randomWord } from "../standards/randomWord.ts";

/** The vector in hand is not the one that the request commits to. */
export class InputNotCommittedError extends TheriacError {
  readonly code = "INPUT_NOT_COMMITTED";
  constructor(requestId: RequestId) {
    super("The request commits to another input.", {
      context: { requestId },
      hint: "Take the very record and the salt that the request was opened with.",
    });
  }
}

/** What a custodian holds: input and salts stay on its machine. */
export type PrivateOrder = {
  /** The network's input, or the record that it is extracted from. */
  readonly input: Int32Array | Readonly<Record<string, unknown>>;
  readonly inputSalt: Hex;
  /** Drawn afresh when absent. The grantee needs it to open the answer. */
  readonly outputSalt?: Hex;
  readonly requester: Hex;
  readonly request: InferenceRequest;
  /** Account that is paid for the answer. */
  readonly payee: Hex;
};

/** Of these, scores and salt go to the grantee, the others may be published. */
export type PrivateAnswer = {
  readonly requestId: RequestId;
  readonly inputCommitment: Hex;
  readonly outputCommitment: Hex;
  readonly proof: Hex;
  readonly scores: Int32Array;
  readonly outputSalt: Hex;
};

export type PrivateInferenceDeps = {
  readonly model: Pick<LoadedModel, "network" | "networkHash" | "extract" | "commit">;
  readonly chainId: number;
  readonly oracle: Hex;
  /** Proving key of a ceremony; the development key when absent. */
  readonly provingKeyFile?: string;
};

/** Runs a private model where the data are and proves the run. Ends with `signal`, the prover's process with it. */
export const inferPrivately = async (
  { model, chainId, oracle, provingKeyFile }: PrivateInferenceDeps,
  order: PrivateOrder,
  signal?: AbortSignal,
): Promise<PrivateAnswer> => {
  const { inputSalt, requester, request, payee, input } = order;
  const x = input instanceof Int32Array ? input : model.extract(toUtf8Bytes(JSON.stringify(input)));
  const requestId = requestIdOf(chainId, oracle, requester, request);
  if (model.commit(x, inputSalt) !== request.inputCommitment) throw new InputNotCommittedError(requestId);
  const setup = await developmentSetup(model.network, model.networkHash);
  const outputSalt = order.outputSalt ?? randomWord();
  const made = await proveNetwork(
    {
      network: model.network,
      wasmFile: setup.circuit.wasmFile,
      provingKeyFile: provingKeyFile === undefined ? setup.provingKeyFile : path.resolve(provingKeyFile),
      x,
      inputSalt,
      outputSalt,
      requestId,
      payee,
    },
    signal,
  );
  return { requestId, ...made, outputSalt };
};
