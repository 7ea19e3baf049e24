import type { ContractRunner } from "ethers";
import {
  AccessManager__factory,
  AttesterRegistry__factory,
  Campaigns__factory,
  ColdChain__factory,
  ConsentDecisions__factory,
  CustodianRegistry__factory,
  DemandForecasts__factory,
  DisputeCourt__factory,
  EmergencyAccess__factory,
  EventAnchors__factory,
  MatchingRounds__factory,
  ModelRegistry__factory,
  NetworkAssembler__factory,
  OperatorRegistry__factory,
  PolicyRegistry__factory,
  ProofVerifier__factory,
  RecordRegistry__factory,
  ResearchEscrow__factory,
  ResearchTrust__factory,
  ReviewerRegistry__factory,
  StudyLog__factory,
  UnitLedger__factory,
} from "../types/index.ts";
import type { Addresses } from "./addresses.ts";
import { connectBatches } from "./connectBatches.ts";
import { connectConsents } from "./connectConsents.ts";
import { connectOracle } from "./connectOracle.ts";
import { connectReview } from "./connectReview.ts";

/** Every contract of a deployment, typed, behind one runner. */
export const connect = (at: Addresses, runner: ContractRunner) => ({
  manager: AccessManager__factory.connect(at.AccessManager, runner),
  attesters: AttesterRegistry__factory.connect(at.AttesterRegistry, runner),
  batches: connectBatches(at.BatchLedger, runner),
  campaigns: Campaigns__factory.connect(at.Campaigns, runner),
  coldChain: ColdChain__factory.connect(at.ColdChain, runner),
  consents: connectConsents(at.ConsentRegistry, runner),
  decisions: ConsentDecisions__factory.connect(at.ConsentDecisions, runner),
  custodians: CustodianRegistry__factory.connect(at.CustodianRegistry, runner),
  emergencies: EmergencyAccess__factory.connect(at.EmergencyAccess, runner),
  forecasts: DemandForecasts__factory.connect(at.DemandForecasts, runner),
  court: DisputeCourt__factory.connect(at.DisputeCourt, runner),
  eventAnchors: EventAnchors__factory.connect(at.EventAnchors, runner),
  oracle: connectOracle(at.InferenceOracle, runner),
  review: connectReview(at.MilestoneReview, runner),
  reviewers: ReviewerRegistry__factory.connect(at.ReviewerRegistry, runner),
  matching: MatchingRounds__factory.connect(at.MatchingRounds, runner),
  models: ModelRegistry__factory.connect(at.ModelRegistry, runner),
  assembler: NetworkAssembler__factory.connect(at.NetworkAssembler, runner),
  operators: OperatorRegistry__factory.connect(at.OperatorRegistry, runner),
  policies: PolicyRegistry__factory.connect(at.PolicyRegistry, runner),
  proofs: ProofVerifier__factory.connect(at.ProofVerifier, runner),
  records: RecordRegistry__factory.connect(at.RecordRegistry, runner),
  escrow: ResearchEscrow__factory.connect(at.ResearchEscrow, runner),
  studies: StudyLog__factory.connect(at.StudyLog, runner),
  trust: ResearchTrust__factory.connect(at.ResearchTrust, runner),
  units: UnitLedger__factory.connect(at.UnitLedger, runner),
});
export type Contracts = ReturnType<typeof connect>;
