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
