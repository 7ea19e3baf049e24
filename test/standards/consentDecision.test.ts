import { expect } from "chai";
import {
  type AccessRequest,
  NO_RESEARCH,
  ResearchKind,
  type ResearchUse,
} from "../../standards/accessRequest.ts";
import type { ConsentTerms, DenyRule } from "../../standards/consent.ts";
import { Confidentiality, DataClass, Duo, maskOf, Purpose } from "../../standards/consentCodes.ts";
import { type Decision, decide, type Facts, factsOfLive } from "../../standards/consentDecision.ts";
import { ConsentState } from "../../standards/consentStanding.ts";
import type { Hex } from "../../standards/hex.ts";
import { PolicyStanding } from "../../standards/policy.ts";
import { aGrant, aTerms, CLINIC, HOSPITAL, word } from "../oracle/standards/builders.ts";

const aUse = (changes: Partial<AccessRequest> = {}): AccessRequest => ({
  id: word(9),
  actor: CLINIC,
  purpose: Purpose.AI_INFER,
  dataClass: DataClass.PATHOLOGY,
  confidentiality: Confidentiality.N,
  dataFrom: 0,
  dataTo: 0,
  jurisdiction: "CH",
  use: NO_RESEARCH,
  ...changes,
});

const outcome = (decision: Decision): string => {
  if (decision.permitted) return "PERMIT";
  return decision.duoCode === undefined ? decision.reason : `${decision.reason} ${decision.duoCode}`;
};

const decideWith = (
  terms: Partial<ConsentTerms>,
  request: Partial<AccessRequest>,
  facts: Partial<Facts> = {},
): Decision => {
  const grant = aGrant({ terms: aTerms(terms) });
  return decide(grant, aUse(request), { ...factsOfLive(grant, 5_000), ...facts });
};

const { standing } = factsOfLive(aGrant(), 0);
const inState = (changes: Partial<typeof standing>): Partial<Facts> => ({
  standing: { ...standing, ...changes },
});

describe("decision by the standing of a consent", () => {
  const table: [string, Partial<Facts>, string][] = [
    ["in force", {}, "PERMIT"],
    ["the first second", { decidedAt: 1_000 }, "PERMIT"],
    ["the last second", { decidedAt: 100_000 }, "PERMIT"],
    ["never granted", inState({ state: ConsentState.None }), "NO_CONSENT"],
    ["the patient's key frozen", inState({ underDispute: true }), "UNDER_DISPUTE"],
    ["revoked", inState({ state: ConsentState.Revoked }), "NOT_ACTIVE"],
    ["suspended by the patient", inState({ state: ConsentState.SuspendedByPatient }), "NOT_ACTIVE"],
    ["suspended by a delegate", inState({ state: ConsentState.SuspendedByDelegate }), "NOT_ACTIVE"],
    ["superseded", inState({ state: ConsentState.Superseded }), "NOT_ACTIVE"],
    ["erased", inState({ state: ConsentState.Erased }), "NOT_ACTIVE"],
    ["a second too early", { decidedAt: 999 }, "NOT_ACTIVE"],
    ["all revoked", inState({ revokedByEpoch: true }), "EPOCH"],
    ["a second too late", { decidedAt: 100_001 }, "EXPIRED"],
    ["ended by the registry before its time", inState({ end: 4_999 }), "EXPIRED"],
    ["a policy that nobody published", { policy: PolicyStanding.Unknown }, "POLICY_VERSION"],
    ["a policy whose grace is over", { policy: PolicyStanding.Ended }, "POLICY_VERSION"],
    ["a policy in grace", { policy: PolicyStanding.Grace }, "PERMIT"],
    ["a policy with a newer minor version", { policy: PolicyStanding.MinorBehind }, "PERMIT"],
  ];
  for (const [name, facts, expected] of table) {
    it(`${expected}: ${name}`, () => {
      expect(outcome(decideWith({}, {}, facts))).to.equal(expected);
    });
  }

  it("tells of a newer policy, also in a denial", () => {
    const { Current, MinorBehind, Grace, Ended } = PolicyStanding;
    const told = [Current, MinorBehind, Grace, Ended].map(
      (policy) => decideWith({}, {}, { policy }).policyChanged,
    );
    expect(told).to.deep.equal([false, true, true, true]);
  });
});

