import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { RESTRICTIONS } from "./restrictions.ts";
import { ADMIN_ROLE, GOVERNED_ROLES, Role } from "./roles.ts";

/**
 * Deploys everything, gives each restricted function its role and hands the AccessManager over to governance. The
 * deployer keeps nothing.
 */
export default buildModule("Theriac", (m) => {
  const governor = m.getParameter<string>("governor");
  const guardian = m.getParameter<string>("guardian");
  const safetyOfficer = m.getParameter<string>("safetyOfficer");
  const delay = m.getParameter<number>("delaySeconds");
  const deployer = m.getAccount(0);

  const manager = m.contract("AccessManager", [deployer]);

  const assembler = m.contract("NetworkAssembler");
  const models = m.contract("ModelRegistry", [manager, assembler]);
  const operators = m.contract("OperatorRegistry", [
    manager,
    m.getParameter<bigint>("minBondWei"),
    m.getParameter<number>("unbondingDelaySeconds"),
  ]);
  const attesters = m.contract("AttesterRegistry", [manager]);
  const consentDesk = m.contract("ConsentDesk", [manager]);
  const consents = m.contract("ConsentRegistry", [manager, consentDesk]);
  const custodians = m.contract("CustodianRegistry", [manager]);
  const emergencies = m.contract("EmergencyAccess", [custodians]);
  const records = m.contract("RecordRegistry", [custodians]);
  const policies = m.contract("PolicyRegistry");
  const trust = m.contract("ResearchTrust", [manager]);
  const decisions = m.contract("ConsentDecisions", [consents, policies, trust]);
  // Checks signatures of passkeys, for anybody; it has neither state nor owner.
  const passkeys = m.contract("ERC7913WebAuthnVerifier");
  const proofs = m.contract("ProofVerifier", [manager, models, assembler]);
  const wiring = {
    models,
    operators,
    consents,
    attesters,
    proofs,
    sequencerUptimeFeed: m.getParameter<string>("sequencerUptimeFeed"),
    challengeWindow: m.getParameter<number>("challengeWindowSeconds"),
  };
  const answerModes = m.contract("AnswerModes", [manager, wiring]);
  const oracle = m.contract("InferenceOracle", [
    manager,
    wiring,
    {
      computeFeeGwei: m.getParameter<number>("computeFeeGwei"),
      callbackGasPriceWei: m.getParameter<number>("callbackGasPriceWei"),
      keeperRewardGwei: m.getParameter<number>("keeperRewardGwei"),
      paused: false,
    },
    answerModes,
  ]);
  const interpreter = m.contract("NetworkInterpreter");
  const court = m.contract("DisputeCourt", [
    oracle,
    interpreter,
    proofs,
    m.getParameter<bigint>("challengeBondWei"),
    m.getParameter<number>("defenceWindowSeconds"),
  ]);
  const batchDesk = m.contract("BatchDesk", [manager]);
  const batches = m.contract("BatchLedger", [manager, batchDesk]);
  const coldChain = m.contract("ColdChain", [manager, batches, attesters, oracle]);
  const units = m.contract("UnitLedger", [batches, coldChain]);
  const eventAnchors = m.contract("EventAnchors", [batches]);
  const forecasts = m.contract("DemandForecasts", [batches]);
  const escrow = m.contract("ResearchEscrow", [manager]);
  const reviewers = m.contract("ReviewerRegistry", [manager]);
  const reviewWiring = {
    escrow,
    oracle,
    reviewers,
    sequencerUptimeFeed: m.getParameter<string>("sequencerUptimeFeed"),
  };
  const reviewDesk = m.contract("ReviewDesk", [reviewWiring]);
  const review = m.contract("MilestoneReview", [reviewWiring, reviewDesk]);
  const campaigns = m.contract("Campaigns", [escrow]);
  const matching = m.contract("MatchingRounds", [campaigns]);
  // Neither owner nor wiring: whoever studies writes.
  const studies = m.contract("StudyLog");

  const contracts = {
    AccessManager: manager,
    ModelRegistry: models,
    NetworkAssembler: assembler,
    OperatorRegistry: operators,
    AttesterRegistry: attesters,
    ConsentDecisions: decisions,
    ConsentDesk: consentDesk,
    ConsentRegistry: consents,
    CustodianRegistry: custodians,
    EmergencyAccess: emergencies,
    ERC7913WebAuthnVerifier: passkeys,
    AnswerModes: answerModes,
    InferenceOracle: oracle,
    NetworkInterpreter: interpreter,
    DisputeCourt: court,
    ProofVerifier: proofs,
    BatchDesk: batchDesk,
    BatchLedger: batches,
    UnitLedger: units,
    ColdChain: coldChain,
    DemandForecasts: forecasts,
    EventAnchors: eventAnchors,
    PolicyRegistry: policies,
    RecordRegistry: records,
    ResearchEscrow: escrow,
    ResearchTrust: trust,
    Campaigns: campaigns,
    MatchingRounds: matching,
    MilestoneReview: review,
    ReviewDesk: reviewDesk,
    ReviewerRegistry: reviewers,
    StudyLog: studies,
  };

  const steps = RESTRICTIONS.map(({ contract, role, selectors }, i) =>
    m.call(
      manager,
      "setTargetFunctionRole",
      [contracts[contract as keyof typeof contracts], [...selectors], role],
      { id: `restrict_${i}_${contract}` },
    ),
  );
  const grants = [
    ...GOVERNED_ROLES.map((role) =>
      m.call(manager, "grantRole", [role, governor, delay], { id: `governor_${role}` }),
    ),
    m.call(manager, "grantRole", [Role.GUARDIAN, guardian, 0], { id: "guardian" }),
    m.call(manager, "grantRole", [Role.SAFETY_OFFICER, safetyOfficer, 0], { id: "safety_officer" }),
    m.call(manager, "grantRole", [Role.MONITOR, coldChain, 0], { id: "monitor" }),
    m.call(manager, "grantRole", [Role.UNIT_KEEPER, units, 0], { id: "unit_keeper" }),
    m.call(manager, "grantRole", [ADMIN_ROLE, governor, delay], { id: "admin" }),
  ];
  // The oracle's own code knows only what every request goes through; its interface knows the rest.
  const wholeOracle = m.contractAt("IInferenceOracle", oracle, { id: "whole_oracle" });
  const bindings = [
    m.call(wholeOracle, "bindCourt", [court], { id: "bind_court_oracle" }),
    m.call(operators, "bindCourt", [court], { id: "bind_court_operators" }),
  ];
  // The last act: from here on only governance, with its delay, administers anything.
  const after = [...steps, ...grants, ...bindings];
  m.call(manager, "renounceRole", [ADMIN_ROLE, deployer], { id: "hand_over", after });

  return contracts;
});
