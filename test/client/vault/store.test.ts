import { expect } from "chai";
import { newSubjectHandle, type SubjectHandle } from "../../../client/keys/newSubjectHandle.ts";
import type { NewAccess, VaultStore } from "../../../client/vault/store/vaultStore.ts";
import type { RecordId, SealedRecord } from "../../../client/vault/vaultTypes.ts";
import { accessDecisionOf } from "../../../standards/accessDecision.ts";
import { buildAnchorTree } from "../../../standards/anchorTree.ts";
import type { ConsentId, Hex } from "../../../standards/hex.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import type { AnchorId, RecordCommitment } from "../../../standards/recordCommitment.ts";
import { word } from "../../oracle/standards/builders.ts";
import { describeEachStore, type StorePlace } from "./eachStore.ts";
import { aRequestOf, codeOf, FACTS } from "./world.ts";

const SUBJECT = word(0x77) as SubjectHandle;
const LOOKUP = word(0x78);

const bytes = (...values: number[]) => new Uint8Array(values);
const rootOf = (commitments: readonly Hex[]) => buildAnchorTree(commitments).root;

const aSealed = (changes: Partial<SealedRecord> = {}): Omit<SealedRecord, "place"> => ({
  ...FACTS,
  id: randomWord() as RecordId,
  subject: SUBJECT,
  commitment: randomWord() as RecordCommitment,
  iv: bytes(1, 2),
  ciphertext: bytes(3, 4, 5),
  keyId: "k",
  wrappedKey: bytes(6),
  ...changes,
});

const anAccess = (permitted: boolean, recordIds: readonly RecordId[], decidedAt = 50): NewAccess => {
  const request = aRequestOf();
  const decided = permitted
    ? { permitted, policyChanged: false, obligations: 3, duoObligations: 2n ** 60n }
    : { permitted, policyChanged: false, reason: "PURPOSE" as const };
  return {
    id: randomWord(),
    request,
    recordIds,
    decision: accessDecisionOf(word(9) as ConsentId, request, decided, decidedAt),
    signature: "0x1234",
    asked: { encryptionKey: word(8), deadline: 99, signature: "0x5678" },
    receipt: undefined,
  };
};

