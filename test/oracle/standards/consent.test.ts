import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import {
  CONSENT_GRANT_TYPES,
  consentId,
  consentIdOfHeader,
  consentRegistryDomain,
  grantDigest,
  headerOf,
  termsHash,
} from "../../../standards/consent.ts";
import { Confidentiality, DataClass, Duo, maskOf, Purpose } from "../../../standards/consentCodes.ts";
import {
  type Decision,
  decide,
  type RequestFacts,
  type ResearchUse,
} from "../../../standards/consentDecision.ts";
import { aGrant, aTerms, CLINIC, HOSPITAL } from "./builders.ts";

/** The type string that IConsentRegistry documents, written out. */
const TERMS_TYPE =
  "ConsentTerms(bytes32 subject,address custodian,address grantee,uint64 purposes,uint64 duo,uint32 dataClasses," +
  "uint8 maxConfidentiality,uint40 start,uint40 dataFrom,uint40 dataTo,uint32 obligations,string[] diseases," +
  "string[] jurisdictions,DenyRule[] denials,bytes32 policy,bytes32 policyHash,uint16 policyMajor," +
  "uint16 policyMinor,bytes32 salt)" +
  "DenyRule(address actor,uint64 purposes,uint32 dataClasses,uint8 minConfidentiality,string jurisdiction)";
const GRANT_TYPE = `ConsentGrant(address signer,ConsentTerms terms,uint40 issuedAt,uint40 end,uint40 deadline)${TERMS_TYPE}`;

describe("consent hashes", () => {
  it("hashes the documented type strings", () => {
    expect(TypedDataEncoder.from(CONSENT_GRANT_TYPES).encodeType("ConsentGrant")).to.equal(GRANT_TYPE);
  });

  it("hashes terms as ethers' own encoder, whatever is in the lists", () => {
    const denial = {
      actor: CLINIC,
      purposes: 1n,
      dataClasses: 2,
      minConfidentiality: 3,
      jurisdiction: "US",
    };
    const lists = { diseases: ["MONDO:0005015"], jurisdictions: ["CH", "DE"], denials: [denial] };
    for (const terms of [aTerms(), aTerms(lists)]) {
      const { ConsentGrant: _, ...types } = CONSENT_GRANT_TYPES;
      expect(termsHash(terms)).to.equal(TypedDataEncoder.hashStruct("ConsentTerms", types, terms));
    }
  });

  it("gives the same id from grant, from header and from ethers' own encoder", () => {
    const grant = aGrant();
    const expected = TypedDataEncoder.hashStruct("ConsentGrant", CONSENT_GRANT_TYPES, grant);
    expect(consentId(grant)).to.equal(expected);
    expect(consentIdOfHeader(headerOf(grant))).to.equal(expected);
  });

  it("binds chain and registry in the digest", () => {
    const here = grantDigest(consentRegistryDomain(1, CLINIC), aGrant());
    expect(grantDigest(consentRegistryDomain(2, CLINIC), aGrant())).not.to.equal(here);
    expect(grantDigest(consentRegistryDomain(1, HOSPITAL), aGrant())).not.to.equal(here);
  });

  it("changes the id with the salt alone", () => {
    const other = aGrant({ terms: aTerms({ salt: `0x${"99".repeat(32)}` }) });
    expect(consentId(other)).not.to.equal(consentId(aGrant()));
  });
});

const facts = (changes: Partial<RequestFacts> = {}): RequestFacts => ({
  requester: CLINIC,
  purpose: Purpose.AI_INFER,
  at: 5_000,
  dataClass: DataClass.PATHOLOGY,
  confidentiality: Confidentiality.N,
  ...changes,
});

const study = (changes: Partial<ResearchUse> = {}): ResearchUse => ({
  kind: "disease",
  diseaseMatches: true,
  genetic: false,
  commercial: false,
  clinical: false,
  credentials: [],
  ...changes,
});

const outcome = (decision: Decision): string => (decision.permitted ? "PERMIT" : decision.reason);

describe("consent decision", () => {
  const table: [string, Partial<RequestFacts>, string][] = [
    ["a named clinic inferring in the period", {}, "PERMIT"],
    ["the address in other letter case", { requester: CLINIC.toLowerCase() as typeof CLINIC }, "PERMIT"],
    ["the first second", { at: 1_000 }, "PERMIT"],
    ["the last second", { at: 100_000 }, "PERMIT"],
    ["a second too early", { at: 999 }, "NOT_STARTED"],
    ["a second too late", { at: 100_001 }, "ENDED"],
    ["another grantee", { requester: HOSPITAL }, "GRANTEE"],
    ["treatment, which was not named", { purpose: Purpose.TREAT }, "PURPOSE"],
    ["training, which inference does not imply", { purpose: Purpose.AI_TRAIN }, "PURPOSE"],
    ["another data class", { dataClass: DataClass.GENOMICS }, "SCOPE"],
    ["the highest confidentiality allowed", { confidentiality: Confidentiality.R }, "PERMIT"],
    ["a higher confidentiality", { confidentiality: Confidentiality.V }, "LABEL"],
  ];
  for (const [name, changes, expected] of table) {
    it(`${expected}: ${name}`, () => {
      expect(outcome(decide(aGrant(), facts(changes)))).to.equal(expected);
    });
  }

  it("hands back the obligations", () => {
    const decision = decide(aGrant(), facts());
    expect(decision.permitted && decision.obligations).to.equal(1 << 8);
  });
});

