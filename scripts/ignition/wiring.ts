import { getCreateAddress, ZeroAddress } from "ethers";
import type { Addresses, ContractName } from "../../client/addresses.ts";
import type { DeploymentParameters } from "./readParameters.ts";

/** Getters that answer with a contract of the deployment, whichever contract has them. */
const GETTERS: Readonly<Record<string, ContractName>> = {
  authority: "AccessManager",
  court: "DisputeCourt",
  ANSWER_MODES: "AnswerModes",
  ASSEMBLER: "NetworkAssembler",
  ATTESTERS: "AttesterRegistry",
  BATCH_DESK: "BatchDesk",
  BATCHES: "BatchLedger",
  CAMPAIGNS: "Campaigns",
  COLD_CHAIN: "ColdChain",
  CONSENT_DESK: "ConsentDesk",
  CONSENTS: "ConsentRegistry",
  CUSTODIANS: "CustodianRegistry",
  ESCROW: "ResearchEscrow",
  INTERPRETER: "NetworkInterpreter",
  MODELS: "ModelRegistry",
  OPERATORS: "OperatorRegistry",
  ORACLE: "InferenceOracle",
  PARTNERS: "BatchLedger",
  POLICIES: "PolicyRegistry",
  PROOFS: "ProofVerifier",
  REVIEW_DESK: "ReviewDesk",
  REVIEWERS: "ReviewerRegistry",
  TRUST: "ResearchTrust",
};

/** Getters that read storage; all others read what the constructor wrote into the code. */
export const STORED: readonly string[] = ["authority", "court"];

/** Contracts that run a second code on their own storage, and answer with its getters too. */
export const SECOND_CODES: Readonly<Partial<Record<ContractName, ContractName>>> = {
  BatchLedger: "BatchDesk",
  ConsentRegistry: "ConsentDesk",
  InferenceOracle: "AnswerModes",
  MilestoneReview: "ReviewDesk",
};

/** Contracts that a code is written to work with without a getter of its own. */
const UNSAID: Readonly<Partial<Record<ContractName, readonly ContractName[]>>> = {
  BatchLedger: ["BatchDesk"],
  ConsentRegistry: ["ConsentDesk"],
  InferenceOracle: [
    "AttesterRegistry",
    "ConsentRegistry",
    "ModelRegistry",
    "OperatorRegistry",
    "ProofVerifier",
  ],
  ProofVerifier: ["ModelRegistry", "NetworkAssembler"],
};

/** Contracts that heed the sequencer's feed without a getter of their own. */
const HEEDING: readonly ContractName[] = ["DisputeCourt", "InferenceOracle"];

/** The purse is the one contract that another one's constructor makes, as its first. */
export const purseOf = (addresses: Addresses): string =>
  getCreateAddress({ from: addresses.Campaigns, nonce: 1 });

/** What a getter of a contract is to answer; nothing where no wiring of that name is known. */
export const expectedOf = (
  name: ContractName,
  getter: string,
  addresses: Addresses,
  { Theriac }: DeploymentParameters,
): string | undefined => {
  if (getter === "SEQUENCER_UPTIME_FEED") return Theriac.sequencerUptimeFeed;
  if (getter === "PURSE") return purseOf(addresses);
  // The court is bound to the oracle, on whose storage this code runs, and never to the code itself.
  if (name === "AnswerModes" && getter === "court") return ZeroAddress;
  const expected = GETTERS[getter];
  return expected === undefined ? undefined : addresses[expected];
};

/** Addresses that a contract's code holds besides those that its own getters tell. */
export const unsaidBy = (
  name: ContractName,
  addresses: Addresses,
  { Theriac }: DeploymentParameters,
): string[] => [
  ...(UNSAID[name] ?? []).map((other) => addresses[other]),
  ...(HEEDING.includes(name) ? [Theriac.sequencerUptimeFeed] : []),
];