describe("decision by a consent's terms", () => {
  const delegate = inState({ delegate: HOSPITAL, delegateClasses: 1 << DataClass.GENOMICS });
  const period = { dataFrom: 100, dataTo: 200 };
  const nobody: Hex = `0x${"00".repeat(20)}`;
  const table: [string, Partial<ConsentTerms>, Partial<AccessRequest>, string, Partial<Facts>?][] = [
    ["the address in other letter case", {}, { actor: CLINIC.toLowerCase() as Hex }, "PERMIT"],
    ["another grantee", {}, { actor: HOSPITAL }, "GRANTEE"],
    ["a grantee that is nobody", { grantee: nobody }, { actor: nobody }, "GRANTEE"],
    ["treatment, which was not named", {}, { purpose: Purpose.TREAT }, "PURPOSE"],
    ["training, which inference does not imply", {}, { purpose: Purpose.AI_TRAIN }, "PURPOSE"],
    ["a purpose that no list has", { purposes: 2n ** 64n - 1n }, { purpose: 22 }, "PURPOSE"],
    ["a purpose beyond every mask", { purposes: 2n ** 64n - 1n }, { purpose: 255 }, "PURPOSE"],
    ["another data class", {}, { dataClass: DataClass.GENOMICS }, "SCOPE"],
    ["a data class that no list has", { dataClasses: 2 ** 32 - 1 }, { dataClass: 14 }, "SCOPE"],
    ["a class that the guardian could not grant for", {}, {}, "SCOPE", delegate],
    ["data of the period", period, period, "PERMIT"],
    ["data from before it", period, { ...period, dataFrom: 99 }, "SCOPE"],
    ["data from after it", period, { ...period, dataTo: 201 }, "SCOPE"],
    ["data without end, where the period has one", period, { dataFrom: 100, dataTo: 0 }, "SCOPE"],
    ["data without end, where the period has none", { dataFrom: 100 }, { dataFrom: 100 }, "PERMIT"],
    ["a period that ends before it begins", {}, { dataFrom: 2, dataTo: 1 }, "SCOPE"],
    ["the highest confidentiality allowed", {}, { confidentiality: Confidentiality.R }, "PERMIT"],
    ["a higher confidentiality", {}, { confidentiality: Confidentiality.V }, "LABEL"],
    ["a level that no list has", { maxConfidentiality: 255 }, { confidentiality: 6 }, "LABEL"],
    ["a place that is named", { jurisdictions: ["DE", "CH"] }, {}, "PERMIT"],
    ["a place that is not", { jurisdictions: ["HK"] }, { jurisdiction: "SG" }, "REGION"],
    ["no place, where some are named", { jurisdictions: ["CH"] }, { jurisdiction: "" }, "REGION"],
    ["an unreadable place, even if it is named", { jurisdictions: ["ch"] }, { jurisdiction: "ch" }, "REGION"],
    ["no place, where any will do", {}, { jurisdiction: "" }, "PERMIT"],
  ];
  for (const [name, terms, request, expected, facts] of table) {
    it(`${expected}: ${name}`, () => {
      expect(outcome(decideWith(terms, request, facts))).to.equal(expected);
    });
  }

  it("hands back the obligations, also those that no list has", () => {
    const decision = decideWith({ obligations: 2 ** 31 + 1 }, {});
    expect(decision.permitted && decision.obligations).to.equal(2 ** 31 + 1);
  });
});

