// Scenario C-1, with the denials of C-2: health research on a record that lies in a hospital's vault.
import { Wallet } from "ethers";
import { writeAccounting } from "../../client/receipts/exportAccounting.ts";
import { verifyAccounting } from "../../client/receipts/verifyAccounting.ts";
import { verifyRecord } from "../../client/records/verifyRecord.ts";
import type { Vault } from "../../client/vault/createVault.ts";
import { openRelease } from "../../client/vault/openRelease.ts";
import type { Release } from "../../client/vault/releaseRecords.ts";
import { receiptHash, signerOfDecision, signReceipt } from "../../standards/accessDecision.ts";
import { NO_RESEARCH, ResearchKind } from "../../standards/accessRequest.ts";
import { canonicalJson } from "../../standards/canonicalJson.ts";
import { consentRegistryDomain } from "../../standards/consent.ts";
import { namesIn, OBLIGATIONS } from "../../standards/consentCodeNames.ts";
import { Confidentiality, DataClass, Duo, maskOf, Purpose } from "../../standards/consentCodes.ts";
import { InvalidFhirError } from "../../standards/fhir/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { type EncryptionKeyPair, generateEncryptionKey } from "../../standards/hpke.ts";
import { recordDomain } from "../../standards/recordCommitment.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { giveConsent } from "./giveConsent.ts";
import {
  approve,
  askFor,
  type DataUser,
  DISEASE_STUDY,
  type KeptRecord,
  openVault,
  outcomeOf,
  sourceOf,
  vaultAddress,
  type Wanted,
} from "./studyVault.ts";

const PURPOSES = maskOf([Purpose.HRESCH, Purpose.AI_INFER]);
const DUO = maskOf([Duo.HMB, Duo.IRB, Duo.NCU]);
const DRAWN = Date.parse("2026-02-11T00:00:00Z") / 1_000;
const DAY = 86_400;

/** HbA1c of patient P-014, FHIR R4. */
const HBA1C = {
  resourceType: "Observation",
  status: "final",
  code: { coding: [{ system: "http://loinc.org", code: "4548-4", display: "Hemoglobin A1c" }] },
  subject: { display: "P-014" },
  effectiveDateTime: "2026-02-11",
  valueQuantity: { value: 8.1, unit: "%", system: "http://unitsofmeasure.org", code: "%" },
};

/** The stage of the story. */
type Study = {
  readonly network: LocalNetwork;
  readonly report: Report;
  readonly vault: Vault;
  readonly record: KeptRecord;
  readonly key: EncryptionKeyPair;
};

const hexOf = (mask: bigint): string => `0x${mask.toString(16)}`;

/** Puts a record of P-014's into the vault; the chain gets one salted root. */
const keepRecord = async (network: LocalNetwork, report: Report, vault: Vault): Promise<KeptRecord> => {
  const subject = await vault.subjectOf("P-014");
  await vault.enrol(subject, network.actors.patient.address as Hex);
  const facts = { dataClass: DataClass.LABORATORY, confidentiality: Confidentiality.N, retainUntil: 0 };
  const about = { ...facts, subject, dataFrom: DRAWN, dataTo: DRAWN + DAY - 1, version: "R4" as const };
  const { status, ...unfinished } = HBA1C;
  const refused = await vault.put({ ...about, document: unfinished }).catch((error: unknown) => error);
  report.claim(
    `vault refuses a result that does not say whether it is ${status}`,
    refused instanceof InvalidFhirError && refused.code,
    "INVALID_FHIR",
  );
  const { recordId, anchorId } = await report.step(
    "The hospital put P-014's HbA1c, FHIR R4, into its vault and anchored the commitment",
    async () => {
      const { recordId: id } = await vault.put({ ...about, document: HBA1C });
      const [anchor] = await vault.anchorRecords();
      return { recordId: id, anchorId: anchor as Hex };
    },
    (kept) => ({ record: kept.recordId, anchor: kept.anchorId }),
  );
  report.claim("records under its root", (await network.contracts.records.anchorOf(anchorId)).count, 1n);
  return { recordId, subject };
};

/** P-014 agrees with the terms of C-1, for a year, to somebody's use of its record. */
const agreeTo = ({ network, record }: Study, { address }: DataUser) =>
  giveConsent(network, {
    policy: "research",
    dataClasses: [DataClass.LABORATORY, DataClass.CONDITION],
    terms: {
      subject: record.subject,
      grantee: address as Hex,
      purposes: PURPOSES,
      duo: DUO,
      maxConfidentiality: Confidentiality.N,
    },
  });

