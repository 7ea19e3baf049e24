import type { Contracts } from "./deployment.ts";

/** What a command prints: a flat list of facts. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

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
const CONSENT_STATE = ["unknown", "granted", "revoked"];

const time = (seconds: bigint): string =>
  seconds === 0n ? "" : new Date(Number(seconds) * 1000).toISOString();

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

/** Whether a consent is in force. */
export const readConsent = async ({ consents }: Contracts, id: string): Promise<Facts> => {
  const [live, { state, issuedAt, end }] = await Promise.all([consents.isLive(id), consents.consentOf(id)]);
  return {
    consent: id,
    live,
    state: CONSENT_STATE[Number(state)] ?? "unknown",
    issuedAt: time(issuedAt),
    end: time(end),
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
