import { expect } from "chai";
import { id, Wallet } from "ethers";
import { publishPolicy } from "../../../client/policies/publishPolicy.ts";
import { anchorReceipts, anchorRecords } from "../../../client/records/anchorRecords.ts";
import { discloseLeaf } from "../../../client/records/discloseLeaf.ts";
import { eraseRecord } from "../../../client/records/eraseRecord.ts";
import { verifyDisclosure } from "../../../client/records/verifyDisclosure.ts";
import { type ShownRecord, verifyRecord } from "../../../client/records/verifyRecord.ts";
import { DataClass, Duo, maskOf } from "../../../standards/consentCodes.ts";
import {
  CREDENTIAL_CODES,
  CREDENTIAL_MAX_AGE,
  CREDENTIAL_TTL,
  credentialCodes,
  researchTrustDomain,
  signCredential,
} from "../../../standards/credentials.ts";
import type { Hex } from "../../../standards/hex.ts";
import { buildOntology } from "../../../standards/ontology.ts";
import { parseJson } from "../../../standards/parseJson.ts";
import { POLICY_GRACE_PERIOD, policyIdOf } from "../../../standards/policy.ts";
import { buildProfile, profileCommitment } from "../../../standards/profile.ts";
import { commitRecord } from "../../../standards/recordCommitment.ts";
import { testChain } from "../../support/chain.ts";
import { anchorDocuments, bundleOf, type Custodial, custodial } from "../../support/records.ts";
import { revertOf } from "../../support/reverts.ts";

const DAY = 86_400;

const load = async (): Promise<Custodial> => (await testChain()).load(custodial);

describe("a record anchored by the client", () => {
  it("is genuine to whoever is shown document and salt, and tampered with one byte altered", async () => {
    const fixture = await load();
    const { contracts, domain, actors } = fixture;
    const { shown } = await anchorDocuments(fixture, actors.hospital, [1, 2, 6.5, 4, 5].map(bundleOf));
    const verify = (record: ShownRecord) => verifyRecord(contracts, domain, record);
    const record = shown[2] as ShownRecord;
    expect(await verify(record)).to.equal("genuine");
    const bytes = new TextEncoder().encode(JSON.stringify(record.document));
    expect(await verify({ ...record, document: parseJson(bytes) })).to.equal("genuine");
    bytes[JSON.stringify(record.document).indexOf("6.5")] = "7".charCodeAt(0);
    expect(await verify({ ...record, document: parseJson(bytes) })).to.equal("tampered");
    expect(await verify({ ...record, salt: id("another salt") as Hex })).to.equal("tampered");
    expect(await verify({ ...record, index: 3 })).to.equal("tampered");
    expect(await verify({ ...record, index: 5 })).to.equal("notFound");
    expect(await verify({ ...record, anchorId: id("no anchor") as ShownRecord["anchorId"] })).to.equal(
      "notFound",
    );
  });

  it("is erased for good by its custodian alone, and the others stay", async () => {
    const fixture = await load();
    const { contracts, domain, actors, govern, addresses } = fixture;
    const { shown } = await anchorDocuments(fixture, actors.hospital, [1, 2, 3].map(bundleOf));
    const [first, second] = shown as [ShownRecord, ShownRecord];
    const foreign = contracts.records.connect(actors.clinic).erase.staticCall(second.anchorId, 1);
    expect(await revertOf(foreign)).to.equal("RecordRegistry_NotOwner");
    const data = contracts.custodians.interface.encodeFunctionData("unlist", [actors.hospital.address]);
    await govern({ target: addresses.CustodianRegistry, data });
    const anew = contracts.records.connect(actors.hospital).anchorRecords.staticCall(id("root"), 1, 0);
    expect(await revertOf(anew)).to.equal("RecordRegistry_NotCustodian");
    await eraseRecord(contracts, actors.hospital, second);
    await eraseRecord(contracts, actors.hospital, second);
    expect(await verifyRecord(contracts, domain, second)).to.equal("erased");
    expect(await verifyRecord(contracts, domain, first)).to.equal("genuine");
  });

  it("is kept while a legal hold lasts", async () => {
    const fixture = await load();
    const { contracts, actors, chain } = fixture;
    const retainUntil = (await chain.now()) + 10 * DAY;
    const { shown } = await anchorDocuments(fixture, actors.hospital, [{}], { retainUntil });
    const { anchorId } = shown[0] as ShownRecord;
    const early = contracts.records.connect(actors.hospital).erase.staticCall(anchorId, 0);
    expect(await revertOf(early)).to.equal("RecordRegistry_UnderLegalHold");
    await chain.advance(10 * DAY + 1);
    await eraseRecord(contracts, actors.hospital, { anchorId, index: 0 });
    expect(await contracts.records.isErased(anchorId, 0)).to.equal(true);
  });

  it("is never erased if it is a receipt", async () => {
    const { contracts, domain, actors } = await load();
    const { commitment } = commitRecord(domain, { kind: "receipt/1" });
    const { anchorId, places } = await anchorReceipts(contracts, actors.hospital, [commitment]);
    const call = contracts.records.connect(actors.hospital).erase.staticCall(anchorId, 0);
    expect(await revertOf(call)).to.equal("RecordRegistry_NotErasable");
    expect(await contracts.records.verify(anchorId, 0, commitment, [...(places[0]?.proof ?? [])])).to.equal(
      1n,
    );
  });
});

