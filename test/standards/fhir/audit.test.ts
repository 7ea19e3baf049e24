import { expect } from "chai";
import { consentId } from "../../../standards/consent.ts";
import { Purpose } from "../../../standards/consentCodes.ts";
import {
  auditDecision,
  auditDisclosure,
  auditPatientRead,
  commitAuditEvent,
} from "../../../standards/fhir/auditAccess.ts";
import type { AuditReference } from "../../../standards/fhir/auditEvent.ts";
import { parseFhir } from "../../../standards/fhir/parse.ts";
import type { Hex } from "../../../standards/hex.ts";
import { recordCommitment, recordDomain } from "../../../standards/recordCommitment.ts";
import { codeOf } from "../errorOf.ts";
import { sampleGrant } from "./sampleGrant.ts";

const device = (id: string) => ({ who: { reference: `Device/${id}` }, network: `https://${id}.example.org` });
const facts = {
  at: 1_772_400_000,
  purpose: Purpose.AI_INFER,
  patient: { reference: "Patient/p1" } as AuditReference,
  consent: consentId(sampleGrant),
  requestId: `0x${"ab".repeat(32)}` as Hex,
};
const deciders = {
  client: device("client"),
  user: { reference: "Practitioner/k" },
  organization: { reference: "Organization/r" },
  authorizer: { reference: "Device/authz" },
};
const permit = { permitted: true, policyChanged: false, obligations: 0, duoObligations: 0n } as const;
const denial = { permitted: false, policyChanged: false, reason: "REGION" } as const;

describe("audit events", () => {
  it("of a decision say permit or deny as BALP does", () => {
    const yes = auditDecision({ ...facts, ...deciders, decision: permit }, "R4");
    const no = auditDecision({ ...facts, ...deciders, decision: denial }, "R4");
    expect([yes.outcome, no.outcome, no.outcomeDesc]).to.deep.equal(["0", "8", "REGION"]);
    expect([yes.type.code, yes.subtype?.[0]?.code, yes.action]).to.deep.equal([
      "110113",
      "AuthZ-Consent",
      "E",
    ]);
    expect(yes.agent.map(({ type }) => type?.coding?.[0]?.code)).to.deep.equal([
      "110150",
      "IRCP",
      "PROV",
      "authserver",
    ]);
    expect(yes.agent.filter(({ requestor }) => requestor)).to.have.length(1);
    expect(yes.source.observer).to.deep.equal(deciders.authorizer);
    expect(yes.entity?.map(({ type }) => type?.code)).to.deep.equal(["1", "Consent"]);
    const r5 = auditDecision({ ...facts, ...deciders, decision: denial }, "R5");
    expect([r5.outcome?.code.code, r5.outcome?.detail?.[0]?.text]).to.deep.equal(["8", "REGION"]);
    expect([r5.category?.[0]?.coding?.[0]?.code, r5.code.coding?.[0]?.code]).to.deep.equal([
      "110113",
      "AuthZ-Consent",
    ]);
  });

  it("of a disclosure are recorded by each side for itself", () => {
    const transfer = {
      ...facts,
      source: device("x"),
      recipient: device("y"),
      data: [{ reference: "Observation/o" }],
    };
    const out = auditDisclosure(transfer, "source", "R4");
    const into = auditDisclosure(transfer, "recipient", "R4");
    expect([out.type.code, out.action, out.source.observer.reference]).to.deep.equal([
      "110106",
      "R",
      "Device/x",
    ]);
    expect([into.type.code, into.action, into.source.observer.reference]).to.deep.equal([
      "110107",
      "C",
      "Device/y",
    ]);
    expect(out.agent.every(({ network }) => network?.type === "5")).to.equal(true);
    expect(out.entity?.at(-1)?.what?.identifier).to.deep.equal({
      system: "urn:theriac:access-request",
      value: facts.requestId,
    });
    expect(auditDisclosure(transfer, "source", "R5").patient).to.deep.equal(facts.patient);
  });

  it("of a read name one resource, and nothing the caller did not pass", () => {
    const given = {
      ...facts,
      client: device("c"),
      server: device("s"),
      user: deciders.user,
      data: { reference: "Observation/o" },
    };
    for (const version of ["R4", "R5"] as const) {
      const event = auditPatientRead(given, version);
      expect(parseFhir(JSON.stringify(event), version)).to.deep.equal(event);
      expect(event.recorded).to.equal("2026-03-01T21:20:00Z");
      const { subject, salt } = sampleGrant.terms;
      for (const secret of [subject, salt]) expect(JSON.stringify(event)).to.not.include(secret.slice(2));
    }
    const data = auditPatientRead(given, "R4").entity?.filter(({ type }) => type?.code === "2");
    expect(data?.map(({ what }) => what?.reference)).to.deep.equal(["Observation/o"]);
    expect(codeOf(() => auditPatientRead({ ...given, purpose: 60 }, "R4"))).to.equal("CONSENT_UNMAPPABLE");
  });

  it("are committed to under a fresh salt, and not unless valid", () => {
    const domain = recordDomain(31_337, "0x5555555555555555555555555555555555555555");
    const event = auditDecision({ ...facts, ...deciders, decision: permit }, "R4");
    const { commitment, salt } = commitAuditEvent(domain, event, "R4");
    expect(commitment).to.equal(recordCommitment(domain, event, salt));
    expect(commitAuditEvent(domain, event, "R4").commitment).to.not.equal(commitment);
    expect(codeOf(() => commitAuditEvent(domain, { ...event, agent: [] }, "R4"))).to.equal("INVALID_FHIR");
  });
});
