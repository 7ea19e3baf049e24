import { expect } from "chai";
import type { ConsentGrant } from "../../../standards/consent.ts";
import { edit, read, VERSIONS, whereOf, write } from "./consentTools.ts";
import { sampleGrant } from "./sampleGrant.ts";

describe("consents that FHIR and our terms cannot both say", () => {
  it("are not read where FHIR says what the terms cannot, with the path", () => {
    const document = write(sampleGrant, "R4");
    const denial = { type: "deny", purpose: [{ system: "urn:x", code: "y" }] };
    const cases: readonly (readonly [path: readonly (string | number)[], value: unknown, where: string])[] = [
      [["status"], "entered-in-error", "Consent.status"],
      [["status"], "inactive", "Consent.extension"],
      [["scope", "coding", 0, "code"], "treatment", "Consent.scope"],
      [["category", 0, "coding", 0, "code"], "1-8", "Consent.category[0]"],
      [["identifier"], [document.identifier, document.identifier].flat(), "Consent.identifier[1]"],
      [["provision", "dataPeriod"], { end: "1970-01-01T00:00:00Z" }, "Consent.provision.dataPeriod.end"],
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
