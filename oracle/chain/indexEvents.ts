import { type EventFragment, Interface } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { IConsentDelegates__factory } from "../../types/factories/contracts/interfaces/IConsentDelegates__factory.ts";
import { IConsentRegistry__factory } from "../../types/factories/contracts/interfaces/IConsentRegistry__factory.ts";
import { IConsentStates__factory } from "../../types/factories/contracts/interfaces/IConsentStates__factory.ts";
import { IEmergencyAccess__factory } from "../../types/factories/contracts/interfaces/IEmergencyAccess__factory.ts";
import { IInferenceOracle__factory } from "../../types/factories/contracts/interfaces/IInferenceOracle__factory.ts";
import { IPolicyRegistry__factory } from "../../types/factories/contracts/interfaces/IPolicyRegistry__factory.ts";
import { IRecordRegistry__factory } from "../../types/factories/contracts/interfaces/IRecordRegistry__factory.ts";
import type { IndexKey, IndexKeyKind, UnitRun } from "../domain/indexed.ts";
import { findersOf, PROVENANCE, type ProvenanceContract } from "./provenanceEvents.ts";
import { isRequestName, type RequestContracts, recogniseRequest, requestTopics } from "./requestEvents.ts";

type Core = "oracle" | "consent" | "emergencies" | "policies" | "records";

/** Contracts whose events are indexed; those of the supply chain and of all requests where an index follows them. */
export type IndexAddresses = Readonly<Record<Core, Hex>> & {
  readonly [contract in ProvenanceContract]?: Hex | undefined;
} & RequestContracts;

/** Arguments of each event that it is found by. */
type KeyArguments = Partial<Record<IndexKeyKind, readonly string[]>>;

const CONSENT: KeyArguments = { consent: ["id"] };
const PATIENT: KeyArguments = { signer: ["patient"] };
const EMERGENCY: KeyArguments = { emergency: ["tag"] };
const ANCHOR: KeyArguments = { anchor: ["id"] };
const REQUEST: KeyArguments = { request: ["id"] };

const FOUND_BY: Readonly<Record<Core, Readonly<Record<string, KeyArguments>>>> = {
  consent: {
    ConsentGranted: CONSENT,
    ConsentGrantedByDelegate: CONSENT,
    ConsentRevoked: CONSENT,
    ConsentSuspended: CONSENT,
    ConsentResumed: CONSENT,
    ConsentSuperseded: { consent: ["predecessor", "successor"] },
    ConsentErased: CONSENT,
    AllConsentsRevoked: { signer: ["signer"] },
    DelegateAppointed: PATIENT,
    DelegateDismissed: PATIENT,
    SignerFrozen: PATIENT,
    SignerUnfrozen: PATIENT,
    RecoveryAnnounced: PATIENT,
    RecoveryCancelled: PATIENT,
    RecoveryCompleted: PATIENT,
  },
  emergencies: {
    EmergencyOpened: EMERGENCY,
    EmergencyClosed: EMERGENCY,
    EmergencyReviewed: EMERGENCY,
    EmergencyOverdue: EMERGENCY,
    ClinicianSuspended: EMERGENCY,
  },
  policies: { PolicyPublished: { policy: ["id"] } },
  records: { RecordsAnchored: ANCHOR, ReceiptsAnchored: ANCHOR, RecordErased: ANCHOR },
  oracle: {
    InferenceRequested: REQUEST,
    InferenceFulfilled: REQUEST,
    InferenceBatched: REQUEST,
    InferenceComputed: REQUEST,
    InferenceProven: REQUEST,
    InferenceRefused: REQUEST,
    InferenceDropped: REQUEST,
    InferenceExpired: REQUEST,
  },
};

const INTERFACES: Readonly<Record<Core, Interface>> = {
  consent: new Interface([
    ...IConsentRegistry__factory.abi,
    ...IConsentStates__factory.abi,
    ...IConsentDelegates__factory.abi,
  ]),
  emergencies: IEmergencyAccess__factory.createInterface(),
  policies: IPolicyRegistry__factory.createInterface(),
  records: IRecordRegistry__factory.createInterface(),
  oracle: IInferenceOracle__factory.createInterface(),
};

const topicOf = (abi: Interface, name: string): Hex => (abi.getEvent(name) as EventFragment).topicHash as Hex;

const CORE = Object.keys(FOUND_BY) as Core[];
const SUPPLY = Object.keys(PROVENANCE) as ProvenanceContract[];

/** First topics of everything that is indexed of these contracts. */
export const indexTopics = (addresses: IndexAddresses): readonly Hex[] => [
  ...CORE.flatMap((contract) =>
    Object.keys(FOUND_BY[contract]).map((name) => topicOf(INTERFACES[contract], name)),
  ),
  ...SUPPLY.filter((contract) => addresses[contract] !== undefined).flatMap((contract) => {
    const { abi, foundBy } = PROVENANCE[contract];
    return Object.keys(foundBy).map((name) => topicOf(abi, name));
  }),
  ...requestTopics(addresses),
];

/** Whether an index follows a contract only if its config names it. */
export const isOptional = (name: string): boolean => name in PROVENANCE || isRequestName(name);

/** An event's name, what it is found by, and the runs of units that it placed. */
export type Recognised = {
  readonly name: string;
  readonly keys: readonly IndexKey[];
  readonly runs?: readonly UnitRun[];
};

type RawLog = { readonly address: string; readonly topics: readonly string[]; readonly data: string };

const lower = (value: unknown): Hex => String(value).toLowerCase() as Hex;

/** Recognises an event of the contracts; undefined when it is none of those, or of a request that names no consent. */
export const recognise = (addresses: IndexAddresses, log: RawLog): Recognised | undefined => {
  const isFrom = (name: Core | ProvenanceContract) => lower(addresses[name]) === lower(log.address);
  const supply = SUPPLY.find(isFrom);
  if (supply !== undefined) return recogniseSupply(supply, log);
  const ofRequests = recogniseRequest(addresses, log);
  if (ofRequests !== undefined) return ofRequests;
  const contract = CORE.find(isFrom);
  if (contract === undefined) return undefined;
  const event = INTERFACES[contract].parseLog({ topics: [...log.topics], data: log.data });
  const foundBy = event === null ? undefined : FOUND_BY[contract][event.name];
  if (event === null || foundBy === undefined) return undefined;
  const keys = Object.entries(foundBy).flatMap(([kind, names]) =>
    names.map((name) => ({ kind: kind as IndexKeyKind, key: lower(event.args[name]) })),
  );
  if (event.name !== "InferenceRequested") return { name: event.name, keys };
  const consentId = lower(event.args.request.consentId);
  if (BigInt(consentId) === 0n) return undefined;
  return { name: event.name, keys: [...keys, { kind: "consent", key: consentId }] };
};

const recogniseSupply = (contract: ProvenanceContract, log: RawLog): Recognised | undefined => {
  const { abi, foundBy } = PROVENANCE[contract];
  const event = abi.parseLog({ topics: [...log.topics], data: log.data });
  if (event === null || foundBy[event.name] === undefined) return undefined;
  return { name: event.name, ...findersOf(contract, event) };
};

/** Reads an event of the consent registry; undefined for another. */
export const decodeConsentEvent = ({
  topics,
  data,
}: Pick<RawLog, "topics" | "data">):
  | { readonly name: string; readonly args: Readonly<Record<string, unknown>> }
  | undefined => {
  const event = INTERFACES.consent.parseLog({ topics: [...topics], data });
  return event === null ? undefined : { name: event.name, args: event.args.toObject() };
};
