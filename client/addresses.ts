import type { Hex } from "../standards/hex.ts";

/** Names of the deployed contracts. */
export const CONTRACT_NAMES = [
  "AccessManager",
  "AnswerModes",
  "AttesterRegistry",
  "BatchLedger",
  "ColdChain",
  "ConsentDesk",
  "ConsentRegistry",
  "CustodianRegistry",
  "DisputeCourt",
  "EmergencyAccess",
  "InferenceOracle",
  "MilestoneReview",
  "ModelRegistry",
  "NetworkAssembler",
  "NetworkInterpreter",
  "OperatorRegistry",
  "ProofVerifier",
  "ResearchEscrow",
  "UnitLedger",
] as const;
export type ContractName = (typeof CONTRACT_NAMES)[number];

/** Where one deployment lives. */
export type Addresses = Readonly<Record<ContractName, Hex>>;