describe("decision by deny rules", () => {
  const ANYTHING: DenyRule = {
    actor: `0x${"00".repeat(20)}`,
    purposes: 0n,
    dataClasses: 0,
    minConfidentiality: 0,
    jurisdiction: "",
  };
  const table: [string, Partial<DenyRule>, Partial<AccessRequest>, string][] = [
    ["everything", {}, {}, "DENY_RULE"],
    ["the actor", { actor: CLINIC }, {}, "DENY_RULE"],
    ["another actor", { actor: HOSPITAL }, {}, "PERMIT"],
    ["the purpose", { purposes: maskOf([Purpose.AI_INFER]) }, {}, "DENY_RULE"],
    ["another purpose", { purposes: maskOf([Purpose.TREAT]) }, {}, "PERMIT"],
    ["the data class", { dataClasses: 1 << DataClass.PATHOLOGY }, {}, "DENY_RULE"],
    ["another data class", { dataClasses: 1 << DataClass.CLAIM }, {}, "PERMIT"],
    ["that confidential", { minConfidentiality: Confidentiality.N }, {}, "DENY_RULE"],
    ["more confidential", { minConfidentiality: Confidentiality.R }, {}, "PERMIT"],
    ["the place", { jurisdiction: "CH" }, {}, "DENY_RULE"],
    ["another place", { jurisdiction: "US" }, {}, "PERMIT"],
    ["a place, and the use states none", { jurisdiction: "US" }, { jurisdiction: "" }, "DENY_RULE"],
    ["a place that cannot be read", { jurisdiction: "Switzerland" }, {}, "DENY_RULE"],
  ];
  for (const [name, rule, request, expected] of table) {
    it(`${expected}: a rule against ${name}`, () => {
      expect(outcome(decideWith({ denials: [{ ...ANYTHING, ...rule }] }, request))).to.equal(expected);
    });
  }

  it("beats a permission of the same thing, and is found behind rules that do not fit", () => {
    const denials = [
      { ...ANYTHING, actor: HOSPITAL },
      { ...ANYTHING, actor: CLINIC },
    ];
    expect(outcome(decideWith({ denials }, {}))).to.equal("DENY_RULE");
  });
});

