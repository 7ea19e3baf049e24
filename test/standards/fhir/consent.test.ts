import { expect } from "chai";
import { consentId } from "../../../standards/consent.ts";
import { ConsentState } from "../../../standards/consentStanding.ts";
import { consentFromFhir } from "../../../standards/fhir/consentFromFhir.ts";
import { consentToFhir } from "../../../standards/fhir/consentToFhir.ts";
import { parseFhir } from "../../../standards/fhir/parse.ts";
import { activeStanding } from "./arbitraryGrant.ts";
import { edit, read, VERSIONS, whereOf, write } from "./consentTools.ts";
import { comesBack } from "./roundTrip.ts";
import { sampleGrant } from "./sampleGrant.ts";

const AT = sampleGrant.terms.start;
/** More of them are tried by test/deep/fhirConsents.deep.ts. */
const CASES = 200;

describe("consents in FHIR", function () {
  this.timeout(120_000);

  for (const version of VERSIONS)
    it(`come back from ${version} with equal terms`, () => {
      comesBack(version, CASES);
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
});
