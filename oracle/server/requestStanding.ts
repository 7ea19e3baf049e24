import { keccak256 } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { StoredEvent } from "../domain/indexed.ts";

/** An event of a request, read. */
export type RequestEvent = {
  readonly raw: StoredEvent;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
};

export const STATUSES = [
  ...(["pending", "proposed", "challenged", "fulfilled"] as const),
  ...(["refused", "expired", "dropped", "overturned"] as const),
] as const;
export type RequestStatus = (typeof STATUSES)[number];

/** Where a request stands, as its events add up to. */
export type RequestStanding = {
  readonly status: RequestStatus;
  readonly requester: Hex | null;
  readonly modelId: Hex | null;
  readonly deadline: number | null;
  /** Of the answer or refusal: the committee, its members that signed, and keccak256 of the output. */
  readonly configDigest: Hex | null;
  readonly signerBitmap: number | null;
  readonly outputHash: Hex | null;
  /** How often a court was told that it is wrong, whatever came of it. */
  readonly challenges: number;
};

const NOTHING: RequestStanding = {
  status: "pending",
  requester: null,
  modelId: null,
  deadline: null,
  configDigest: null,
  signerBitmap: null,
  outputHash: null,
  challenges: 0,
};

const STATUS_AFTER: Readonly<Record<string, RequestStatus>> = {
  InferenceRequested: "pending",
  InferenceProposed: "proposed",
  InferenceDisputed: "challenged",
  InferenceUpheld: "fulfilled",
  InferenceFinalised: "fulfilled",
  InferenceFulfilled: "fulfilled",
  InferenceBatched: "fulfilled",
  InferenceComputed: "fulfilled",
  InferenceProven: "fulfilled",
  InferenceRefused: "refused",
  InferenceExpired: "expired",
  InferenceDropped: "dropped",
  InferenceOverturned: "overturned",
};

const CHALLENGES: readonly string[] = ["AnswerChallenged", "EquivocationReported", "PrivateChallengeOpened"];

/** Adds up a request's events, in the order of the chain. `batchOf` finds the attestation that a batched answer shares. */
export const standingOfRequest = (
  events: readonly RequestEvent[],
  batchOf: (event: RequestEvent) => RequestEvent | undefined,
): RequestStanding => events.reduce((standing, event) => after(standing, event, batchOf), NOTHING);

const after = (
  before: RequestStanding,
  event: RequestEvent,
  batchOf: (event: RequestEvent) => RequestEvent | undefined,
): RequestStanding => {
  const { name, args } = event;
  const status = STATUS_AFTER[name] ?? before.status;
  const challenges = before.challenges + (CHALLENGES.includes(name) ? 1 : 0);
  const standing = { ...before, status, challenges };
  if (name === "InferenceRequested") return { ...standing, ...openedBy(args) };
  const output =
    typeof args.output === "string" ? keccak256(args.output) : (args.outputCommitment ?? before.outputHash);
  const signed = name === "InferenceBatched" ? (batchOf(event)?.args ?? {}) : args;
  return { ...standing, outputHash: output as Hex | null, ...attestedBy(signed) };
};

const openedBy = (args: RequestEvent["args"]) => {
  const request = args.request as Readonly<Record<string, unknown>>;
  const { modelId, deadline } = request;
  return { requester: lower(args.requester), modelId: lower(modelId), deadline: Number(deadline) };
};

const attestedBy = ({ configDigest, signerBitmap }: RequestEvent["args"]) =>
  signerBitmap === undefined ? {} : { configDigest: lower(configDigest), signerBitmap: Number(signerBitmap) };

const lower = (value: unknown): Hex => String(value).toLowerCase() as Hex;
