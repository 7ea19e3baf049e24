import { expect } from "chai";
import { AbiCoder, keccak256, toBeHex } from "ethers";
import { eraseRecord } from "../../../client/records/eraseRecord.ts";
import { type ShownRecord, verifyRecord } from "../../../client/records/verifyRecord.ts";
import { signAuthority } from "../../../client/signAuthority.ts";
import { signConsent } from "../../../client/signConsent.ts";
import { buildAnchorTree } from "../../../standards/anchorTree.ts";
import { headerOf } from "../../../standards/consent.ts";
import { ConsentState } from "../../../standards/consentStanding.ts";
import { type Hex, ZERO_HASH } from "../../../standards/hex.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { commitRecord, recordCommitment, recordContentHash } from "../../../standards/recordCommitment.ts";
import { testChain } from "../../support/chain.ts";
import { giveConsent, newGrant, signRevoke } from "../../support/consents.ts";
import { anchorDocuments, type Custodial, custodial } from "../../support/records.ts";
import { revertOf } from "../../support/reverts.ts";

/** Eight decimal digits: every record number that a hospital gives. */
const NUMBERS = 100_000_000;
const SAMPLE = 4_000;
const ANCHORS_SLOT = 0n;
const ERASURES_SLOT = 1n;
/** Of the consent registry. */
const CONSENTS_SLOT = 1n;
/** Bits of a consent's word below its state: the signer's. */
const SIGNER_BITS = 160n;

const coder = AbiCoder.defaultAbiCoder();
const load = async (): Promise<Custodial> => (await testChain()).load(custodial);

/** Storage as anybody's node gives it. */
const storageAt = async (
  { chain, addresses }: Custodial,
  slot: bigint,
  contract: Hex = addresses.RecordRegistry,
): Promise<string> =>
  (await chain.request("eth_getStorageAt", [contract, toBeHex(slot, 32), "latest"])) as string;

const entrySlot = (anchorId: Hex): bigint =>
  BigInt(keccak256(coder.encode(["bytes32", "uint256"], [anchorId, ANCHORS_SLOT])));

const bitsSlot = (anchorId: Hex): bigint => {
  const inner = keccak256(coder.encode(["bytes32", "uint256"], [anchorId, ERASURES_SLOT]));
  return BigInt(keccak256(coder.encode(["uint256", "bytes32"], [0, inner])));
};

const documentOf = (recordNumber: number) => ({
  resourceType: "Patient",
  identifier: [{ system: "urn:hospital:mrn", value: String(recordNumber).padStart(8, "0") }],
});

