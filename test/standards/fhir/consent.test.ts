import { expect } from "chai";
import fc from "fast-check";
import { type ConsentGrant, consentId } from "../../../standards/consent.ts";
import { ConsentState } from "../../../standards/consentStanding.ts";
import { consentFromFhir } from "../../../standards/fhir/consentFromFhir.ts";
import { consentToFhir } from "../../../standards/fhir/consentToFhir.ts";
import { UnmappableConsentError } from "../../../standards/fhir/errors.ts";
import { parseFhir } from "../../../standards/fhir/parse.ts";
import type { FhirVersion } from "../../../standards/fhir/version.ts";
import { activeStanding, arbitraryGrant } from "./arbitraryGrant.ts";
import { sampleGrant } from "./sampleGrant.ts";

const VERSIONS = ["R4", "R5"] as const;
const AT = sampleGrant.terms.start;

const write = (grant: ConsentGrant, version: FhirVersion): Record<string, unknown> =>
  structuredClone(consentToFhir(grant, activeStanding(grant), { at: grant.terms.start }, version)) as never;
const read = (document: unknown, version: FhirVersion, grant = sampleGrant) =>
  consentFromFhir(document, version, { salt: grant.terms.salt, deadline: grant.deadline });

/** Where a translation stops. */
const whereOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof UnmappableConsentError) return error.where;
    throw error;
  }
  return "nowhere";
};

/** The document with the node at a path given or taken away. */
const edit = (document: unknown, path: readonly (string | number)[], value: unknown): unknown => {
  const copy = structuredClone(document) as Record<string | number, unknown>;
  const holder = path.slice(0, -1).reduce((node, step) => node[step] as typeof copy, copy);
  const last = path.at(-1) as string;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
};

