import { Wallet } from "ethers";
import { contractArgument } from "../../client/contractArgument.ts";
import { INVESTIGATOR_AFFILIATION } from "../../scripts/local/reviewers.ts";
import { CERTIFICATE_HASH, COMPANY_PREFIX_DIGITS, GLN, PRODUCT, SSCC } from "../../scripts/local/supply.ts";
import { headerOf } from "../../standards/consent.ts";
import { grantIdOf, milestoneIdOf } from "../../standards/grant.ts";
import {
  DiscrepancyCode,
  Mark,
  PartnerRole,
  QuarantineOrder,
  RecallClass,
  Removal,
  Resolution,
} from "../../standards/provenance.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { Inhabited } from "./inhabited.ts";

type Attempts = Readonly<Record<string, readonly (readonly unknown[])[]>>;

/** What governance would have to call with, function by function. */
export const attemptsOn = (world: Inhabited, own: string): Record<string, Attempts> => {
  const { consent, terms, lot, contents, answered, answer, pending, committee, models } = world;
  const header = headerOf(consent.grant);
  const forged = Wallet.createRandom().signingKey.sign(randomWord()).serialized;
  const by = { key: own, deadline: header.deadline, signature: "0x" };
  const posing = { key: header.signer, deadline: header.deadline, signature: forged };
  const account = contractArgument(terms.account);
  const milestone = milestoneIdOf(grantIdOf(terms), 0);
  const released = [8, 1, 0, 0, true, 9_999, 10_000, 0, 1, 1, false, false, 0, false];
  const { details } = lot;
  const figures = { dispensed: 0, notified: 0, recovered: 0, destroyed: 0, reportHash: randomWord() };
  const cancelled = world.contracts.batches.interface.encodeFunctionData("cancelShipment", [SSCC]);
  const { consentVersion, configDigest, observedBlock } = answer.report;
  const report = { consentVersion, configDigest, observedBlock };
  const replayed = committee.attest(answer.report);
  return {
    ConsentRegistry: {
      grant: [[header.termsHash, header.issuedAt, header.end, header.deadline]],
      grantBySig: [[header, forged]],
      revoke: [[consent.id]],
      revokeBySig: [[consent.id, forged]],
      revokeUnrelayed: [[header]],
      revokeUnrelayedBySig: [[header, forged]],
      revokeAll: [[]],
      revokeAllBySig: [[header.signer, header.issuedAt, forged]],
      setRelayedGrantsPaused: [[true]],
      grantFor: [
        [header, by],
        [header, posing],
      ],
      revokeFor: [
        [consent.id, by],
        [consent.id, posing],
      ],
      supersede: [[consent.id, { ...header, deadline: header.deadline + 1 }, by]],
      suspend: [
        [consent.id, by],
        [consent.id, posing],
      ],
      resume: [[consent.id, by]],
      erase: [[consent.id, by]],
      appoint: [[header.signer, own, [1, header.end, 1], by]],
      dismiss: [[header.signer, own, by]],
      freeze: [[header.signer, by]],
      unfreeze: [[header.signer, by]],
      announceRecovery: [
        [header.signer, own, by],
        [header.signer, own, posing],
      ],
      cancelRecovery: [[header.signer, by]],
      completeRecovery: [[header.signer]],
    },
    ResearchEscrow: {
      listToken: [[account.token]],
      unlistToken: [[account.token]],
      createFund: [[account]],
      accept: [[contractArgument(terms), forged]],
      cancel: [[account]],
      cancelTo: [[account, own]],
      replace: [[account, contractArgument(terms), forged, forged]],
      open: [[account, 0, released]],
      advance: [[milestone, released]],
      fixAmount: [[account, 0, 1n]],
      reward: [[account, 0, own]],
      release: [[account, 0]],
      releaseTo: [[account, 0, own]],
      refund: [[account, 0]],
      refundTo: [[account, 0, own]],
      setPayoutAddress: [[own]],
    },
    ReviewerRegistry: {
      declareAffiliation: [[randomWord()]],
      endAffiliation: [[INVESTIGATOR_AFFILIATION]],
      declareConflict: [[account.investigator]],
      recordConflict: [[terms.conditions.policy.reviewers[0], account.funder, randomWord()]],
    },
    BatchLedger: {
      commission: [[details], [{ ...details, unitCount: 1 }]],
      quarantine: [[details, GLN.manufacturer, randomWord()]],
      release: [[details, CERTIFICATE_HASH]],
      quarantineByMonitor: [[lot.id, QuarantineOrder.MonitorReject, randomWord()]],
      liftByMonitor: [[lot.id, QuarantineOrder.MonitorReject, randomWord()]],
      holdByMonitor: [[lot.id, randomWord()]],
      confirmHold: [[details, GLN.manufacturer, randomWord()]],
      closeRecall: [[details, GLN.manufacturer, figures]],
      deriveLot: [[details, details]],
      liftQuarantine: [[details, QuarantineOrder.AuthorisationHolder, GLN.manufacturer, randomWord()]],
      recall: [[details, RecallClass.I, GLN.manufacturer, randomWord()]],
      pack: [[SSCC, [{ lot: details, firstUnit: 0, unitCount: 1 }]]],
      ship: [[SSCC, contents, GLN.wholesaler, 0n, details.expiresAt]],
      pickUp: [[SSCC, GLN.wholesaler]],
      receiveShipment: [[SSCC, contents, 120, DiscrepancyCode.None]],
      rejectShipment: [[SSCC, DiscrepancyCode.MissingProduct]],
      cancelShipment: [[SSCC]],
      timeOutShipment: [[SSCC]],
      resolveDiscrepancy: [[SSCC, GLN.wholesaler, Resolution.CreditAccount]],
      clearSuspicion: [[SSCC, contents, [details], GLN.manufacturer, randomWord()]],
      aggregate: [[SSCC, contents, [{ sscc: SSCC, contents }]]],
      disaggregate: [[SSCC, contents, { sscc: SSCC, contents }]],
      disaggregateShort: [[SSCC, contents, { sscc: SSCC, contents }, 1]],
      nameMissing: [[SSCC, contents, { sscc: SSCC, contents }]],
      mark: [[SSCC, contents, [details], Mark.Stolen, GLN.manufacturer, randomWord()]],
      clearMark: [[SSCC, contents, [details], Mark.Suspect, GLN.manufacturer, randomWord()]],
      confirmUnitHold: [[SSCC, contents, [details], GLN.manufacturer, randomWord()]],
      markByMonitor: [[SSCC, Mark.Reject, randomWord()]],
      clearByMonitor: [[SSCC, Mark.Reject, randomWord()]],
      removeUnits: [[SSCC, contents, lot.id, 1, Removal.Trade]],
      addUnits: [[SSCC, contents, contents, GLN.wholesaler]],
      multicall: [[[cancelled]]],
      setPartner: [
        [GLN.manufacturer, own, PartnerRole.MANUFACTURER, details.expiresAt, COMPANY_PREFIX_DIGITS],
        [GLN.wholesaler, own, PartnerRole.WHOLESALER, details.expiresAt, COMPANY_PREFIX_DIGITS],
      ],
      setQualityPerson: [[GLN.manufacturer, own]],
      describeProduct: [[details.gtin, randomWord(), randomWord()]],
      handOverAccount: [
        [GLN.manufacturer, own],
        [GLN.wholesaler, own],
      ],
      registerProduct: [[details.gtin, PRODUCT]],
    },
    InferenceOracle: {
      requestInference: [[answered.request, "0x"]],
      fulfil: [
        [answered.requester, answered.request, report, answer.output, replayed],
        [pending.requester, pending.request, report, answer.output, replayed],
      ],
      refuse: [[pending.requester, pending.request, 3, configDigest, replayed]],
      expire: [[pending.requester, pending.request]],
      retryCallback: [[answered.requester, answered.request, answer.output]],
      syncModel: [[models.coldChain.id]],
      adoptConfig: [[configDigest]],
      distributeFees: [[configDigest]],
      withdraw: [[own]],
      answerOnChain: [[pending.requester, pending.request, "0x", randomWord(), "0x"]],
      computeOnChain: [[answered.request, "0x", "0x", randomWord()]],
      fulfilWithProof: [[pending.requester, pending.request, randomWord(), own, "0x", "0x"]],
      fulfilBatch: [[[], "0x", configDigest, observedBlock, replayed]],
      finalise: [[answered.requester, answered.request, configDigest, answer.output]],
      overturn: [[answered.requester, answered.request, configDigest, answer.output]],
      dispute: [[answered.requester, answered.request, configDigest, answer.report.outputHash]],
      uphold: [[answered.requester, answered.request, configDigest, answer.output]],
      closeExposure: [[answered.id]],
      bindCourt: [[own], [world.addresses.UnitLedger]],
      setFees: [[1n, 1n, 0n]],
      setPaused: [[true]],
    },
    AccessManaged: { setAuthority: [[world.addresses.UnitLedger]] },
  };
};
