// The research scenarios: patient P-014 of a hospital, Org R that studies diabetes, and who vouches for it.
import { expect } from "chai";
import type { AccessQuestion } from "../../client/consent/accessQuestion.ts";
import { type DecidedAccess, decideAccess } from "../../client/consent/decideAccess.ts";
import { signConsent } from "../../client/signConsent.ts";
import { listCustodian } from "../../scripts/local/setUpCalls.ts";
import { type AccessRequest, NO_RESEARCH, ResearchKind } from "../../standards/accessRequest.ts";
import { type ConsentGrant, type ConsentTerms, headerOf } from "../../standards/consent.ts";
import {
  Confidentiality,
  DataClass,
  Duo,
  maskOf,
  Obligation,
  Purpose,
} from "../../standards/consentCodes.ts";
import type { Decision } from "../../standards/consentDecision.ts";
import { researchTrustDomain, type ShownCredential, signCredential } from "../../standards/credentials.ts";
import type { Hex } from "../../standards/hex.ts";
import { buildOntology } from "../../standards/ontology.ts";
import { policyIdOf, policyNameHash, policyTextHash } from "../../standards/policy.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { testChainAt } from "./chain.ts";
import { deployOn } from "./fixtures.ts";

const HOUR = 3_600;
const DAY = 86_400;

/** First second of a day, UTC. */
export const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1_000;

/** Diabetes, and two kinds of it. */
export const DIABETES = "MONDO:0005015";
export const TYPE_1 = "MONDO:0005147";
export const TYPE_2 = "MONDO:0005148";

const POLICY_NAME = "research";
const POLICY_TEXT = "Research with health data, version 3.0.";
const OPENED = "2026-02-20T00:00:00Z";

const arranged = async () => {
  const base = await deployOn(await testChainAt(OPENED));
  const { chain, addresses, actors, contracts, govern } = base;
  const [board] = actors.evaluators;
  if (board === undefined) throw new TypeError("The cast has evaluators.");
  const ontology = buildOntology([
    { child: TYPE_1, parent: DIABETES },
    { child: TYPE_2, parent: DIABETES },
  ]);
  const { policies, trust } = contracts;
  const texted = [policyNameHash(POLICY_NAME), 3, 0, policyTextHash(POLICY_TEXT)] as const;
  await (await policies.connect(actors.hospital).publish(...texted)).wait();
  const trusting = (data: string) => ({ target: addresses.ResearchTrust, data });
  await govern(
    listCustodian(addresses, contracts, actors.hospital.address),
    trusting(trust.interface.encodeFunctionData("setIssuer", [board.address, maskOf([Duo.IRB])])),
    trusting(trust.interface.encodeFunctionData("publishOntology", [ontology.root, "MONDO"])),
  );
  await chain.advance(dayOf("2026-03-01") + 9 * HOUR - (await chain.now()));
  return { ...base, ontology, board, orgR: actors.funder, lab: actors.manufacturer };
};

export type Study = Awaited<ReturnType<typeof arranged>>;

/** Nine o'clock on 2026-03-01: everything deployed and published, nothing granted. */
export const loadStudy = async (): Promise<Study> => (await testChainAt(OPENED)).load(arranged);

/** Moves the clock to a second. */
export const moveTo = async ({ chain }: Study, second: number): Promise<void> => {
  await chain.advance(second - (await chain.now()));
};

/** What P-014 agrees to, if not otherwise said: scenario C-1. */
export const agreement = ({ actors, orgR }: Study, changes: Partial<ConsentTerms> = {}): ConsentGrant => ({
  signer: actors.patient.address as Hex,
  terms: {
    subject: randomWord(),
    custodian: actors.hospital.address as Hex,
    grantee: orgR.address as Hex,
    purposes: maskOf([Purpose.HRESCH, Purpose.AI_INFER]),
    duo: maskOf([Duo.HMB, Duo.IRB, Duo.NCU]),
    dataClasses: Number(maskOf([DataClass.LABORATORY, DataClass.CONDITION])),
    maxConfidentiality: Confidentiality.N,
    start: dayOf("2026-03-01"),
    dataFrom: 0,
    dataTo: 0,
    obligations: Number(maskOf([Obligation.AUDIT, Obligation.NORELINK])),
    diseases: [],
    jurisdictions: [],
    denials: [],
    policy: policyIdOf(actors.hospital.address as Hex, POLICY_NAME),
    policyHash: policyTextHash(POLICY_TEXT),
    policyMajor: 3,
    policyMinor: 0,
    salt: randomWord(),
    ...changes,
  },
  issuedAt: dayOf("2026-03-01"),
  // The last second of the day.
  end: dayOf("2027-03-01") + DAY - 1,
  deadline: dayOf("2026-03-02"),
});

/** P-014 signs, a relayer brings it. */
export const consentTo = async (study: Study, changes: Partial<ConsentTerms> = {}): Promise<ConsentGrant> => {
  const { chain, addresses, actors, contracts } = study;
  const grant = agreement(study, changes);
  const signature = await signConsent(actors.patient, grant, chain.chainId, addresses.ConsentRegistry);
  await (await contracts.consents.grantBySig(headerOf(grant), signature)).wait();
  return grant;
};

/** The ethics board's approval of somebody's study. */
export const approvalOf = async (
  { chain, addresses, board }: Study,
  holder: { readonly address: string },
): Promise<ShownCredential> => {
  const now = await chain.now();
  const domain = researchTrustDomain(chain.chainId, addresses.ResearchTrust);
  const statement = { duoCode: Duo.IRB, value: randomWord(), assertedAt: now, expiresAt: now + 90 * DAY };
  return signCredential(board, domain, { holder: holder.address as Hex, ...statement });
};

/** A cohort of people with diabetes, for health research by Org R. */
export const cohort = ({ orgR }: Study, changes: Partial<AccessRequest> = {}): AccessRequest => ({
  id: randomWord(),
  actor: orgR.address as Hex,
  purpose: Purpose.HRESCH,
  dataClass: DataClass.LABORATORY,
  confidentiality: Confidentiality.N,
  dataFrom: 0,
  dataTo: 0,
  jurisdiction: "CH",
  use: { ...NO_RESEARCH, kind: ResearchKind.Disease, disease: DIABETES },
  ...changes,
});

/** Asks both machines at one block, and holds their documents together. */
export const askBoth = async (
  { chain, contracts }: Study,
  question: AccessQuestion,
): Promise<DecidedAccess> => {
  const block = await chain.provider.getBlockNumber();
  const byContract = await decideAccess(contracts, question, "contract", block);
  const byRules = await decideAccess(contracts, question, "rules", block);
  expect(byContract).to.deep.equal(byRules);
  return byContract;
};

/** A decision in a word, with the DUO code that decided. */
export const outcome = (decision: Decision): string => {
  if (decision.permitted) return "PERMIT";
  return decision.duoCode === undefined ? decision.reason : `${decision.reason} ${decision.duoCode}`;
};
