import type { Contracts } from "../deployment.ts";
import { type Facts, time } from "./output.ts";

const REQUEST_STATUS = [
  "none",
  "pending",
  "fulfilled",
  "callback failed",
  "expired",
  "refused",
  "consent revoked",
  "proposed",
  "disputed",
  "overturned",
];
const CARD_STATUS = ["none", "open to objection", "signed off", "objected to", "activated"];
const CONSENT_STATE = [
  "unknown",
  "granted",
  "revoked",
  "suspended by the patient",
  "suspended by a delegate",
  "superseded",
  "erased",
];
const CAPTURE = ["the patient", "a guardian", "a proxy"];

/** How a request stands. */
export const readRequest = async ({ oracle }: Contracts, id: string): Promise<Facts> => {
  const { status, recordedAt, outputDigest } = await oracle.recordOf(id);
  return {
    request: id,
    status: REQUEST_STATUS[Number(status)] ?? "unknown",
    since: time(recordedAt),
    outputDigest: BigInt(outputDigest) === 0n ? "" : outputDigest,
  };
};

/** Whether a consent is in force, and if not why. */
export const readConsent = async ({ consents }: Contracts, id: string): Promise<Facts> => {
  const [live, standing] = await Promise.all([consents.isLive(id), consents.standingOf(id)]);
  return {
    consent: id,
    live,
    state: CONSENT_STATE[Number(standing.state)] ?? "unknown",
    issuedAt: time(standing.issuedAt),
    end: time(standing.end),
    grantedBy: standing.issuedAt === 0n ? "" : (CAPTURE[Number(standing.capture)] ?? "unknown"),
    revokedWithAll: standing.revokedByEpoch,
    keyInDispute: standing.underDispute,
  };
};

/** What the chain knows of a model. */
export const readModel = async ({ models, oracle }: Contracts, id: string): Promise<Facts> => {
  const [{ active }, model, card, fee] = await Promise.all([
    models.statusOf(id),
    models.modelOf(id),
    models.cardOf(id),
    oracle.quoteFee(id, 0),
  ]);
  return {
    model: id,
    active,
    networkHash: model.networkHash,
    manifestHash: model.manifestHash,
    flags: Number(model.flags),
    inputs: Number(model.inputs),
    outputs: Number(model.outputs),
    registeredAt: time(model.registeredAt),
    activatedAt: time(model.activatedAt),
    executor: BigInt(model.executor) === 0n ? "" : model.executor,
    card: CARD_STATUS[Number(card.status)] ?? "unknown",
    cardHash: BigInt(card.cardHash) === 0n ? "" : card.cardHash,
    groups: card.groupsAssessable ? `widest gap ${card.disparityBps} basis points` : "not assessable",
    activatableAt: time(card.activatableAt),
    feeWei: fee.toString(),
  };
};

/** The committee that answers now. */
export const readCommittee = async ({ operators }: Contracts): Promise<Facts> => {
  const digest = await operators.currentConfig();
  const [config, members] = await Promise.all([operators.configOf(digest), operators.membersOf(digest)]);
  return {
    config: digest,
    operators: Number(config.n),
    signaturesNeeded: Number(config.t),
    faultsBorne: Number(config.f),
    members: members.operators.join(" "),
  };
};
