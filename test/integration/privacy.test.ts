import { expect } from "chai";
import { type ContractTransactionReceipt, Mnemonic, type Signer, type Wallet } from "ethers";
import { derivePersonKeys } from "../../client/keys/derivePersonKeys.ts";
import { newSubjectHandle } from "../../client/keys/newSubjectHandle.ts";
import { discloseLeaf } from "../../client/records/discloseLeaf.ts";
import { eraseRecord } from "../../client/records/eraseRecord.ts";
import { verifyDisclosure } from "../../client/records/verifyDisclosure.ts";
import { type ShownRecord, verifyRecord } from "../../client/records/verifyRecord.ts";
import { signConsent, signRevocation } from "../../client/signConsent.ts";
import { consentId, headerOf } from "../../standards/consent.ts";
import { DataClass } from "../../standards/consentCodes.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { parseJson } from "../../standards/parseJson.ts";
import { buildProfile } from "../../standards/profile.ts";
import { commitRecord } from "../../standards/recordCommitment.ts";
import { captureOutput } from "../support/captureOutput.ts";
import { testChain } from "../support/chain.ts";
import { newGrant } from "../support/consents.ts";
import { linksBetween, traceOf } from "../support/linkage.ts";
import { anchorDocuments, type Custodial, custodial } from "../support/records.ts";

const load = async (): Promise<Custodial> => (await testChain()).load(custodial);

const newPhrase = (): string => Mnemonic.fromEntropy(crypto.getRandomValues(new Uint8Array(16))).phrase;

const mined = async (sent: { wait: () => Promise<ContractTransactionReceipt | null> }) => {
  const receipt = await sent.wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return receipt;
};

/** All that a patient's dealings with one custodian leave on the chain: a grant, a record, its erasure, a revocation. */
const dealings = async (fixture: Custodial, custodian: Signer, key: Wallet): Promise<string[]> => {
  const { contracts, actors, addresses, chain } = fixture;
  const { consents } = contracts;
  const drawn = await newGrant(fixture, { signer: key.address as Hex });
  const at = (await custodian.getAddress()) as Hex;
  const grant = { ...drawn, terms: { ...drawn.terms, custodian: at, subject: newSubjectHandle() } };
  const granted = await signConsent(key, grant, chain.chainId, addresses.ConsentRegistry);
  const id = consentId(grant);
  const revoked = await signRevocation(key, id, chain.chainId, addresses.ConsentRegistry);
  const relayed = consents.connect(actors.relayer);
  // The same document at both: what is in it must not show either.
  const document = { resourceType: "Patient", name: [{ family: "Chan", given: ["Tai Man"] }] };
  const { shown, anchored } = await anchorDocuments(fixture, custodian, [document]);
  const receipts = [
    await mined(await relayed.grantBySig(headerOf(grant), granted)),
    anchored.receipt,
    await eraseRecord(contracts, custodian, shown[0] as ShownRecord),
    await mined(await relayed.revokeBySig(id, revoked)),
  ];
  const traces = await Promise.all(receipts.map((receipt) => traceOf(chain, receipt)));
  return traces.flat();
};

/** Words that say nothing of the patient: who relays, the contracts, the kinds of events. */
const knownOf = ({ actors, addresses, contracts }: Custodial): string[] => {
  const kinds: string[] = [];
  for (const contract of [contracts.consents, contracts.records])
    contract.interface.forEachEvent(({ topicHash }) => kinds.push(topicHash));
  return [actors.relayer.address, ...Object.values(addresses), ...kinds];
};