/** Org R asks and gets the key; nobody else could have asked in its name. */
const playPermit = async (study: Study, wanted: Wanted): Promise<Release> => {
  const { network, report, vault } = study;
  const { chain, addresses, contracts, actors } = network;
  const release = await report.step(
    "Org R, a non-profit with the ethics board's approval, asked for its diabetes cohort",
    async () => vault.release(await askFor(network, wanted)),
    ({ receipt }) => ({ decision: receipt.decisionHash }),
  );
  const { decision, signature } = release;
  const domain = consentRegistryDomain(chain.chainId, addresses.ConsentRegistry);
  const signer = signerOfDecision(domain, decision, signature);
  report.claim("decision", decision.permitted ? "permit" : "deny", "permit");
  report.claim("signed by the hospital", signer === actors.hospital.address, true);
  const obligations = namesIn(OBLIGATIONS, decision.obligations).map(({ name }) => name);
  report.claim("obligations of its mask", obligations.join(" "), "AUDIT NORELINK");
  report.claim("obligations of the DUO mask", decision.duoObligations, 0n);

  const [opened] = await openRelease(release, study.key.privateKey, vaultAddress(network));
  const proof = release.records[0]?.proof;
  if (opened === undefined || proof === undefined)
    throw new TypeError("One record, anchored, was asked for.");
  report.claim(
    "record that Org R opened is the one",
    canonicalJson(opened.document) === canonicalJson(HBA1C),
    true,
  );
  const committed = recordDomain(chain.chainId, addresses.RecordRegistry);
  const shown = { ...proof, document: opened.document, salt: opened.salt };
  report.claim("chain says of it", await verifyRecord(contracts, committed, shown), "genuine");
  const forged = { ...shown, document: { ...HBA1C, status: "amended" } };
  report.claim(
    "chain says of it with one word changed",
    await verifyRecord(contracts, committed, forged),
    "tampered",
  );
  return release;
};

/** Both sides sign that the record changed hands; the hospital anchors it. The patient paid for nothing of it. */
const playReceipt = async ({ network, report, vault }: Study, user: DataUser, release: Release) => {
  const { chain, addresses, contracts, actors } = network;
  const domain = consentRegistryDomain(chain.chainId, addresses.ConsentRegistry);
  const anchorId = await report.step(
    "Org R and the hospital signed the receipt; the hospital anchored its receipts",
    async () => {
      await vault.acknowledge(release.accessId, await signReceipt(user, domain, release.receipt));
      const [id] = await vault.anchorReceipts();
      return id as Hex;
    },
    (id) => ({ receipt: receiptHash(release.receipt), anchor: id }),
  );
  report.claim("receipts under its root", (await contracts.records.anchorOf(anchorId)).count, 1n);
  const { address } = actors.patient;
  report.claim("wei that the patient had to pay", await chain.provider.getBalance(address), 0n);
  report.claim("transactions that it sent", await chain.provider.getTransactionCount(address), 0);
  return anchorId;
};

/** What the same consent does not permit, and what P-014 reads of it all. */
const playDenials = async (study: Study, wanted: Wanted, anchorId: Hex): Promise<void> => {
  const { network, report, vault, record } = study;
  const { contracts } = network;
  const lab: DataUser = Wallet.createRandom();
  const { grant } = await report.step("P-014 signed the same for a laboratory that is run for profit", () =>
    agreeTo(study, lab),
  );
  const credentials = [await approve(network, lab)];
  const commercial = { use: { ...DISEASE_STUDY, commercial: true } };
  const ancestry = { use: { ...NO_RESEARCH, kind: ResearchKind.Ancestry } };
  for (const [who, asked, outcome] of [
    [
      "the laboratory asks for the same",
      { ...wanted, user: lab, grant, credentials, changes: commercial },
      "deny: DUO NCU",
    ],
    ["Org R asks for a study of ancestry", { ...wanted, changes: ancestry }, "deny: DUO HMB"],
    ["Org R asks to train a model", { ...wanted, changes: { purpose: Purpose.AI_TRAIN } }, "deny: PURPOSE"],
  ] as const) {
    report.claim(who, await outcomeOf(network, vault, asked), outcome);
  }
  const { root, count } = await contracts.records.anchorOf(anchorId);
  const roots = new Map([[anchorId, { root: root as Hex, count: Number(count) }]]);
  const verdict = verifyAccounting(
    writeAccounting(await vault.accountingOf(record.subject)),
    sourceOf(network),
    roots,
  );
  const decided = verdict.accounting.accesses.map(({ decision }) => (decision.permitted ? "permit" : "deny"));
  report.claim("P-014's accounting lists", decided.join(" "), "permit deny deny deny");
  report.claim("faults in it, checked against the root of the chain", verdict.faults.length, 0);
  report.claim("receipts in it that both signed and the chain proves", verdict.anchored, 1);
};

/** A non-profit studies a patient's record under the patient's own terms. */
export const playDataUse = async (network: LocalNetwork, report: Report): Promise<void> => {
  report.story("Data use: a non-profit studies a record in the hospital's vault (C-1, INVENTED record)");
  const vault = openVault(network);
  try {
    const record = await keepRecord(network, report, vault);
    const study: Study = { network, report, vault, record, key: await generateEncryptionKey() };
    const orgR: DataUser = Wallet.createRandom();
    const consent = await report.step(
      "P-014 signed HMB, IRB and NCU, for health research and AI inference, policy 3.0, for a year",
      () => agreeTo(study, orgR),
      ({ id, gas }) => ({ consent: id, duo: hexOf(DUO), purposes: hexOf(PURPOSES), gas }),
    );
    report.claim("consent is live", await network.contracts.consents.isLive(consent.id), true);
    const credentials = [await approve(network, orgR)];
    const encryptionKey = study.key.publicKey;
    const wanted: Wanted = { user: orgR, record, grant: consent.grant, credentials, encryptionKey };
    const release = await playPermit(study, wanted);
    const anchorId = await playReceipt(study, orgR, release);
    await playDenials(study, wanted, anchorId);
  } finally {
    await vault.close();
  }
};
