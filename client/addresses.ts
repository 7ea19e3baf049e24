import type { Hex } from "../standards/hex.ts";

/** Names of the deployed contracts. */
export const CONTRACT_NAMES = [
  "AccessManager",
  "AnswerModes",
  "AttesterRegistry",
  "BatchDesk",
  "BatchLedger",
  "Campaigns",
  "ColdChain",
  "ConsentDecisions",
  "ConsentDesk",
  "ConsentRegistry",
  "CustodianRegistry",
  "DemandForecasts",
  "DisputeCourt",
  "EmergencyAccess",
  "ERC7913WebAuthnVerifier",
  "EventAnchors",
  "InferenceOracle",
  "MatchingRounds",
  "MilestoneReview",
  "ModelRegistry",
  "NetworkAssembler",
  "NetworkInterpreter",
  "OperatorRegistry",
  "PolicyRegistry",
  "ProofVerifier",
  "RecordRegistry",
  "ResearchEscrow",
  "ResearchTrust",
  "ReviewDesk",
  "ReviewerRegistry",
  "StudyLog",
  "UnitLedger",
] as const;
export type ContractName = (typeof CONTRACT_NAMES)[number];

/** Where one deployment lives. */
export type Addresses = Readonly<Record<ContractName, Hex>>;