describe("C-8: erasure", () => {
  it("leaves zero where the commitment stood, so the old salt opens nothing", async () => {
    const fixture = await load();
    const { contracts, domain, actors } = fixture;
    const { shown } = await anchorDocuments(fixture, actors.hospital, [documentOf(12_345_678)]);
    const record = shown[0] as ShownRecord;
    const opened = buildAnchorTree([recordCommitment(domain, record.document, record.salt)]).root;
    const root = entrySlot(record.anchorId) + 1n;
    expect(await storageAt(fixture, root)).to.equal(opened);
    expect(await verifyRecord(contracts, domain, record)).to.equal("genuine");

    await eraseRecord(contracts, actors.hospital, record);
    expect(await storageAt(fixture, root)).to.equal(ZERO_HASH);
    expect(await storageAt(fixture, root)).not.to.equal(opened);
    expect(await storageAt(fixture, bitsSlot(record.anchorId))).to.equal(ZERO_HASH);
    expect(await verifyRecord(contracts, domain, record)).to.equal("erased");
    // What is left of the anchor names its custodian and counts: nothing of the record.
    const word = await storageAt(fixture, entrySlot(record.anchorId));
    const custodian = actors.hospital.address.toLowerCase().slice(2);
    expect(word).to.equal(`0x01${"00".repeat(5)}000001000001${custodian}`);
  });

  it("leaves of a consent its state alone: who has terms and salt finds no signer and no time", async () => {
    const fixture = await load();
    const { contracts, actors, chain, addresses } = fixture;
    const { consents } = contracts;
    const { grant, id, signature } = await giveConsent(fixture);
    const slot = BigInt(keccak256(coder.encode(["bytes32", "uint256"], [id, CONSENTS_SLOT])));
    const word = () => storageAt(fixture, slot, addresses.ConsentRegistry);
    expect(await word()).to.include(actors.patient.address.toLowerCase().slice(2));
    await (await consents.revokeBySig(id, await signRevoke(fixture, id))).wait();

    const patient = { key: actors.patient.address as Hex, signer: actors.patient };
    const at = { chainId: chain.chainId, registry: addresses.ConsentRegistry };
    const erasure = await signAuthority(patient, at, "ConsentErase", { consentId: id });
    await (await consents.erase(id, erasure)).wait();
    expect(await word()).to.equal(toBeHex(BigInt(ConsentState.Erased) << SIGNER_BITS, 32));
    const again = consents.grantBySig.staticCall(headerOf(grant), signature);
    expect(await revertOf(again)).to.equal("ConsentRegistry_AlreadyUsed");
  });

  it("tells of an erasure no more than where it was", async () => {
    const fixture = await load();
    const { shown } = await anchorDocuments(fixture, fixture.actors.hospital, [documentOf(1), documentOf(2)]);
    const record = shown[1] as ShownRecord;
    const { logs } = await eraseRecord(fixture.contracts, fixture.actors.hospital, record);
    expect(logs.map(({ topics, data }) => [topics.slice(1), data])).to.deep.equal([
      [[record.anchorId], toBeHex(1, 32)],
    ]);
  });

  /*
   * Without the salt nobody finds the record number, however many hashes he can afford. A commitment is keccak256 over
   * type, domain, content hash and 32 random bytes. Let an attacker know everything but number and salt, and let him hash
   * all 10^8 contents, which takes minutes. For each of them there are 2^256 salts, and a commitment has 2^256 values:
   * every number opens the commitment under one salt in expectation, so that the commitment alone favours none of them,
   * and to find any opening at all takes 2^256 tries, not 10^8. The run below tries a sample of numbers, the true one
   * among them, under every salt that an attacker could think of; and shows that the same run does find the number where
   * the salt is known, or where there is none.
   */
  it("hides a record number from brute force over 10^8 of them", async () => {
    const { domain } = await load();
    const secret = 87_654_321;
    const { commitment, salt } = commitRecord(domain, documentOf(secret));
    const unsalted = recordContentHash(documentOf(secret));
    const step = Math.floor(NUMBERS / SAMPLE);
    const sample = [secret, ...Array.from({ length: SAMPLE }, (_, i) => i * step)];
    const guesses = (recordNumber: number): Hex[] => [
      ZERO_HASH,
      domain,
      commitment,
      toBeHex(recordNumber, 32) as Hex,
      recordContentHash(documentOf(recordNumber)),
      randomWord(),
    ];
    const opens = (recordNumber: number, guess: Hex) =>
      recordCommitment(domain, documentOf(recordNumber), guess) === commitment;
    const found = sample.filter((recordNumber) =>
      guesses(recordNumber).some((guess) => opens(recordNumber, guess)),
    );
    expect(found).to.deep.equal([]);
    expect(sample.filter((recordNumber) => opens(recordNumber, salt))).to.deep.equal([secret]);
    expect(sample.filter((n) => recordContentHash(documentOf(n)) === unsalted)).to.deep.equal([secret]);
  }).timeout(60_000);

  it("follows consents that share no indexed topic", async () => {
    const fixture = await load();
    const { contracts, actors, chain, addresses } = fixture;
    const topics: string[][] = [];
    for (const custodian of [actors.hospital.address, actors.clinic.address]) {
      const drawn = await newGrant(fixture);
      const grant = { ...drawn, terms: { ...drawn.terms, custodian: custodian as Hex } };
      const signature = await signConsent(actors.patient, grant, chain.chainId, addresses.ConsentRegistry);
      const receipt = await (await contracts.consents.grantBySig(headerOf(grant), signature)).wait();
      // The first topic names the kind of event.
      topics.push((receipt?.logs ?? []).flatMap((log) => log.topics.slice(1)));
    }
    const [first = [], second = []] = topics;
    expect(first.length).to.be.greaterThan(0);
    expect(first.filter((topic) => second.includes(topic))).to.deep.equal([]);
  });
});
