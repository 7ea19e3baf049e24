import { expect } from "chai";
import { id, Signature, SigningKey, Wallet } from "ethers";
import { isSignedByActor, signKeyRequest } from "../../client/vault/keyRequest.ts";
import type { RecordId } from "../../client/vault/vaultTypes.ts";
import {
  type AccessDecision,
  type AccessReceipt,
  isSignedByBoth,
  signDecision,
  signerOfDecision,
  signReceipt,
} from "../../standards/accessDecision.ts";
import { type AccessRequest, NO_RESEARCH } from "../../standards/accessRequest.ts";
import { consentRegistryDomain } from "../../standards/consent.ts";
import { isSignedByIssuer, researchTrustDomain, signCredential } from "../../standards/credentials.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import { isSignedBy, recoverSigner } from "../../standards/signatures.ts";
import { RIGHT_FORMS, WRONG_FORMS } from "../support/signatures.ts";

const KEY = new Wallet(id("a key"));
const ADDRESS = KEY.address as Hex;
const WORD = id("a word") as Hex;
const DOMAIN = consentRegistryDomain(31_337, ADDRESS);

/** Expects that the check takes both right forms of a signature and none of the wrong ones. */
const expectStrict = (signature: Hex, check: (written: Hex) => boolean): void => {
  const parts = Signature.from(signature);
  for (const form of RIGHT_FORMS) expect(check(form(parts) as Hex)).to.equal(true);
  WRONG_FORMS.forEach((form, i) => {
    expect(check(form(parts) as Hex), `wrong form ${i}`).to.equal(false);
  });
};

describe("a signature off chain", () => {
  it("names its key in either right form, and in no other", () => {
    for (let i = 0; i < 20; i++) {
      const digest = id(`digest ${i}`);
      const { serialized } = new SigningKey(KEY.privateKey).sign(digest);
      expect(recoverSigner(digest, serialized)).to.equal(KEY.address);
      expectStrict(serialized as Hex, (written) => isSignedBy(KEY.address.toLowerCase(), digest, written));
    }
    expect(recoverSigner(WORD, "not hex")).to.equal(undefined);
  });

  it("is looked at so in credentials", async () => {
    const domain = researchTrustDomain(31_337, ADDRESS);
    const statement = { holder: ADDRESS, duoCode: 21, value: WORD, assertedAt: 1, expiresAt: 9 };
    const signed = await signCredential(KEY, domain, statement);
    expectStrict(signed.signature, (signature) => isSignedByIssuer(domain, { ...signed, signature }));
  });

  it("is looked at so in decisions and receipts", async () => {
    const decision: AccessDecision = {
      consentId: WORD as ConsentId,
      requestHash: WORD,
      permitted: true,
      reason: 0,
      duoCode: 0,
      obligations: 0,
      duoObligations: 0n,
      decidedAt: 9,
    };
    const decided = await signDecision(KEY, DOMAIN, decision);
    expectStrict(decided, (written) => signerOfDecision(DOMAIN, decision, written) === ADDRESS);
    const receipt: AccessReceipt = {
      consentId: WORD as ConsentId,
      decisionHash: WORD,
      requestHash: WORD,
      permitted: true,
      recordCount: 1,
      time: 9,
      salt: WORD,
    };
    const signature = await signReceipt(KEY, DOMAIN, receipt);
    const parties = { custodian: ADDRESS, user: ADDRESS };
    for (const side of ["bySource", "byUser"])
      expectStrict(signature, (written) => {
        const signed = { receipt, bySource: signature, byUser: signature, [side]: written };
        return isSignedByBoth(DOMAIN, signed, parties);
      });
  });

  it("is looked at so in requests for keys", async () => {
    const vault = { chainId: 31_337, recordRegistry: ADDRESS, custodian: ADDRESS };
    const request: AccessRequest = {
      id: WORD,
      actor: ADDRESS,
      purpose: 20,
      dataClass: 2,
      confidentiality: 3,
      dataFrom: 0,
      dataTo: 0,
      jurisdiction: "CH",
      use: NO_RESEARCH,
    };
    const asked = { recordIds: [WORD as RecordId], request, encryptionKey: WORD, deadline: 1 };
    const signature = await signKeyRequest(KEY, vault, asked);
    expectStrict(signature, (written) => isSignedByActor(vault, asked, written));
    const malformed = { ...asked, encryptionKey: "0x12" as Hex };
    expect(isSignedByActor(vault, malformed, signature)).to.equal(false);
  });
});
