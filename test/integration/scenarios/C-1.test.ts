import { expect } from "chai";
import {
  type AccessReceipt,
  isSignedByBoth,
  receiptHash,
  signDecision,
  signerOfDecision,
  signReceipt,
} from "../../../standards/accessDecision.ts";
import { buildAnchorTree } from "../../../standards/anchorTree.ts";
import { consentId, consentRegistryDomain } from "../../../standards/consent.ts";
import { maskOf, Obligation } from "../../../standards/consentCodes.ts";
import type { Hex } from "../../../standards/hex.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { approvalOf, askBoth, cohort, consentTo, dayOf, loadStudy } from "../../support/study.ts";

/** IRecordRegistry.AnchorKind.Receipts and Verdict.Genuine. */
const RECEIPTS = 2n;
const GENUINE = 1n;

describe("C-1: a non-profit study of diabetes under a consent for health research", () => {
  it("is permitted, leaves a receipt that both sides signed, and costs the patient nothing", async () => {
    const study = await loadStudy();
    const { actors, addresses, chain, contracts, orgR } = study;
    const grant = await consentTo(study);
    expect(grant.terms.duo).to.equal(0x400000200040n);
    expect(grant.terms.purposes).to.equal(0x100020n);
    expect([grant.terms.start, grant.terms.policyMajor, grant.terms.policyMinor]).to.deep.equal([
      dayOf("2026-03-01"),
      3,
      0,
    ]);
    expect(grant.end).to.be.within(dayOf("2027-03-01"), dayOf("2027-03-02") - 1);

    const credentials = [await approvalOf(study, orgR)];
    const { decision, document, hash } = await askBoth(study, {
      grant,
      request: cohort(study),
      credentials,
      ancestry: [],
    });
    expect(decision).to.deep.equal({
      permitted: true,
      policyChanged: false,
      obligations: Number(maskOf([Obligation.AUDIT, Obligation.NORELINK])),
      duoObligations: 0n,
    });

    const domain = consentRegistryDomain(chain.chainId, addresses.ConsentRegistry);
    const custodian = actors.hospital.address as Hex;
    const byCustodian = await signDecision(actors.hospital, domain, document);
    expect(signerOfDecision(domain, document, byCustodian)).to.equal(custodian);
    expect(signerOfDecision(domain, { ...document, permitted: false }, byCustodian)).not.to.equal(custodian);

    const receipt: AccessReceipt = {
      consentId: consentId(grant),
      decisionHash: hash,
      requestHash: document.requestHash,
      permitted: true,
      recordCount: 1,
      time: await chain.now(),
      salt: randomWord(),
    };
    const signed = {
      receipt,
      bySource: await signReceipt(actors.hospital, domain, receipt),
      byUser: await signReceipt(orgR, domain, receipt),
    };
    const parties = { custodian, user: orgR.address as Hex };
    expect(isSignedByBoth(domain, signed, parties)).to.equal(true);
    expect(isSignedByBoth(domain, { ...signed, byUser: signed.bySource }, parties)).to.equal(false);
    expect(isSignedByBoth(domain, { ...signed, receipt: { ...receipt, recordCount: 2 } }, parties)).to.equal(
      false,
    );

    const records = contracts.records.connect(actors.hospital);
    const tree = buildAnchorTree([receiptHash(receipt)]);
    await (await records.anchorReceipts(tree.root, tree.count)).wait();
    const id = await records.anchorIdOf(custodian, 0);
    const anchor = await records.anchorOf(id);
    expect([anchor.kind, anchor.root, anchor.count]).to.deep.equal([RECEIPTS, tree.root, 1n]);
    expect(await records.verify(id, 0, receiptHash(receipt), tree.proofOf(0))).to.equal(GENUINE);

    expect(await chain.provider.getBalance(actors.patient.address)).to.equal(0n);
    expect(await chain.provider.getTransactionCount(actors.patient.address)).to.equal(0);
  });

  it("is denied without the ethics board's approval, or with somebody else's", async () => {
    const study = await loadStudy();
    const grant = await consentTo(study);
    for (const credentials of [[], [await approvalOf(study, study.lab)]]) {
      const question = { grant, request: cohort(study), credentials, ancestry: [] };
      const { decision } = await askBoth(study, question);
      expect(decision).to.deep.include({ permitted: false, reason: "CREDENTIAL", duoCode: 21 });
    }
  });
});