describeEachStore("the vault's store", (newPlace) => {
  let place: StorePlace;
  let store: VaultStore;

  beforeEach(async () => {
    place = await newPlace();
    store = await place.open();
    await store.subjectFor(LOOKUP, SUBJECT);
  });
  afterEach(() => store.close());

  it("keeps records over a restart, byte for byte", async () => {
    const record = aSealed();
    await store.putRecord(record);
    await store.close();
    store = await place.open();
    expect(await store.records([record.id])).to.deep.equal([{ ...record, place: undefined }]);
    expect(await store.recordsOf(record.subject)).to.deep.equal([record.id]);
  });

  it("gives one handle to one patient, whoever asks at the same time", async () => {
    const handles = await Promise.all(
      Array.from({ length: 8 }, () => store.subjectFor("0xaa", newSubjectHandle())),
    );
    expect(new Set(handles).size).to.equal(1);
    expect(await store.subjectFor("0xbb", newSubjectHandle())).to.not.equal(handles[0]);
  });

  it("refuses a record twice and says nothing of it", async () => {
    const record = aSealed();
    await store.putRecord(record);
    const again = store.putRecord(record);
    expect(await codeOf(again)).to.equal("VAULT_STORE_FAILED");
    const error = await again.catch((thrown: Error & { context: unknown }) => thrown);
    const text = JSON.stringify([String(error), (error as { context: unknown }).context]);
    for (const secret of [record.id, record.subject, record.commitment]) expect(text).to.not.contain(secret);
    expect((error as Error).cause).to.equal(undefined);
  });

  it("lists permits and denies of a patient in order, numbers beyond 2^53 included", async () => {
    const record = aSealed();
    await store.putRecord(record);
    const [first, second] = [anAccess(true, [record.id], 50), anAccess(false, [record.id], 60)];
    expect(await store.recordAccess(first, [record.subject, record.subject])).to.equal("written");
    expect(await store.recordAccess(second, [record.subject])).to.equal("written");
    const none = { byUser: undefined, place: undefined };
    expect(await store.accessesOf(record.subject, 0)).to.deep.equal([
      { ...first, ...none },
      { ...second, ...none },
    ]);
    expect(await store.accessesOf(record.subject, 55)).to.have.length(1);
    expect(await store.accessesOf(word(1) as SubjectHandle, 0)).to.have.length(0);
  });

  it("writes no permit for a record that is gone, and a deny all the same", async () => {
    const record = aSealed();
    await store.putRecord(record);
    await store.eraseRecord(record.id);
    const permit = anAccess(true, [record.id]);
    expect(await store.recordAccess(permit, [record.subject])).to.equal("gone");
    expect(await store.isUsed(permit.request)).to.equal(false);
    expect(await store.access(permit.id)).to.equal(undefined);
    expect(await store.recordAccess(anAccess(false, [record.id]), [record.subject])).to.equal("written");
  });

  it("writes one access for one request of an actor", async () => {
    const access = anAccess(false, []);
    const again = () => store.recordAccess({ ...access, id: randomWord() }, [SUBJECT]);
    const outcomes = await Promise.all([again(), again(), again(), again()]);
    expect(outcomes.sort()).to.deep.equal(["used", "used", "used", "written"]);
    expect(await store.isUsed(access.request)).to.equal(true);
    expect(await store.accessesOf(SUBJECT, 0)).to.have.length(1);
  });

  it("leaves no record behind without its handle when one is put while the last is erased", async () => {
    for (let n = 0; n < 10; n++) {
      const subject = await store.subjectFor(randomWord(), newSubjectHandle());
      const [last, next] = [aSealed({ subject }), aSealed({ subject })];
      await store.putRecord(last);
      const [, put] = await Promise.all([store.eraseRecord(last.id), store.putRecord(next)]);
      expect(await store.recordsOf(subject)).to.deep.equal(put ? [next.id] : []);
      expect(await store.putRecord(aSealed({ subject }))).to.equal(put);
    }
  });

  it("completes a receipt once", async () => {
    const access = anAccess(true, []);
    await store.recordAccess(access, []);
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, (_, n) => store.completeAccess(access.id, word(n), word(0x50 + n))),
    );
    expect(outcomes.filter((done) => done)).to.have.length(1);
  });

  it("puts each record under one root, records of one legal hold together", async () => {
    const [free, free2, held] = [aSealed(), aSealed(), aSealed({ retainUntil: 99 })];
    for (const record of [free, free2, held]) await store.putRecord(record);
    const first = await store.prepareAnchor("records", 0, 9, rootOf);
    const second = await store.prepareAnchor("records", 1, 9, rootOf);
    expect([first?.count, first?.retainUntil, second?.count, second?.retainUntil]).to.deep.equal([
      2, 0, 1, 99,
    ]);
    expect(await store.prepareAnchor("records", 2, 9, rootOf)).to.equal(undefined);
    expect(await store.unconfirmed()).to.have.length(2);
    await store.confirmAnchor(first?.seq ?? 0, word(0xa1) as AnchorId);
    expect((await store.unconfirmed()).map(({ seq }) => seq)).to.deep.equal([second?.seq]);
    const [read] = await store.records([free.id]);
    const anchor = await store.anchor(read?.place?.anchor ?? 0);
    expect(anchor?.id).to.equal(word(0xa1));
    expect(anchor?.commitments[read?.place?.leaf ?? 9]).to.equal(free.commitment);
  });

  it("prepares each receipt for one anchor when workers race", async () => {
    for (let n = 0; n < 6; n++) {
      const access = anAccess(true, []);
      await store.recordAccess(access, []);
      await store.completeAccess(access.id, word(1), randomWord());
    }
    const race = await Promise.all(
      Array.from({ length: 3 }, () =>
        store.alone("anchor", () => store.prepareAnchor("receipts", 0, 4, rootOf)),
      ),
    );
    expect(race.flatMap((anchor) => anchor?.count ?? []).sort()).to.deep.equal([2, 4]);
  });

  it("erases all at once and lends what is left to do to one worker at a time", async () => {
    const lookup = "0xcc";
    const subject = await store.subjectFor(lookup, newSubjectHandle());
    const record = aSealed({ subject });
    await store.putRecord(record);
    const anchor = await store.prepareAnchor("records", 0, 9, rootOf);
    expect(await store.eraseRecord(record.id)).to.equal(true);
    expect(await store.eraseRecord(record.id)).to.equal(false);
    expect(await store.records([record.id])).to.have.length(0);
    expect(await store.subjectFor(lookup, newSubjectHandle())).to.not.equal(subject);
    // Its anchor is not on chain yet.
    expect(await store.claimErasures(100, 200, 9)).to.have.length(0);
    await store.confirmAnchor(anchor?.seq ?? 0, word(0xa1) as AnchorId);
    const claims = await Promise.all([1, 2, 3].map(() => store.claimErasures(100, 200, 9)));
    expect(claims.flat()).to.deep.equal([{ recordId: record.id, place: { anchor: anchor?.seq, leaf: 0 } }]);
    expect(await store.claimErasures(200, 300, 9)).to.have.length(0);
    expect(await store.claimErasures(201, 300, 9)).to.have.length(1);
    expect(await store.erasure(record.id)).to.equal("pending");
    await store.finishErasure(record.id);
    expect(await store.erasure(record.id)).to.equal("done");
    expect(await store.claimErasures(999, 1_000, 9)).to.have.length(0);
  });

  it("runs one action of a name at a time, and others beside it", async () => {
    const order: string[] = [];
    const slow = (name: string) => async () => {
      order.push(`${name} in`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      order.push(`${name} out`);
    };
    await Promise.all([store.alone("a", slow("1")), store.alone("a", slow("2"))]);
    expect(order.map((step) => step.slice(2))).to.deep.equal(["in", "out", "in", "out"]);
    await store.alone("a", () => store.alone("b", async () => undefined));
  });
});