describe("consent decision for research, as DUOS decides", () => {
  const table: [string, number[], Partial<ResearchUse>, string][] = [
    ["no restriction", [Duo.NRES], {}, "PERMIT"],
    ["disease study on general research data", [Duo.GRU], {}, "PERMIT"],
    ["disease study on health data", [Duo.HMB], {}, "PERMIT"],
    ["disease study on its own disease", [Duo.DS], {}, "PERMIT"],
    ["disease study on another disease", [Duo.DS], { diseaseMatches: false }, "DUO_PERMISSION"],
    ["ancestry study on general research data", [Duo.GRU], { kind: "ancestry" }, "PERMIT"],
    ["ancestry study on ancestry data", [Duo.POA], { kind: "ancestry" }, "PERMIT"],
    ["ancestry study on health data", [Duo.HMB], { kind: "ancestry" }, "DUO_PERMISSION"],
    ["ancestry study where it is prohibited", [Duo.GRU, Duo.NPOA], { kind: "ancestry" }, "DUO_ANCESTRY"],
    ["disease study on ancestry data", [Duo.POA], {}, "DUO_PERMISSION"],
    ["general study on health data", [Duo.HMB], { kind: "general" }, "DUO_PERMISSION"],
    ["methods on general research data", [Duo.GRU, Duo.NMDS], { kind: "methods" }, "PERMIT"],
    ["methods where not forbidden", [Duo.HMB], { kind: "methods" }, "PERMIT"],
    ["methods where forbidden", [Duo.HMB, Duo.NMDS], { kind: "methods" }, "DUO_PERMISSION"],
    ["methods on the matching disease", [Duo.DS, Duo.NMDS], { kind: "methods" }, "PERMIT"],
    ["genetic data for a study of something else", [Duo.GRU, Duo.GSO], {}, "DUO_GENETIC_ONLY"],
    ["commercial use, nothing against it", [Duo.GRU], { commercial: true }, "PERMIT"],
    ["commercial use against NPU", [Duo.GRU, Duo.NPU], { commercial: true }, "DUO_COMMERCIAL"],
    ["commercial use against NCU", [Duo.GRU, Duo.NCU], { commercial: true }, "DUO_COMMERCIAL"],
    ["commercial use against NPUNCU", [Duo.GRU, Duo.NPUNCU], { commercial: true }, "DUO_COMMERCIAL"],
    ["clinical use without CC", [Duo.GRU], { clinical: true }, "DUO_CLINICAL"],
    ["clinical use with CC", [Duo.GRU, Duo.CC], { clinical: true }, "PERMIT"],
    ["ethics approval not shown", [Duo.GRU, Duo.IRB], {}, "DUO_CREDENTIAL"],
    ["ethics approval shown", [Duo.GRU, Duo.IRB], { credentials: [Duo.IRB] }, "PERMIT"],
    ["two permissions", [Duo.GRU, Duo.HMB], {}, "DUO_MALFORMED"],
    ["no permission", [], {}, "DUO_MALFORMED"],
  ];
  for (const [name, codes, use, expected] of table) {
    it(`${expected}: ${name}`, () => {
      const terms = aTerms({ purposes: maskOf([Purpose.DSRCH]), duo: maskOf(codes) });
      const decision = decide(aGrant({ terms }), facts({ purpose: Purpose.DSRCH, research: study(use) }));
      expect(outcome(decision)).to.equal(expected);
    });
  }

  it("returns moratorium and publication as obligations", () => {
    const duo = maskOf([Duo.GRU, Duo.MOR, Duo.PUB]);
    const terms = aTerms({ purposes: maskOf([Purpose.DSRCH]), duo });
    const decision = decide(aGrant({ terms }), facts({ purpose: Purpose.DSRCH, research: study() }));
    expect(decision.permitted && decision.duoObligations).to.deep.equal([Duo.PUB, Duo.MOR]);
  });

  it("denies research that does not say what it is", () => {
    const terms = aTerms({ purposes: maskOf([Purpose.AI_TRAIN]), duo: maskOf([Duo.NRES]) });
    expect(outcome(decide(aGrant({ terms }), facts({ purpose: Purpose.AI_TRAIN })))).to.equal(
      "DUO_PERMISSION",
    );
  });
});