describe("decision about research, as DUOS decides", () => {
  const { General, HealthMedical, Ancestry, Methods, None } = ResearchKind;
  const covered = { diseaseCovered: true };
  const table: [string, number[], Partial<ResearchUse>, string, Partial<Facts>?, number?][] = [
    ["no restriction", [Duo.NRES], {}, "PERMIT"],
    ["disease study on general research data", [Duo.GRU], {}, "PERMIT"],
    ["disease study on health data", [Duo.HMB], {}, "PERMIT"],
    ["disease study on its own disease", [Duo.DS], {}, "PERMIT", covered],
    ["disease study on another disease", [Duo.DS], {}, "SCOPE"],
    ["health study on data for one disease", [Duo.DS], { kind: HealthMedical }, "DUO 7"],
    ["health study on health data", [Duo.HMB], { kind: HealthMedical }, "PERMIT"],
    ["ancestry study on general research data", [Duo.GRU], { kind: Ancestry }, "PERMIT"],
    ["ancestry study on ancestry data", [Duo.POA], { kind: Ancestry }, "PERMIT"],
    ["ancestry study on health data", [Duo.HMB], { kind: Ancestry }, "DUO 6"],
    ["ancestry study where it is prohibited", [Duo.GRU, Duo.NPOA], { kind: Ancestry }, "DUO 44"],
    ["ancestry by purpose on health data", [Duo.HMB], {}, "DUO 6", {}, Purpose.POARCH],
    ["ancestry by purpose where prohibited", [Duo.GRU, Duo.NPOA], {}, "DUO 44", {}, Purpose.POARCH],
    ["disease study on ancestry data", [Duo.POA], {}, "DUO 11"],
    ["general study on health data", [Duo.HMB], { kind: General }, "DUO 6"],
    ["methods on general research data", [Duo.GRU, Duo.NMDS], { kind: Methods }, "PERMIT"],
    ["methods where not forbidden", [Duo.HMB], { kind: Methods }, "PERMIT"],
    ["methods where forbidden", [Duo.HMB, Duo.NMDS], { kind: Methods }, "DUO 15"],
    ["methods on the matching disease", [Duo.DS, Duo.NMDS], { kind: Methods }, "PERMIT", covered],
    ["methods on another disease", [Duo.DS, Duo.NMDS], { kind: Methods }, "DUO 15"],
    ["training, whatever it is for", [Duo.HMB, Duo.NMDS], {}, "DUO 15", {}, Purpose.AI_TRAIN],
    ["a study of something else than genes", [Duo.GRU, Duo.GSO], {}, "DUO 16"],
    ["a study of genes", [Duo.GRU, Duo.GSO], { genetic: true }, "PERMIT"],
    ["commercial use, nothing against it", [Duo.GRU], { commercial: true }, "PERMIT"],
    ["commercial use against NPU", [Duo.GRU, Duo.NPU], { commercial: true }, "DUO 45"],
    ["commercial use against NCU", [Duo.GRU, Duo.NCU], { commercial: true }, "DUO 46"],
    ["commercial use against NPUNCU", [Duo.GRU, Duo.NPUNCU], { commercial: true }, "DUO 18"],
    ["clinical use without CC", [Duo.GRU], { clinical: true }, "DUO 43"],
    ["clinical use with CC", [Duo.GRU, Duo.CC], { clinical: true }, "PERMIT"],
    ["research that does not say what it is", [Duo.NRES], { kind: None }, "DUO 4"],
    ["a research use under another purpose", [Duo.POA], {}, "DUO 11", {}, Purpose.TREAT],
    ["two permissions", [Duo.GRU, Duo.HMB], {}, "DUO 0"],
    ["no permission", [Duo.NCU], {}, "DUO 0"],
    ["a bit that is no code", [Duo.GRU, 47], {}, "DUO 0"],
  ];
  for (const [name, codes, use, expected, facts, purpose = Purpose.DSRCH] of table) {
    it(`${expected}: ${name}`, () => {
      const kind = { ...NO_RESEARCH, kind: ResearchKind.Disease, disease: "MONDO:0005148" };
      const terms = { purposes: maskOf([purpose]), duo: maskOf(codes) };
      const decision = decideWith(terms, { purpose, use: { ...kind, ...use } }, facts);
      expect(outcome(decision)).to.equal(expected);
    });
  }

  for (const code of [Duo.RS, Duo.IRB, Duo.GS, Duo.US, Duo.PS, Duo.IS]) {
    it(`wants a credential for code ${code}, whatever the place`, () => {
      const terms = {
        purposes: maskOf([Purpose.HRESCH]),
        duo: maskOf([Duo.GRU, code]),
        jurisdictions: ["US"],
      };
      const use = { ...NO_RESEARCH, kind: General };
      const request = { purpose: Purpose.HRESCH, use, jurisdiction: "US" };
      expect(outcome(decideWith(terms, request))).to.equal(`CREDENTIAL ${code}`);
      expect(outcome(decideWith(terms, request, { credentials: maskOf([code]) }))).to.equal("PERMIT");
    });
  }

  it("returns moratorium and publication as obligations, of research alone", () => {
    const duo = maskOf([Duo.GRU, Duo.MOR, Duo.PUB]);
    const terms = { purposes: maskOf([Purpose.DSRCH, Purpose.TREAT]), duo };
    const research = decideWith(terms, { purpose: Purpose.DSRCH, use: { ...NO_RESEARCH, kind: General } });
    expect(research.permitted && research.duoObligations).to.equal(maskOf([Duo.PUB, Duo.MOR]));
    const care = decideWith(terms, { purpose: Purpose.TREAT });
    expect(care.permitted && care.duoObligations).to.equal(0n);
  });
});
