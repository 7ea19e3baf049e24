import type { Interface } from "ethers";
import {
  AttesterRegistry__factory,
  ColdChain__factory,
  CustodianRegistry__factory,
  IBatchLedger__factory,
  IConsentRegistry__factory,
  IInferenceOracle__factory,
  IResearchEscrow__factory,
  IReviewerRegistry__factory,
  ModelRegistry__factory,
  OperatorRegistry__factory,
  ProofVerifier__factory,
  ResearchTrust__factory,
} from "../../types/index.ts";
import { ADMIN_ROLE, Role } from "./roles.ts";

/** Which role may call which functions of a contract; every restricted function of the project is here. */
export type Restriction = {
  readonly contract: string;
  readonly role: bigint;
  readonly functions: readonly string[];
  readonly selectors: readonly string[];
};

const restriction = (
  contract: string,
  abi: Interface,
  role: bigint,
  functions: readonly string[],
): Restriction => ({
  contract,
  role,
  functions,
  selectors: functions.map((name) => {
    const fragment = abi.getFunction(name);
    if (fragment === null) throw new TypeError(`${contract} has no function ${name}.`);
    return fragment.selector;
  }),
});

const models = ModelRegistry__factory.createInterface();
const operators = OperatorRegistry__factory.createInterface();
const attesters = AttesterRegistry__factory.createInterface();
const oracle = IInferenceOracle__factory.createInterface();
const consents = IConsentRegistry__factory.createInterface();
const custodians = CustodianRegistry__factory.createInterface();
const trust = ResearchTrust__factory.createInterface();
const batches = IBatchLedger__factory.createInterface();
const coldChain = ColdChain__factory.createInterface();
const proofs = ProofVerifier__factory.createInterface();
const escrow = IResearchEscrow__factory.createInterface();
const reviewers = IReviewerRegistry__factory.createInterface();

export const RESTRICTIONS: readonly Restriction[] = [
  restriction("ModelRegistry", models, Role.MODEL_PUBLISHER, ["register", "deprecate"]),
  restriction("ModelRegistry", models, Role.EVALUATOR_MANAGER, ["admitEvaluator", "dismissEvaluator"]),
  restriction("ModelRegistry", models, Role.SAFETY_OFFICER, ["vetoCard", "signOff"]),
  restriction("OperatorRegistry", operators, Role.COMMITTEE_MANAGER, ["setConfig"]),
  // Both are bound before the deployer hands over, and for good.
  restriction("OperatorRegistry", operators, ADMIN_ROLE, ["bindCourt"]),
  restriction("InferenceOracle", oracle, ADMIN_ROLE, ["bindCourt"]),
  restriction("ProofVerifier", proofs, Role.MODEL_PUBLISHER, ["proposeKey"]),
  restriction("ProofVerifier", proofs, Role.EVALUATOR_MANAGER, ["setBuilder"]),
  restriction("AttesterRegistry", attesters, Role.ATTESTER_MANAGER, ["setAttester", "revokeAttester"]),
  restriction("InferenceOracle", oracle, Role.FEE_MANAGER, ["setFees"]),
  restriction("InferenceOracle", oracle, Role.GUARDIAN, ["setPaused"]),
  restriction("ConsentRegistry", consents, Role.GUARDIAN, ["setRelayedGrantsPaused"]),
  restriction("CustodianRegistry", custodians, Role.CUSTODIAN_MANAGER, ["list", "unlist"]),
  restriction("ResearchTrust", trust, Role.TRUST_MANAGER, [
    "setIssuer",
    "publishOntology",
    "withdrawOntology",
  ]),
  // A programme that vouches for researchers also says which reviewers kept a conflict of interest to themselves.
  restriction("ReviewerRegistry", reviewers, Role.TRUST_MANAGER, ["recordConflict"]),
  restriction("BatchLedger", batches, Role.SUPPLY_MANAGER, ["setPartner", "setQualityPerson"]),
  restriction("BatchLedger", batches, Role.MONITOR, [
    "quarantineByMonitor",
    "liftByMonitor",
    "holdByMonitor",
    "markByMonitor",
    "clearByMonitor",
  ]),
  restriction("BatchLedger", batches, Role.UNIT_KEEPER, ["removeUnits", "addUnits", "deriveLot"]),
  restriction("ColdChain", coldChain, Role.SUPPLY_MANAGER, ["defineProfile", "allowModel"]),
  restriction("ResearchEscrow", escrow, Role.TOKEN_LISTER, ["listToken"]),
  restriction("ResearchEscrow", escrow, Role.GUARDIAN, ["unlistToken"]),
];
