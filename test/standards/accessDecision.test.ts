import { expect } from "chai";
import { TypedDataEncoder, Wallet } from "ethers";
import {
  ACCESS_DECISION_TYPES,
  ACCESS_RECEIPT_TYPES,
  type AccessReceipt,
  accessDecisionOf,
  decisionHash,
  isSignedByBoth,
  receiptHash,
  signDecision,
  signerOfDecision,
  signReceipt,
} from "../../standards/accessDecision.ts";
import { ACCESS_REQUEST_TYPES, type AccessRequest, NO_RESEARCH } from "../../standards/accessRequest.ts";
import { consentRegistryDomain } from "../../standards/consent.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import { CLINIC, HOSPITAL, word } from "../oracle/standards/builders.ts";

const REQUEST: AccessRequest = {
  id: word(1),
  actor: CLINIC,
  purpose: 20,
  dataClass: 2,
  confidentiality: 3,
  dataFrom: 0,
  dataTo: 0,
  jurisdiction: "CH",
  use: NO_RESEARCH,
};
const ID = word(2) as ConsentId;
const PERMIT = { permitted: true, policyChanged: false, obligations: 6, duoObligations: 1n << 24n } as const;
const DENIAL = { permitted: false, policyChanged: true, reason: "DUO", duoCode: 46 } as const;
const domain = consentRegistryDomain(31_337, HOSPITAL);

describe("documents over decisions", () => {
  it("have the type strings that contracts name", () => {
    const typeOf = (types: typeof ACCESS_DECISION_TYPES, name: string) =>
      TypedDataEncoder.from(types).encodeType(name);
    expect(typeOf(ACCESS_DECISION_TYPES, "AccessDecision")).to.equal(
      "AccessDecision(bytes32 consentId,bytes32 requestHash,bool permitted,uint8 reason,uint8 duoCode," +
        "uint32 obligations,uint64 duoObligations,uint40 decidedAt)",
    );
    expect(typeOf(ACCESS_RECEIPT_TYPES, "AccessReceipt")).to.equal(
      "AccessReceipt(bytes32 consentId,bytes32 decisionHash,bytes32 requestHash,bool permitted," +
        "uint32 recordCount,uint40 time,bytes32 salt)",
    );
    expect(TypedDataEncoder.from(ACCESS_REQUEST_TYPES).encodeType("AccessRequest")).to.equal(
      "AccessRequest(bytes32 id,address actor,uint8 purpose,uint8 dataClass,uint8 confidentiality," +
        "uint40 dataFrom,uint40 dataTo,string jurisdiction,ResearchUse use)" +
        "ResearchUse(uint8 kind,string disease,bool genetic,bool commercial,bool clinical)",
    );
  });

  it("hold a permit with its obligations, and a denial with reason and code", () => {
    expect(accessDecisionOf(ID, REQUEST, PERMIT, 9)).to.include({
      permitted: true,
      reason: 0,
      duoCode: 0,
      obligations: 6,
      duoObligations: 1n << 24n,
      decidedAt: 9,
    });
    expect(accessDecisionOf(ID, REQUEST, DENIAL, 9)).to.include({
      permitted: false,
      reason: 13,
      duoCode: 46,
      obligations: 0,
      duoObligations: 0n,
    });
  });

  it("change their hash with the request and with the time", () => {
    const hashes = [
      accessDecisionOf(ID, REQUEST, PERMIT, 9),
      accessDecisionOf(ID, REQUEST, PERMIT, 10),
      accessDecisionOf(ID, { ...REQUEST, jurisdiction: "DE" }, PERMIT, 9),
    ].map(decisionHash);
    expect(new Set(hashes).size).to.equal(3);
  });

  it("name their signer under one domain alone", async () => {
    const node = Wallet.createRandom();
    const document = accessDecisionOf(ID, REQUEST, DENIAL, 9);
    const signature = await signDecision(node, domain, document);
    expect(signerOfDecision(domain, document, signature)).to.equal(node.address);
    const elsewhere = consentRegistryDomain(1, HOSPITAL);
    expect(signerOfDecision(elsewhere, document, signature)).not.to.equal(node.address);
    expect(signerOfDecision(domain, document, "0x1234")).to.equal(undefined);
  });
});

describe("receipts of access", () => {
  const receipt: AccessReceipt = {
    consentId: ID,
    decisionHash: word(3),
    requestHash: word(4),
    permitted: true,
    recordCount: 12,
    time: 1_000,
    salt: word(5),
  };

  it("count once both sides signed the same one", async () => {
    const [custodian, user] = [Wallet.createRandom(), Wallet.createRandom()];
    const parties = { custodian: custodian.address as Hex, user: user.address as Hex };
    const bySource = await signReceipt(custodian, domain, receipt);
    const byUser = await signReceipt(user, domain, receipt);
    expect(isSignedByBoth(domain, { receipt, bySource, byUser }, parties)).to.equal(true);
    const other = await signReceipt(user, domain, { ...receipt, recordCount: 11 });
    expect(isSignedByBoth(domain, { receipt, bySource, byUser: other }, parties)).to.equal(false);
    expect(isSignedByBoth(domain, { receipt, bySource: byUser, byUser: bySource }, parties)).to.equal(false);
    expect(isSignedByBoth(domain, { receipt, bySource, byUser: "0x" }, parties)).to.equal(false);
  });

  it("are anchored as a commitment that the salt alone opens", () => {
    const commitment = receiptHash(receipt);
    expect(receiptHash({ ...receipt, salt: word(6) })).not.to.equal(commitment);
  });
});
