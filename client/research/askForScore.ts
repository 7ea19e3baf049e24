import type { Asked } from "../../oracle/domain/model.ts";
import { TheriacError } from "../../standards/errors.ts";
import { type GrantTerms, MilestoneState } from "../../standards/grant.ts";
import { milestoneStateName } from "../../standards/grantStates.ts";
import { type Hex, type ModelId, type RequestId, ZERO_HASH } from "../../standards/hex.ts";
import {
  type InferenceRequest,
  Mode,
  Provenance,
  RequestStatus,
  requestIdOf,
} from "../../standards/inference.ts";
import { type Call, callOf } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { scanLogs } from "../provenance/scanLogs.ts";
import type { ResearchView } from "./grantContracts.ts";
import { readStanding } from "./readGrant.ts";
import { type Evidence, lastSubmission } from "./submitEvidence.ts";

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

/** What came of asking: the request, if there is one, and what is still to be sent for it. */
export type AskedScore = {
  readonly id: RequestId | undefined;
  readonly calls: readonly Call[];
  readonly asked: string;
};

const OPEN: readonly number[] = [RequestStatus.Pending, RequestStatus.Proposed, RequestStatus.Disputed];

/** All that an answer must have for the review to take it; deadline, fee and mode are the asker's affair. */
const servesAs = (found: InferenceRequest, wanted: InferenceRequest): boolean =>
  found.modelId === wanted.modelId &&
  found.payloadHash === wanted.payloadHash &&
  found.inputCommitment === wanted.inputCommitment &&
  found.consentId === wanted.consentId &&
  found.callback.toLowerCase() === wanted.callback.toLowerCase() &&
  Number(found.callbackGasLimit) >= wanted.callbackGasLimit &&
  found.valueAtRisk >= wanted.valueAtRisk &&
  Number(found.provenance) === wanted.provenance &&
  found.nonce === wanted.nonce;

/** A request for the same score that is still open, whoever paid for it. */
const findOpen = async (
  { provider, addresses, oracle }: ResearchView,
  wanted: InferenceRequest,
  oldest: number,
): Promise<RequestId | undefined> => {
  const at = { provider, address: addresses.InferenceOracle, contract: oracle.interface, oldest };
  for await (const { event } of scanLogs({ ...at, events: ["InferenceRequested"] })) {
    const { id, request } = event.args;
    if (servesAs(request, wanted) && OPEN.includes(Number(await oracle.statusOf(id)))) return id;
  }
  return undefined;
};

/**
 * The request for a score of what was handed in. No call if one is open already, with whatever fee and mode, or if the
 * milestone waits for no score any more: asking again never pays twice.
 */
export const askForScore = async (
  view: ResearchView,
  terms: GrantTerms,
  index: number,
  { requester, bytes, evidence, model, mode }: ScoreOrder,
): Promise<AskedScore> => {
  const { modelId, policy } = terms.conditions;
  if (model.id !== modelId) throw new OtherModelError(model.id, modelId);
  const { word } = await readStanding(view, terms, index);
  if (word.state !== MilestoneState.Submitted) {
    const asked = `not asked: the milestone is ${milestoneStateName(word.state)}`;
    return { id: undefined, calls: [], asked };
  }
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
  const submission = await lastSubmission(view, evidence.milestone);
  const open = await findOpen(view, request, submission?.block ?? 0);
  if (open !== undefined) return { id: open, calls: [], asked: "asked before: the request is open" };
  if (Number(await view.oracle.statusOf(id)) !== RequestStatus.None)
    return { id, calls: [], asked: "asked before: the request is closed" };
  const data = view.oracle.interface.encodeFunctionData("requestInference", [
    contractArgument(request),
    "0x",
  ]);
  const call = oracleCall(view.addresses, "asks the oracle for a score", data);
  return { id, calls: [{ ...call, value: request.fee }], asked: "asked" };
};
