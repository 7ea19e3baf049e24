import { formatEther } from "ethers";
import { Mode, Provenance, requestIdOf } from "../../standards/inference.ts";
import { isPersonal } from "../domain/duty.ts";
import type { OpenedOnChain } from "../domain/history.ts";
import type { ReplayDeps } from "./deps.ts";
import { agrees, differs, held, type Step, told, unknown } from "./report.ts";

const nameIn = (codes: Readonly<Record<string, number>>, code: number): string =>
  Object.keys(codes).find((name) => codes[name] === code) ?? String(code);

/** The request's event, and whether its id follows from it. */
export const explainRequest = ({ chainId, oracle }: ReplayDeps, opened: OpenedOnChain): Step => {
  const { id, requester, request, blockNumber, openedAt, txHash } = opened;
  const isBound = requestIdOf(chainId, oracle, requester, request) === id.toLowerCase();
  const facts = {
    transaction: txHash,
    block: blockNumber,
    openedAt: isoOf(openedAt),
    requester,
    model: request.modelId,
    mode: nameIn(Mode, request.mode),
    provenance: nameIn(Provenance, request.provenance),
    payloadHash: request.payloadHash,
    inputCommitment: request.inputCommitment,
    // The consent's id is on chain; whose it is stays with the parties.
    aboutAPerson: isPersonal(request),
    callback: request.callback,
    callbackGasLimit: request.callbackGasLimit,
    deadline: isoOf(request.deadline),
    feeEther: formatEther(request.fee),
    valueAtRiskEther: formatEther(request.valueAtRisk),
  };
  return held(
    isBound,
    "request",
    "its id follows from chain, oracle, requester and every field",
    "its id does not follow from its fields",
    facts,
  );
};

export const explainModel = async (deps: ReplayDeps, { request }: OpenedOnChain): Promise<Step> => {
  const model = deps.modelOf(request.modelId);
  const active = await deps.chain.isModelActive(request.modelId);
  if (model === undefined) {
    return unknown("model", "is not loaded here: add its folder to models.folders", { active });
  }
  const facts = { name: model.name, inputs: model.inputs, outputs: model.outputs, active };
  return active
    ? agrees("model", "loaded, and in service", facts)
    : told("model", "loaded; no longer in service", facts);
};

/** Liveness only: no identifier of the person, no terms. */
export const explainConsent = async (
  { chain, wasLive }: ReplayDeps,
  { request, blockNumber }: OpenedOnChain,
): Promise<Step> => {
  if (!isPersonal(request)) return told("consent", "none is needed: the request is about nobody");
  const atRequest = await wasLive(request.consentId, blockNumber);
  const latest = await chain.livenessOf(request.consentId, "latest");
  const final = await chain.livenessOf(request.consentId, "final");
  const facts = {
    atRequest: atRequest ?? "the endpoint no longer has that block's state",
    now: latest.live,
    nowFinal: final.live,
    version: latest.version,
  };
  if (atRequest === undefined) return unknown("consent", "at the request cannot be read", facts);
  if (!atRequest) return differs("consent", "was not live when the request was opened", facts);
  return agrees("consent", latest.live ? "was live, and is" : "was live, and has ended since", facts);
};

export const isoOf = (seconds: number): string => new Date(seconds * 1_000).toISOString();