describe("what an observer of the chain can join", () => {
  it("is nothing of one patient at two custodians: no topic, calldata or storage word in common", async () => {
    const fixture = await load();
    const { actors, chain } = fixture;
    const keys = derivePersonKeys(newPhrase());
    const keyAt = (custodian: string) =>
      keys.patientKey({ custodian: custodian as Hex, chainId: chain.chainId });
    const first = await dealings(fixture, actors.hospital, keyAt(actors.hospital.address));
    await chain.advance(1_000);
    const second = await dealings(fixture, actors.clinic, keyAt(actors.clinic.address));
    expect(Math.min(first.length, second.length)).to.be.greaterThan(20);
    expect(linksBetween(first, second, knownOf(fixture))).to.deep.equal([]);
  });

  /*
   * What does link, under one key: the signer's address, which stands in the calldata of every grant and in the word of
   * every consent, because revocation is checked against it. Nothing else: neither the subject's handle, nor the
   * custodian, nor any word of the terms enters a transaction. Whoever watches times, or knows that one relayer serves
   * one practice, may guess more.
   */
  it("is the key's address, and that alone, where one key is used at two custodians", async () => {
    const fixture = await load();
    const { actors, chain } = fixture;
    const place = { custodian: actors.hospital.address as Hex, chainId: chain.chainId };
    const key = derivePersonKeys(newPhrase()).patientKey(place);
    const first = await dealings(fixture, actors.hospital, key);
    await chain.advance(1_000);
    const second = await dealings(fixture, actors.clinic, key);
    expect(linksBetween(first, second, knownOf(fixture))).not.to.deep.equal([]);
    expect(linksBetween(first, second, [...knownOf(fixture), key.address])).to.deep.equal([]);
  });

  it("holds neither handle, custodian nor terms of a consent", async () => {
    const fixture = await load();
    const { contracts, actors, addresses, chain } = fixture;
    const grant = await newGrant(fixture);
    const signature = await signConsent(actors.patient, grant, chain.chainId, addresses.ConsentRegistry);
    const receipt = await mined(await contracts.consents.grantBySig(headerOf(grant), signature));
    const { subject, custodian, grantee, policy, policyHash, salt } = grant.terms;
    const trace = await traceOf(chain, receipt);
    for (const personal of [subject, custodian, grantee, policy, policyHash, salt])
      expect(linksBetween(trace, [personal], [])).to.deep.equal([]);
  });
});

describe("what the client writes about a patient", () => {
  it("is nothing, whatever succeeds or fails", async () => {
    const fixture = await load();
    const { contracts, actors, domain, chain, addresses } = fixture;
    const secrets = ["Chan", "Tai Man", "A1234563", "1962-02-29", "4711.25"];
    const document = {
      resourceType: "Patient",
      name: [{ family: secrets[0], given: [secrets[1]] }],
      identifier: [{ value: secrets[2] }],
      birthDate: secrets[3],
      extension: [{ valueDecimal: Number(secrets[4]) }],
    };
    const failures: unknown[] = [];
    const failing = async (action: () => unknown) => {
      try {
        await action();
      } catch (error) {
        failures.push(error);
      }
    };
    const phrase = newPhrase();
    let salt = "";
    const output = await captureOutput(async () => {
      const key = derivePersonKeys(phrase).patientKey({
        custodian: actors.hospital.address as Hex,
        chainId: chain.chainId,
      });
      const grant = await newGrant(fixture, { signer: key.address as Hex });
      await signConsent(key, grant, chain.chainId, addresses.ConsentRegistry);
      const { shown } = await anchorDocuments(fixture, actors.hospital, [document]);
      const record = shown[0] as ShownRecord;
      salt = record.salt;
      await verifyRecord(contracts, domain, record);
      const { commitment } = commitRecord(domain, document);
      const profile = buildProfile([{ kind: DataClass.DEMOGRAPHICS, code: "", commitment }]);
      await verifyDisclosure(contracts, domain, discloseLeaf(profile, record, 0));
      await eraseRecord(contracts, actors.hospital, record);
      await failing(() => eraseRecord(contracts, actors.clinic, record));
      await failing(() => commitRecord(domain, { ...document, birthDate: new Date("1962-02-28") }));
      await failing(() => commitRecord(domain, { ...document, text: `${secrets[0]}\ud800` }));
      await failing(() => parseJson(JSON.stringify(document).replace("4711.25", "4711.2500000000000001")));
      await failing(() => parseJson(JSON.stringify(document).slice(0, -3)));
      await failing(() => derivePersonKeys(`${phrase} ${secrets[0]}`));
    });
    expect(failures.length).to.equal(6);
    const told = failures.map((error) =>
      error instanceof TheriacError
        ? JSON.stringify([error.message, error.context, error.hint, error.stack, String(error.cause)])
        : String(error),
    );
    const text = [output, ...told].join("\n");
    for (const secret of [...secrets, phrase, salt.slice(2)]) expect(text).not.to.contain(secret);
    expect(output).to.equal("");
  });
});