describe("consents in FHIR", function () {
  this.timeout(120_000);

  for (const version of VERSIONS)
    it(`come back from ${version} with equal terms`, () => {
      fc.assert(
        fc.property(arbitraryGrant, (grant) => {
          const text = JSON.stringify(write(grant, version));
          const back = read(text, version, grant);
          expect(back.grant).to.deep.equal(grant);
          expect(back.named).to.equal(true);
        }),
        { seed: 41, numRuns: 1_000 },
      );
    });

  for (const version of VERSIONS) {
    it(`are valid ${version}, without the salt`, () => {
      const document = write(sampleGrant, version);
      expect(parseFhir(document, version)).to.deep.equal(document);
      expect(JSON.stringify(document)).to.not.include(sampleGrant.terms.salt.slice(2));
      expect(document.identifier).to.deep.equal([
        { system: "urn:theriac:consent", value: consentId(sampleGrant) },
      ]);
    });

    it(`of ${version} are refused under another salt or with one term changed`, () => {
      const document = write(sampleGrant, version);
      const other = { ...sampleGrant, terms: { ...sampleGrant.terms, salt: sampleGrant.terms.subject } };
      expect(whereOf(() => read(document, version, other))).to.equal("Consent.identifier");
      const root = version === "R4" ? ["provision"] : ["provision", 0];
      const shortened = edit(
        document,
        [...root, "purpose"],
        [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActReason", code: "TREAT" }],
      );
      expect(whereOf(() => read(shortened, version))).to.equal("Consent.identifier");
    });

    it(`of ${version} are active only while they are in force`, () => {
      const statusOf = (change: object, at = AT) =>
        consentToFhir(sampleGrant, { ...activeStanding(sampleGrant), ...change }, { at }, version).status;
      expect(statusOf({})).to.equal("active");
      for (const state of [
        ConsentState.Revoked,
        ConsentState.SuspendedByPatient,
        ConsentState.SuspendedByDelegate,
        ConsentState.Superseded,
        ConsentState.Erased,
      ])
        expect(statusOf({ state })).to.equal("inactive");
      expect(statusOf({ revokedByEpoch: true })).to.equal("inactive");
      expect(statusOf({ underDispute: true })).to.equal("inactive");
      expect(statusOf({}, sampleGrant.end)).to.equal("active");
      expect(statusOf({}, sampleGrant.end + 1)).to.equal("inactive");
      expect(statusOf({ state: ConsentState.None })).to.equal(version === "R4" ? "proposed" : "draft");
    });
  }

  it("say why they are inactive, and keep their terms", () => {
    const standing = { ...activeStanding(sampleGrant), state: ConsentState.SuspendedByPatient };
    for (const version of VERSIONS) {
      const back = read(consentToFhir(sampleGrant, standing, { at: AT }, version), version);
      expect(back).to.include({ status: "inactive", standing: "suspended-by-patient" });
      expect(back.grant).to.deep.equal(sampleGrant);
    }
  });

  it("are not read where FHIR says what the terms cannot, with the path", () => {
    const document = write(sampleGrant, "R4");
    const denial = { type: "deny", purpose: [{ system: "urn:x", code: "y" }] };
    const cases: readonly (readonly [path: readonly (string | number)[], value: unknown, where: string])[] = [
      [["status"], "entered-in-error", "Consent.status"],
      [["status"], "inactive", "Consent.extension"],
      [["scope", "coding", 0, "code"], "treatment", "Consent.scope"],
      [["category", 0, "coding", 0, "code"], "1-8", "Consent.category[0]"],
      [["policyRule"], { text: "OPTIN" }, "Consent.policyRule"],
      [["verification"], [{ verified: true }], "Consent.verification"],
      [["implicitRules"], "http://example.org/rules", "Consent.implicitRules"],
      [["modifierExtension"], [{ url: "urn:x", valueCode: "y" }], "Consent.modifierExtension"],
      [["policy", 0, "uri"], "http://example.org/policy", "Consent.policy[0].uri"],
      [["policy", 0, "authority"], "http://example.org", "Consent.policy[0].authority"],
      [["patient"], { reference: "Patient/1" }, "Consent.patient"],
      [["dateTime"], "2026-02-28", "Consent.dateTime"],
      [["dateTime"], "2026-02-28T12:00:00.5Z", "Consent.dateTime"],
      [["provision"], undefined, "Consent.provision"],
      [["provision", "type"], "deny", "Consent.provision.type"],
      [["provision", "period", "end"], undefined, "Consent.provision.period.end"],
      [["provision", "period", "start"], "1969-01-01T00:00:00Z", "Consent.provision.period.start"],
      [["provision", "actor"], undefined, "Consent.provision.actor"],
      [["provision", "actor", 0, "role", "coding", 0, "code"], "CST", "Consent.provision.actor[0].role"],
      [["provision", "purpose"], undefined, "Consent.provision.purpose"],
      [["provision", "purpose", 0, "code"], "HSYSADMIN", "Consent.provision.purpose[0]"],
      [["provision", "purpose", 0, "system"], "urn:other", "Consent.provision.purpose[0]"],
      [["provision", "purpose", 0, "version"], "2", "Consent.provision.purpose[0].version"],
      [["provision", "class"], undefined, "Consent.provision.class"],
      [["provision", "class", 0, "code"], "Observation", "Consent.provision.class[0]"],
      [["provision", "action"], [{ text: "access" }], "Consent.provision.action"],
      [["provision", "code"], [{ text: "x" }], "Consent.provision.code"],
      [
        ["provision", "data"],
        [{ meaning: "related", reference: { reference: "Encounter/1" } }],
        "Consent.provision.data",
      ],
      [
        ["provision", "data"],
        [{ meaning: "dependents", reference: { reference: "Encounter/1" } }],
        "Consent.provision.data",
      ],
      [
        ["provision", "securityLabel", 0],
        { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "HIV" },
        "Consent.provision.securityLabel[0]",
      ],
      [["provision", "modifierExtension", 0, "url"], "urn:x", "Consent.provision.modifierExtension[0]"],
      [["provision", "extension"], [{ url: "urn:x", valueCode: "y" }], "Consent.provision.extension"],
      [["provision", "provision", 0, "type"], "permit", "Consent.provision.provision[0].type"],
      [["provision", "provision", 0, "provision"], [denial], "Consent.provision.provision[0].provision"],
      [["provision", "provision", 0, "period"], { start: "2026" }, "Consent.provision.provision[0].period"],
      [
        ["provision", "provision", 0, "extension", 0, "valueCode"],
        "R",
        "Consent.provision.provision[0].securityLabel",
      ],
      [["provision", "provision", 0, "extension"], undefined, "Consent.identifier"],
    ];
    for (const [path, value, where] of cases)
      expect(
        whereOf(() => read(edit(document, path, value), "R4")),
        `${path.join(".")}`,
      ).to.equal(where);
  });

  it("of R5 are not read unless they deny by default and permit once", () => {
    const document = write(sampleGrant, "R5");
    const provisions = document.provision as unknown[];
    const cases: readonly (readonly [path: readonly (string | number)[], value: unknown, where: string])[] = [
      [["decision"], "permit", "Consent.decision"],
      [["decision"], undefined, "Consent.decision"],
      [["provision"], [...provisions, ...provisions], "Consent.provision"],
      [["period", "end"], "2030-01-01T00:00:00Z", "Consent.period"],
      [["verification"], undefined, "Consent.verification"],
      [["verification", 0, "verified"], false, "Consent.verification[0].verified"],
      [["date"], "2020-01-01", "Consent.date"],
      [["manager"], [{ display: "someone" }], "Consent.manager"],
      [["regulatoryBasis"], [{ text: "x" }], "Consent.regulatoryBasis"],
      [["provision", 0, "documentType"], [{ code: "x" }], "Consent.provision[0].documentType"],
      [
        ["provision", 0, "expression"],
        { language: "text/fhirpath", expression: "true" },
        "Consent.provision[0].expression",
      ],
      [
        ["provision", 0, "provision", 0, "provision"],
        [{ purpose: [{ code: "x" }] }],
        "Consent.provision[0].provision[0].provision",
      ],
    ];
    for (const [path, value, where] of cases)
      expect(
        whereOf(() => read(edit(document, path, value), "R5")),
        path.join("."),
      ).to.equal(where);
  });

  it("read a label without a floor as FHIR does, up to it", () => {
    const label = (code: string) => ({
      system: "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
      code,
    });
    const foreign = edit(write(sampleGrant, "R4"), ["identifier"], undefined);
    const withLabel = (code: string) =>
      edit(foreign, ["provision", "provision"], [{ type: "deny", securityLabel: [label(code)] }]);
    expect(whereOf(() => read(withLabel("R"), "R4"))).to.equal(
      "Consent.provision.provision[0].securityLabel",
    );
    expect(read(withLabel("V"), "R4").grant.terms.denials[0]).to.include({ minConfidentiality: 0 });
  });

  it("take parties and policies of others through the context, and name what lies beside the terms", () => {
    let foreign = edit(write(sampleGrant, "R4"), ["identifier"], undefined);
    foreign = edit(foreign, ["patient"], { reference: "Patient/1" });
    foreign = edit(foreign, ["policy"], [{ uri: "http://example.org/policy" }]);
    foreign = edit(foreign, ["sourceReference"], { reference: "DocumentReference/1" });
    const { policy, policyHash, policyMajor, policyMinor } = sampleGrant.terms;
    const back = consentFromFhir(foreign, "R4", {
      salt: sampleGrant.terms.salt,
      deadline: sampleGrant.deadline,
      resolve: (kind, { reference }) =>
        kind === "subject" && reference === "Patient/1" ? sampleGrant.terms.subject : undefined,
      policyOf: () => ({ policy, policyHash, policyMajor, policyMinor }),
    });
    expect(back.grant).to.deep.equal(sampleGrant);
    expect(back).to.deep.include({ named: false, beside: ["Consent.sourceReference"] });
  });

  it("are not written where FHIR would say more than the terms", () => {
    const withTerms = (terms: object) => ({ ...sampleGrant, terms: { ...sampleGrant.terms, ...terms } });
    const everything = {
      ...sampleGrant.terms.denials[0],
      ...{ purposes: 0n, dataClasses: 0, jurisdiction: "" },
    };
    const cases: readonly (readonly [object, string])[] = [
      [{ purposes: 0n }, "terms.purposes"],
      [{ purposes: 1n << 40n }, "terms.purposes"],
      [{ dataClasses: 0 }, "terms.dataClasses"],
      [{ dataClasses: 1 << 20 }, "terms.dataClasses"],
      [{ duo: 1n }, "terms.duo"],
      [{ obligations: 1 << 20 }, "terms.obligations"],
      [{ maxConfidentiality: 6 }, "terms.maxConfidentiality"],
      [{ jurisdictions: ["Hong Kong"] }, "terms.jurisdictions[0]"],
      [{ start: 253_402_300_800 }, "terms.start"],
      [
        {
          denials: [
            { ...everything, actor: "0x0000000000000000000000000000000000000000", minConfidentiality: 0 },
          ],
        },
        "terms.denials[0]",
      ],
    ];
    for (const [terms, where] of cases)
      for (const version of VERSIONS)
        expect(whereOf(() => write(withTerms(terms) as ConsentGrant, version))).to.equal(where);
  });
});