describe("a health profile anchored by the client", () => {
  it("is shown leaf by leaf, until it is erased", async () => {
    const { contracts, domain, actors } = await load();
    const documents = [bundleOf(1), bundleOf(2), bundleOf(3)];
    const committed = documents.map((document) => commitRecord(domain, document));
    const kinds = [DataClass.DEVICE_READINGS, DataClass.IMAGING, DataClass.GENOMICS];
    const profile = buildProfile(
      committed.map(({ commitment }, i) => ({ kind: kinds[i] ?? 0, code: "", commitment })),
    );
    const { places } = await anchorRecords(contracts, actors.hospital, [
      profileCommitment(domain, profile.root),
    ]);
    const place = places[0] as (typeof places)[number];
    const leaf = discloseLeaf(profile, place, 1);
    const opened = { document: documents[1], salt: committed[1]?.salt as Hex };
    expect(await verifyDisclosure(contracts, domain, leaf)).to.equal("genuine");
    expect(await verifyDisclosure(contracts, domain, leaf, opened)).to.equal("genuine");
    expect(await verifyDisclosure(contracts, domain, leaf, { ...opened, document: documents[2] })).to.equal(
      "tampered",
    );
    const genomic = { ...leaf, leaf: { ...leaf.leaf, kind: DataClass.GENOMICS } };
    expect(await verifyDisclosure(contracts, domain, genomic)).to.equal("tampered");
    await eraseRecord(contracts, actors.hospital, place);
    expect(await verifyDisclosure(contracts, domain, leaf)).to.equal("erased");
  });
});

describe("a policy published by the client", () => {
  it("has the line and the text that consents name", async () => {
    const { contracts, actors } = await load();
    const order = { name: "research", major: 3, minor: 0, text: "We use what you allow." };
    const { policy, policyHash } = await publishPolicy(contracts, actors.hospital, order);
    expect(policy).to.equal(policyIdOf(actors.hospital.address as Hex, "research"));
    expect(await contracts.policies.standingOf(policy, 3, 0, policyHash)).to.equal(1n);
    expect(await contracts.policies.textHashOf(policy, 3, 0)).to.equal(policyHash);
    expect(await contracts.policies.GRACE_PERIOD()).to.equal(BigInt(POLICY_GRACE_PERIOD));
    const leap = contracts.policies
      .connect(actors.hospital)
      .publish.staticCall(id("research"), 5, 0, policyHash);
    expect(await revertOf(leap)).to.equal("PolicyRegistry_NotNext");
  });
});

describe("trust in researchers, in Solidity and in TypeScript", () => {
  it("counts the same credentials over time", async () => {
    const { contracts, addresses, chain, govern } = await load();
    const [board, stranger] = [Wallet.createRandom(), Wallet.createRandom()];
    const data = contracts.trust.interface.encodeFunctionData("setIssuer", [
      board.address,
      maskOf([Duo.IRB, Duo.RS]),
    ]);
    await govern({ target: addresses.ResearchTrust, data });
    expect([
      Number(await contracts.trust.TTL()),
      Number(await contracts.trust.MAX_AGE()),
      await contracts.trust.CREDENTIAL_CODES(),
    ]).to.deep.equal([CREDENTIAL_TTL, CREDENTIAL_MAX_AGE, CREDENTIAL_CODES]);
    const domain = researchTrustDomain(chain.chainId, addresses.ResearchTrust);
    const holder = Wallet.createRandom().address as Hex;
    const now = await chain.now();
    const base = {
      holder,
      duoCode: Duo.IRB,
      value: id("approval") as Hex,
      assertedAt: now,
      expiresAt: now + 9 * DAY,
    };
    const shown = [
      await signCredential(board, domain, base),
      await signCredential(board, domain, { ...base, duoCode: Duo.RS, expiresAt: 2 ** 40 - 1 }),
      await signCredential(board, domain, { ...base, duoCode: Duo.GS }),
      await signCredential(stranger, domain, { ...base, duoCode: Duo.PS }),
    ];
    const codes: bigint[] = [];
    for (const wait of [0, 9 * DAY - 3_600 - 60, 60, 356 * DAY - 120, 120]) {
      await chain.advance(wait);
      const at = await chain.now();
      const issuer = (account: Hex) => (account === board.address ? maskOf([Duo.IRB, Duo.RS]) : 0n);
      const ours = credentialCodes(domain, issuer, holder, shown, at);
      expect(await contracts.trust.credentialsOf(holder, shown)).to.equal(ours);
      codes.push(ours);
    }
    const both = maskOf([Duo.IRB, Duo.RS]);
    expect(codes).to.deep.equal([both, both, maskOf([Duo.RS]), maskOf([Duo.RS]), 0n]);
  });

  it("takes type 2 diabetes for a kind of diabetes, and nothing else by that proof", async () => {
    const { contracts, addresses, govern } = await load();
    const [diabetes, type1, type2] = ["MONDO:0005015", "MONDO:0005147", "MONDO:0005148"] as const;
    const ontology = buildOntology([
      { child: type1, parent: diabetes },
      { child: type2, parent: diabetes },
    ]);
    const check = (child: string, ancestor: string) =>
      contracts.trust.checkAncestry.staticCall(
        child,
        ancestor,
        ontology.root,
        ontology.proofOf(type2, diabetes),
      );
    expect(await revertOf(check(type2, diabetes))).to.equal("ResearchTrust_UnknownOntology");
    const data = contracts.trust.interface.encodeFunctionData("publishOntology", [ontology.root, "MONDO"]);
    await govern({ target: addresses.ResearchTrust, data });
    expect(await revertOf(check(type2, diabetes))).to.equal("no error");
    expect(await revertOf(check(type1, diabetes))).to.equal("ResearchTrust_ForgedAncestry");
    expect(await revertOf(check(type1, type2))).to.equal("ResearchTrust_ForgedAncestry");
    expect(await revertOf(check(diabetes, type2))).to.equal("ResearchTrust_ForgedAncestry");
  });
});
