import type { Provider } from "ethers";
import type { Addresses } from "../../client/addresses.ts";
import { connect } from "../../client/deployment.ts";
import { TheriacError } from "../../standards/errors.ts";
import { MilestoneReview__factory, ReviewDesk__factory } from "../../types/index.ts";
import type { DeploymentParameters } from "./readParameters.ts";
import { RESTRICTIONS } from "./restrictions.ts";
import { ADMIN_ROLE, GOVERNED_ROLES, Role } from "./roles.ts";

/** What is deployed is not what was to be deployed. */
export class DeploymentMismatchError extends TheriacError {
  readonly code = "DEPLOYMENT_MISMATCH";
  constructor(what: string, actual: string, expected: string) {
    super("The deployment does not match its description.", { context: { what, actual, expected } });
  }
}

/** One fact about the deployment that was read back. */
export type Finding = { readonly what: string; readonly actual: string };

/**
 * Reads a deployment back: code, wiring, roles with their delays, and that the deployer kept nothing. Throws at the
 * first thing that differs.
 */
export const verifyDeployment = async (
  provider: Provider,
  addresses: Addresses,
  { Theriac }: DeploymentParameters,
  deployer: string,
): Promise<Finding[]> => {
  const findings: Finding[] = [];
  const check = (what: string, actual: unknown, expected: unknown) => {
    if (String(actual).toLowerCase() !== String(expected).toLowerCase()) {
      throw new DeploymentMismatchError(what, String(actual), String(expected));
    }
    findings.push({ what, actual: String(actual) });
  };
  const all = connect(addresses, provider);

  for (const [name, address] of Object.entries(addresses)) {
    check(`${name} has code`, (await provider.getCode(address)) !== "0x", true);
  }
  check("ModelRegistry asks the assembler", await all.models.ASSEMBLER(), addresses.NetworkAssembler);
  check("ConsentRegistry runs its desk", await all.consents.CONSENT_DESK(), addresses.ConsentDesk);
  check("BatchLedger runs its desk", await all.batches.BATCH_DESK(), addresses.BatchDesk);
  check("InferenceOracle runs its answer modes", await all.oracle.ANSWER_MODES(), addresses.AnswerModes);
  check("InferenceOracle listens to the court", await all.oracle.court(), addresses.DisputeCourt);
  check("OperatorRegistry listens to the court", await all.operators.court(), addresses.DisputeCourt);
  check("DisputeCourt judges the oracle's answers", await all.court.ORACLE(), addresses.InferenceOracle);
  check("DisputeCourt interprets networks", await all.court.INTERPRETER(), addresses.NetworkInterpreter);
  check("InferenceOracle takes proofs", await all.oracle.PROOFS(), addresses.ProofVerifier);
  check("DisputeCourt takes the same proofs", await all.court.PROOFS(), addresses.ProofVerifier);
  check("RecordRegistry asks for custodians", await all.records.CUSTODIANS(), addresses.CustodianRegistry);
  check("EmergencyAccess asks for staff", await all.emergencies.CUSTODIANS(), addresses.CustodianRegistry);
  check("ConsentDecisions asks the consents", await all.decisions.CONSENTS(), addresses.ConsentRegistry);
  check("ConsentDecisions asks the policies", await all.decisions.POLICIES(), addresses.PolicyRegistry);
  check("ConsentDecisions asks who vouches", await all.decisions.TRUST(), addresses.ResearchTrust);
  check("ColdChain asks the oracle", await all.coldChain.ORACLE(), addresses.InferenceOracle);
  check("ColdChain writes to the batch ledger", await all.coldChain.BATCHES(), addresses.BatchLedger);
  check("DemandForecasts asks for partners", await all.forecasts.PARTNERS(), addresses.BatchLedger);
  check("EventAnchors asks for partners", await all.eventAnchors.PARTNERS(), addresses.BatchLedger);
  const review = MilestoneReview__factory.connect(addresses.MilestoneReview, provider);
  const reviewDesk = ReviewDesk__factory.connect(addresses.ReviewDesk, provider);
  check("MilestoneReview runs its desk", await review.REVIEW_DESK(), addresses.ReviewDesk);
  check("MilestoneReview asks the oracle", await review.ORACLE(), addresses.InferenceOracle);
  check("MilestoneReview writes to the escrow", await review.ESCROW(), addresses.ResearchEscrow);
  check("MilestoneReview asks for reviewers", await review.REVIEWERS(), addresses.ReviewerRegistry);
  check(
    "MilestoneReview heeds the sequencer",
    await review.SEQUENCER_UPTIME_FEED(),
    Theriac.sequencerUptimeFeed,
  );
  check("ReviewDesk works with the same contracts", await reviewDesk.WIRING(), await review.WIRING());
  check("Campaigns fund grants of the escrow", await all.campaigns.ESCROW(), addresses.ResearchEscrow);
  check("MatchingRounds matches campaigns", await all.matching.CAMPAIGNS(), addresses.Campaigns);
  check("UnitLedger reads the batch ledger", await all.units.BATCHES(), addresses.BatchLedger);

  for (const { contract, role, functions, selectors } of RESTRICTIONS) {
    for (const [i, selector] of selectors.entries()) {
      const held = await all.manager.getTargetFunctionRole(addresses[contract as keyof Addresses], selector);
      check(`${contract}.${functions[i]} belongs to role`, held, role);
    }
  }
  for (const role of [...GOVERNED_ROLES, ADMIN_ROLE]) {
    const { isMember, executionDelay } = await all.manager.hasRole(role, Theriac.governor);
    check(`governor holds role ${role}`, isMember, true);
    check(`governor waits for role ${role}`, executionDelay, Theriac.delaySeconds);
  }
  check("guardian may pause", (await all.manager.hasRole(Role.GUARDIAN, Theriac.guardian)).isMember, true);
  check(
    "safety officer may sign off",
    (await all.manager.hasRole(Role.SAFETY_OFFICER, Theriac.safetyOfficer)).isMember,
    true,
  );
  check(
    "cold chain may quarantine",
    (await all.manager.hasRole(Role.MONITOR, addresses.ColdChain)).isMember,
    true,
  );
  check(
    "unit ledger may move packs",
    (await all.manager.hasRole(Role.UNIT_KEEPER, addresses.UnitLedger)).isMember,
    true,
  );
  check("deployer is no admin", (await all.manager.hasRole(ADMIN_ROLE, deployer)).isMember, false);
  return findings;
};
