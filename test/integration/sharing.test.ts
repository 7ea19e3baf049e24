import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { derivePersonKeys } from "../../client/keys/derivePersonKeys.ts";
import { writeAccounting } from "../../client/receipts/exportAccounting.ts";
import { verifyAccounting } from "../../client/receipts/verifyAccounting.ts";
import { verifyRecord } from "../../client/records/verifyRecord.ts";
import { signConsent, signRevocation } from "../../client/signConsent.ts";
import { decideOnChain } from "../../client/vault/chain/decideOnChain.ts";
import { recordLedger } from "../../client/vault/chain/recordLedger.ts";
import { createVault, type Vault } from "../../client/vault/createVault.ts";
import { localKeyProvider } from "../../client/vault/keyProvider.ts";
import { signKeyRequest } from "../../client/vault/keyRequest.ts";
import { openRelease } from "../../client/vault/openRelease.ts";
import type { Ask } from "../../client/vault/releaseRecords.ts";
import { openSqlite } from "../../client/vault/store/openSqlite.ts";
import { sqlStore } from "../../client/vault/store/sqlStore.ts";
import type { RecordId } from "../../client/vault/vaultTypes.ts";
import { isSignedByBoth, signReceipt } from "../../standards/accessDecision.ts";
import { NO_RESEARCH } from "../../standards/accessRequest.ts";
import { type ConsentGrant, consentId, consentRegistryDomain, headerOf } from "../../standards/consent.ts";
import { Confidentiality, DataClass, maskOf, Obligation, Purpose } from "../../standards/consentCodes.ts";
import type { Hex } from "../../standards/hex.ts";
import { generateEncryptionKey } from "../../standards/hpke.ts";
import { policyIdOf, policyNameHash, policyTextHash } from "../../standards/policy.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { recordDomain } from "../../standards/recordCommitment.ts";
import { anObservation, capturingLog } from "../client/vault/world.ts";
import { testChain } from "../support/chain.ts";
import { newGrant } from "../support/consents.ts";
import { type Custodial, custodial } from "../support/records.ts";

const PHRASE = "test test test test test test test test test test test junk";
const POLICY = { name: "sharing", text: "Hospitals that treat me may read my laboratory results." };

/** What hospital Y keeps of its patient. */
const RESULT = anObservation(7.77);

