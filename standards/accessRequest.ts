import { TypedDataEncoder } from "ethers";
import type { Hex } from "./hex.ts";

/** What a research use is, in the questions that DUO asks. Numbers as in contracts/types/Consent.sol. */
export const ResearchKind = {
  None: 0,
  General: 1,
  HealthMedical: 2,
  Disease: 3,
  Ancestry: 4,
  Methods: 5,
} as const;
export type ResearchKindCode = (typeof ResearchKind)[keyof typeof ResearchKind];

export type ResearchUse = {
  readonly kind: ResearchKindCode;
  /** CURIE of the disease studied, or empty. */
  readonly disease: string;
  readonly genetic: boolean;
  readonly commercial: boolean;
  readonly clinical: boolean;
};

/** Of a request that is no research. */
export const NO_RESEARCH: ResearchUse = {
  kind: ResearchKind.None,
  disease: "",
  genetic: false,
  commercial: false,
  clinical: false,
};

/** What somebody wants to do, with what and where. Never enters a transaction. */
export type AccessRequest = {
  /** Id of the oracle's request, or 32 random bytes. */
  readonly id: Hex;
  readonly actor: Hex;
  /** Number of one purpose, data class and confidentiality level: consentCodes.ts. */
  readonly purpose: number;
  readonly dataClass: number;
  readonly confidentiality: number;
  /** Period in which the data asked for came to be, unix seconds. `dataTo` zero: no end. */
  readonly dataFrom: number;
  readonly dataTo: number;
  /** ISO 3166-1 alpha-2 of where the data will be used. */
  readonly jurisdiction: string;
  readonly use: ResearchUse;
};

export const ACCESS_REQUEST_TYPES: Record<string, { name: string; type: string }[]> = {
  AccessRequest: [
    { name: "id", type: "bytes32" },
    { name: "actor", type: "address" },
    { name: "purpose", type: "uint8" },
    { name: "dataClass", type: "uint8" },
    { name: "confidentiality", type: "uint8" },
    { name: "dataFrom", type: "uint40" },
    { name: "dataTo", type: "uint40" },
    { name: "jurisdiction", type: "string" },
    { name: "use", type: "ResearchUse" },
  ],
  ResearchUse: [
    { name: "kind", type: "uint8" },
    { name: "disease", type: "string" },
    { name: "genetic", type: "bool" },
    { name: "commercial", type: "bool" },
    { name: "clinical", type: "bool" },
  ],
};

/** EIP-712 struct hash of a request. */
export const requestHash = (request: AccessRequest): Hex =>
  TypedDataEncoder.hashStruct("AccessRequest", ACCESS_REQUEST_TYPES, request) as Hex;
