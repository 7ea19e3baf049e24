import { Interface, type LogDescription } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { IDisputeCourt__factory } from "../../types/factories/contracts/interfaces/IDisputeCourt__factory.ts";
import { IInferenceOracle__factory } from "../../types/factories/contracts/interfaces/IInferenceOracle__factory.ts";
import { IOperatorRegistry__factory } from "../../types/factories/contracts/interfaces/IOperatorRegistry__factory.ts";
import { EVERY_REQUEST, type IndexKey, type IndexKeyKind } from "../domain/indexed.ts";

type RequestContract = "oracle" | "court" | "operators";

/** With a court, an index follows every request; with the operators' registry, who answered as well. */
export type RequestContracts = { readonly court?: Hex | undefined; readonly operators?: Hex | undefined };
type Followed = RequestContracts & { readonly oracle: Hex };

/** Arguments of each event that it is found by. */
type KeyArguments = Partial<Record<IndexKeyKind, readonly string[]>>;

const REQUEST: KeyArguments = { request: ["id"] };
const ANSWER: KeyArguments = { request: ["id"], config: ["configDigest"] };
const OPERATOR: KeyArguments = { operator: ["operator"] };

const FOUND_BY: Readonly<Record<RequestContract, Readonly<Record<string, KeyArguments>>>> = {
  oracle: {
    InferenceRequested: { request: ["id"], requester: ["requester"] },
    InferenceFulfilled: ANSWER,
    InferenceProposed: ANSWER,
    InferenceRefused: ANSWER,
    BatchFulfilled: { config: ["configDigest"] },
    InferenceBatched: REQUEST,
    InferenceFinalised: REQUEST,
    InferenceDisputed: REQUEST,
    InferenceUpheld: REQUEST,
    InferenceOverturned: REQUEST,
    InferenceComputed: REQUEST,
    InferenceProven: REQUEST,
    InferenceDropped: REQUEST,
    InferenceExpired: REQUEST,
    CallbackDelivered: REQUEST,
    CallbackReverted: REQUEST,
  },
  court: {
    AnswerChallenged: REQUEST,
    EquivocationReported: { ...REQUEST, ...OPERATOR },
    PrivateChallengeOpened: REQUEST,
    PrivateChallengeDefended: REQUEST,
    PrivateChallengeVoided: REQUEST,
  },
  operators: {
    OperatorRegistered: OPERATOR,
    BondAdded: OPERATOR,
    UnbondRequested: OPERATOR,
    BondWithdrawn: OPERATOR,
    KeyRotationAnnounced: OPERATOR,
    LeaveAnnounced: OPERATOR,
    Slashed: { ...REQUEST, ...OPERATOR },
    ConfigSet: { config: ["digest"] },
    ConfigRetired: { config: ["digest"] },
  },
};

const ABIS: Readonly<Record<RequestContract, Interface>> = {
  oracle: IInferenceOracle__factory.createInterface(),
  court: IDisputeCourt__factory.createInterface(),
  operators: IOperatorRegistry__factory.createInterface(),
};
const CONTRACTS = Object.keys(FOUND_BY) as RequestContract[];

export const isRequestName = (name: string): boolean => name === "court" || name === "operators";

/** First topics of what an index that follows every request reads; none for another. */
export const requestTopics = (addresses: RequestContracts): readonly Hex[] => {
  if (addresses.court === undefined) return [];
  return CONTRACTS.filter(
    (contract) => contract !== "operators" || addresses.operators !== undefined,
  ).flatMap((contract) =>
    Object.keys(FOUND_BY[contract]).map((name) => ABIS[contract].getEvent(name)?.topicHash as Hex),
  );
};

type RawLog = { readonly address: string; readonly topics: readonly string[]; readonly data: string };
const lower = (value: unknown): Hex => String(value).toLowerCase() as Hex;

/** Recognises an event of requests and operators, where every request is followed. */
export const recogniseRequest = (
  addresses: Followed,
  log: RawLog,
): { readonly name: string; readonly keys: readonly IndexKey[] } | undefined => {
  if (addresses.court === undefined) return undefined;
  const contract = CONTRACTS.find((name) => lower(addresses[name]) === lower(log.address));
  if (contract === undefined) return undefined;
  const event = ABIS[contract].parseLog({ topics: [...log.topics], data: log.data });
  const foundBy = event === null ? undefined : FOUND_BY[contract][event.name];
  if (event === null || foundBy === undefined) return undefined;
  const keys = Object.entries(foundBy).flatMap(([kind, names]) =>
    names.map((name): IndexKey => ({ kind: kind as IndexKeyKind, key: lower(event.args[name]) })),
  );
  return { name: event.name, keys: [...keys, ...innerKeys(event)] };
};

/** Keys that lie deeper than an argument of their own. */
const innerKeys = ({ name, args }: LogDescription): readonly IndexKey[] => {
  if (name === "ConfigSet")
    return [...args.operators].map((member): IndexKey => ({ kind: "operator", key: lower(member) }));
  if (name !== "InferenceRequested") return [];
  const consent: IndexKey = { kind: "consent", key: lower(args.request.consentId) };
  const model: IndexKey = { kind: "model", key: lower(args.request.modelId) };
  return [EVERY_REQUEST, model, ...(BigInt(consent.key) === 0n ? [] : [consent])];
};

const ALL = new Interface(CONTRACTS.flatMap((contract) => [...ABIS[contract].fragments]));

/** Reads an event of requests and operators; undefined for another. */
export const decodeRequestEvent = ({ topics, data }: Pick<RawLog, "topics" | "data">) => {
  const event = ALL.parseLog({ topics: [...topics], data });
  return event === null ? undefined : { name: event.name, args: event.args.toObject(true) };
};
