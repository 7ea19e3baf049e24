import type { Asked } from "../../oracle/domain/model.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { GrantTerms } from "../../standards/grant.ts";
import { type Hex, type ModelId, type RequestId, ZERO_HASH } from "../../standards/hex.ts";
import {
  type InferenceRequest,
  Mode,
  Provenance,
  RequestStatus,
  requestIdOf,
} from "../../standards/inference.ts";
import { contractArgument } from "../contractArgument.ts";
import { type Call, callOf } from "./call.ts";
import type { ResearchView } from "./grantContracts.ts";
import { readStanding } from "./readGrant.ts";
import type { Evidence } from "./submitEvidence.ts";

/** Gas for the review to take a score down. */
const CALLBACK_GAS = 300_000;
/** Longest life of a request; types/Inference.sol. */
const MAX_LIFETIME = 30 * 86_400;

/** The grant names another model, or none. */
export class OtherModelError extends TheriacError {
  readonly code = "OTHER_MODEL";
  constructor(model: string, agreed: string) {
    super("The grant's terms name another model.", {
      context: { model, agreed },
      hint: "Give the folder of the agreed one with --model. Without a model in the terms there is no score: the panel decides.",
    });
  }
}

/** What a request needs of a model. */
export type ScoringModel = {
  readonly id: ModelId;
  readonly extract: (payload: Uint8Array, asked?: Asked) => Int32Array;
  readonly commit: (x: Int32Array, salt: Hex) => Hex;
};

export type ScoreMode = "optimistic" | "onchain";

export type ScoreOrder = {
  readonly requester: Hex;
  readonly bytes: Uint8Array;
  readonly evidence: Evidence;
  readonly model: ScoringModel;
  readonly mode: ScoreMode;
};

const oracleCall = callOf("InferenceOracle");

/**
 * The request for a score of what was handed in. Every field of it follows from grant and evidence, so asking twice is one
 * request: no call if it is open or answered.
 */
export const askForScore = async (
  view: ResearchView,
  terms: GrantTerms,
  index: number,
  { requester, bytes, evidence, model, mode }: ScoreOrder,
): Promise<{ readonly id: RequestId; readonly calls: readonly Call[] }> => {
  const { modelId, policy } = terms.conditions;
  if (model.id !== modelId) throw new OtherModelError(model.id, modelId);
  const { word } = await readStanding(view, terms, index);
  const nonce = BigInt(evidence.milestone);
  const request: InferenceRequest = {
    modelId,
    payloadHash: evidence.packageHash,
    // Extraction refuses here what operators would refuse after the fee was paid.
    inputCommitment: model.commit(model.extract(bytes, { nonce }), evidence.packageHash),
    consentId: ZERO_HASH as InferenceRequest["consentId"],
    callback: view.addresses.MilestoneReview,
    callbackGasLimit: CALLBACK_GAS,
    deadline: Math.min(word.deadline, word.submittedAt + MAX_LIFETIME),
    fee: await view.oracle.quoteFee(modelId, CALLBACK_GAS),
    valueAtRisk: policy.minValueAtRisk,
    mode: mode === "onchain" ? Mode.ONCHAIN : Mode.OPTIMISTIC,
    provenance: Provenance.COMMITTEE_EXTRACTED,
    nonce,
  };
  const id = requestIdOf(view.chainId, view.addresses.InferenceOracle, requester, request);
  if (Number(await view.oracle.statusOf(id)) !== RequestStatus.None) return { id, calls: [] };
  const data = view.oracle.interface.encodeFunctionData("requestInference", [
    contractArgument(request),
    "0x",
  ]);
  const call = oracleCall(view.addresses, "asks the oracle for a score", data);
  return { id, calls: [{ ...call, value: request.fee }] };
};