describe("a record that hospital X reads at hospital Y", () => {
  let fixture: Custodial;
  let folder: string;
  let vault: Vault;
  let recordId: RecordId;
  let grant: ConsentGrant;
  let encryption: Awaited<ReturnType<typeof generateEncryptionKey>>;
  const { lines, log } = capturingLog();

  const hospitalY = () => fixture.actors.hospital;
  const hospitalX = () => fixture.actors.clinic;
  const domain = () => consentRegistryDomain(fixture.chain.chainId, fixture.addresses.ConsentRegistry);
  const source = () => ({
    custodian: hospitalY().address as Hex,
    chainId: fixture.chain.chainId,
    consentRegistry: fixture.addresses.ConsentRegistry,
    recordRegistry: fixture.addresses.RecordRegistry,
  });
  const patientKey = () =>
    derivePersonKeys(PHRASE).patientKey({
      custodian: hospitalY().address as Hex,
      chainId: fixture.chain.chainId,
    });

  beforeEach(async () => {
    fixture = await (await testChain()).load(custodial);
    const { contracts, chain, addresses } = fixture;
    folder = mkdtempSync(path.join(tmpdir(), "theriac-sharing-"));
    vault = createVault({
      store: sqlStore(openSqlite(path.join(folder, "vault.sqlite"))),
      keys: localKeyProvider(randomWord()),
      decide: decideOnChain(contracts, "contract"),
      ledger: recordLedger(contracts, hospitalY(), chain.provider),
      signer: hospitalY(),
      custodian: hospitalY().address as Hex,
      chainId: chain.chainId,
      contracts: addresses,
      log,
    });
    encryption = await generateEncryptionKey();
    const texted = [policyNameHash(POLICY.name), 1, 0, policyTextHash(POLICY.text)] as const;
    await (await contracts.policies.connect(hospitalY()).publish(...texted)).wait();
    const subject = await vault.subjectOf("MRN 20-4471");
    await vault.enrol(subject, patientKey().address as Hex);
    const facts = { dataClass: DataClass.LABORATORY, confidentiality: Confidentiality.N };
    const period = { dataFrom: 1_768_000_000, dataTo: 1_768_100_000, retainUntil: 0 };
    ({ recordId } = await vault.put({ ...facts, ...period, subject, document: RESULT, version: "R4" }));
    await vault.anchorRecords();
    const drawn = await newGrant(fixture);
    const terms = {
      ...drawn.terms,
      subject,
      purposes: maskOf([Purpose.TREAT]),
      dataClasses: Number(maskOf([DataClass.LABORATORY])),
      maxConfidentiality: Confidentiality.N,
      obligations: Number(maskOf([Obligation.NORDSCLCD])),
      policy: policyIdOf(hospitalY().address as Hex, POLICY.name),
      policyHash: policyTextHash(POLICY.text),
    };
    grant = { ...drawn, signer: patientKey().address as Hex, terms };
  });
  afterEach(async () => {
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  const giveConsent = async (): Promise<void> => {
    const { contracts, chain, addresses } = fixture;
    const signature = await signConsent(patientKey(), grant, chain.chainId, addresses.ConsentRegistry);
    await (await contracts.consents.grantBySig(headerOf(grant), signature)).wait();
    await chain.now();
  };
  const revoke = async (): Promise<void> => {
    const { contracts, chain, addresses } = fixture;
    const id = consentId(grant);
    const signature = await signRevocation(patientKey(), id, chain.chainId, addresses.ConsentRegistry);
    await (await contracts.consents.revokeBySig(id, signature)).wait();
  };
  const askOf = async (purpose: number = Purpose.TREAT): Promise<Ask> => {
    const { chain, addresses } = fixture;
    const request = {
      id: randomWord(),
      actor: hospitalX().address as Hex,
      purpose,
      dataClass: DataClass.LABORATORY,
      confidentiality: Confidentiality.N,
      dataFrom: 1_767_000_000,
      dataTo: 1_769_000_000,
      jurisdiction: "CH",
      use: NO_RESEARCH,
    };
    const deadline = (await chain.now()) + 600;
    const asked = { recordIds: [recordId], request, encryptionKey: encryption.publicKey, deadline };
    const at = {
      chainId: chain.chainId,
      recordRegistry: addresses.RecordRegistry,
      custodian: hospitalY().address as Hex,
    };
    const signature = await signKeyRequest(hospitalX(), at, asked);
    return { ...asked, signature, grant, credentials: [], ancestry: [] };
  };
  const refusal = async (ask: Ask): Promise<Error & { code: string; reason: string; context: unknown }> =>
    vault.release(ask).then(
      () => {
        throw new Error("It was released.");
      },
      (error) => error,
    );

  it("is read while the consent is active, and both sides hold the receipt", async () => {
    const { contracts, chain, addresses } = fixture;
    await giveConsent();
    const release = await vault.release(await askOf());
    expect(release.decision).to.include({ permitted: true, obligations: grant.terms.obligations });
    const registry = { chainId: chain.chainId, recordRegistry: addresses.RecordRegistry };
    const [opened] = await openRelease(release, encryption.privateKey, registry);
    expect(opened?.document).to.deep.equal(RESULT);

    const proof = release.records[0]?.proof;
    if (opened === undefined || proof === undefined) throw new TypeError("It is anchored.");
    const shown = { ...proof, document: opened.document, salt: opened.salt };
    const committed = recordDomain(chain.chainId, addresses.RecordRegistry);
    expect(await verifyRecord(contracts, committed, shown)).to.equal("genuine");

    const byUser = await signReceipt(hospitalX(), domain(), release.receipt);
    const signed = await vault.acknowledge(release.accessId, byUser);
    const parties = { custodian: hospitalY().address as Hex, user: hospitalX().address as Hex };
    expect(isSignedByBoth(domain(), signed, parties)).to.equal(true);
    expect(
      isSignedByBoth(domain(), { receipt: release.receipt, bySource: release.bySource, byUser }, parties),
    ).to.equal(true);
    const [anchorId] = await vault.anchorReceipts();
    expect((await contracts.records.anchorOf(anchorId as Hex)).count).to.equal(1n);
  });

  it("is refused before the consent, for another purpose and after revocation, with the reason alone", async () => {
    expect((await refusal(await askOf())).reason).to.equal("NO_CONSENT");
    await giveConsent();
    expect((await refusal(await askOf(Purpose.HMARKT))).reason).to.equal("PURPOSE");
    await vault.release(await askOf());
    await revoke();
    const error = await refusal(await askOf());
    expect([error.name, error.code, error.reason]).to.deep.equal([
      "ConsentDeniedError",
      "CONSENT_DENIED",
      "NOT_ACTIVE",
    ]);
    expect(error.context).to.deep.equal({ reason: "NOT_ACTIVE" });
    expect(error.cause).to.equal(undefined);
    expect(Object.keys(error).sort()).to.deep.equal([
      "code",
      "context",
      "hint",
      "name",
      "reason",
      "retryable",
    ]);
  });

  it("is refused to a former grantee who knows handle and record and signs the patient's words itself", async () => {
    const { contracts, chain, addresses } = fixture;
    await giveConsent();
    await revoke();
    const own = { ...grant, signer: hospitalX().address as Hex };
    const signature = await signConsent(hospitalX(), own, chain.chainId, addresses.ConsentRegistry);
    await (await contracts.consents.grantBySig(headerOf(own), signature)).wait();
    expect(await contracts.consents.isLive(consentId(own))).to.equal(true);
    expect((await refusal({ ...(await askOf()), grant: own })).reason).to.equal("NO_CONSENT");
  });

  it("stands in the patient's accounting, permits and denies, which anybody checks without chain", async () => {
    const { contracts } = fixture;
    await giveConsent();
    const release = await vault.release(await askOf());
    const byUser = await signReceipt(hospitalX(), domain(), release.receipt);
    await vault.acknowledge(release.accessId, byUser);
    const [anchorId] = await vault.anchorReceipts();
    await revoke();
    await refusal(await askOf());
    const { root, count } = await contracts.records.anchorOf(anchorId as Hex);
    const roots = new Map([[anchorId as Hex, { root: root as Hex, count: Number(count) }]]);

    const text = writeAccounting(await vault.accountingOf(grant.terms.subject as never));
    const verdict = verifyAccounting(text, source(), roots);
    expect(verdict).to.deep.include({ faults: [], acknowledged: 1, anchored: 1 });
    const permitted = verdict.accounting.accesses.map(({ decision }) => decision.permitted);
    expect(permitted).to.deep.equal([true, false]);
  });

  it("is gone for X and for the chain once it is erased", async () => {
    const { contracts } = fixture;
    await giveConsent();
    const release = await vault.release(await askOf());
    const anchorId = release.records[0]?.proof?.anchorId ?? "";
    expect(await vault.erase(recordId)).to.equal("erased");
    expect((await refusal(await askOf())).reason).to.equal("NO_CONSENT");
    expect(await contracts.records.isErased(anchorId, 0)).to.equal(true);
  });

  it("leaves nothing of the patient in the log", () => {
    expect(lines.length).to.be.greaterThan(10);
    for (const line of lines) {
      for (const secret of ["20-4471", "7.77", "Zdenka", "4548-4", grant.terms.salt, grant.terms.subject]) {
        expect(line).to.not.contain(secret);
      }
    }
  });
});
