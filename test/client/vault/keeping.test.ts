import { expect } from "chai";
import { hexlify, Wallet } from "ethers";
import { anchorWaiting } from "../../../client/vault/anchorWaiting.ts";
import type { VaultStore } from "../../../client/vault/store/vaultStore.ts";
import { isAnchored } from "../../../standards/anchorTree.ts";
import type { Hex } from "../../../standards/hex.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { describeEachStore, type StorePlace } from "./eachStore.ts";
import { aGrantFor, anObservation, codeOf, newRecord, openWorld, type World } from "./world.ts";

describeEachStore("what a vault keeps, anchors and erases", (newPlace) => {
  let place: StorePlace;
  let store: VaultStore;
  let world: World;

  beforeEach(async () => {
    place = await newPlace();
    store = await place.open();
    world = await openWorld(store);
  });
  afterEach(() => store.close());

  const put = async (value?: number) => (await world.vault.put(newRecord(world.subject, value))).recordId;

  it("keeps nothing of a document that is not valid FHIR", async () => {
    const { vault, subject } = world;
    const bad = { ...newRecord(subject), document: { ...anObservation(), status: "finished" } };
    expect(await codeOf(vault.put(bad))).to.equal("INVALID_FHIR");
    expect(await codeOf(vault.put({ ...newRecord(subject), document: '{"resourceType":' }))).to.equal(
      "INVALID_FHIR",
    );
    expect(await vault.recordsOf(subject)).to.have.length(0);
  });

  it("anchors all that waits at once and proves each record", async () => {
    const { vault, chain } = world;
    const ids = [await put(1), await put(2), await put(3)];
    expect(await vault.proofOf(ids[0] as (typeof ids)[number])).to.equal(undefined);
    await vault.anchorRecords();
    expect(chain.anchors.map(({ count }) => count)).to.deep.equal([3]);
    for (const [i, record] of (await store.records(ids)).entries()) {
      const proof = await vault.proofOf(ids[i] as (typeof ids)[number]);
      if (proof === undefined) throw new TypeError("It is anchored.");
      expect(isAnchored(proof, proof.index, record.commitment, proof.proof)).to.equal(true);
    }
    expect(await vault.anchorRecords()).to.deep.equal([]);
  });

  it("finishes an anchor that was cut off before or after it was sent, and sends none twice", async () => {
    const { vault, chain, deps } = world;
    await put(1);
    chain.state.down = true;
    expect(await codeOf(vault.anchorRecords())).to.equal("CHAIN_WORK_UNFINISHED");
    chain.state.down = false;
    await vault.resume();
    expect(chain.anchors).to.have.length(1);
    await put(2);
    const cutOff = await openWorld({
      ...deps.store,
      confirmAnchor: async () => {
        throw new Error("killed");
      },
    });
    const dying = { ...cutOff.deps, ledger: chain.ledger };
    await anchorWaiting(dying, "records").catch(() => undefined);
    expect(chain.anchors).to.have.length(2);
    await vault.resume();
    expect(chain.anchors).to.have.length(2);
    expect(await store.unconfirmed()).to.have.length(0);
  });

  it("erases here first, then on chain, and finishes what a dead chain left", async () => {
    const { vault, ask, subject, chain } = world;
    const [id, other] = [await put(1), await put(2)];
    await vault.anchorRecords();
    chain.state.down = true;
    expect(await vault.erase(id)).to.equal("pending");
    expect(await store.records([id])).to.have.length(0);
    chain.state.down = false;
    expect(await codeOf(vault.release(await ask([id], aGrantFor(subject))))).to.equal("CONSENT_DENIED");
    // The worker that failed holds it for ten minutes.
    chain.state.now += 601;
    expect(await vault.erase(id)).to.equal("erased");
    expect(await vault.erase(id)).to.equal("erased");
    expect(chain.anchors[0]?.erased.size).to.equal(1);
    expect(await codeOf(vault.erase(randomWord() as never))).to.equal("UNKNOWN_RECORD");
    expect(await codeOf(vault.proofOf(id))).to.equal("UNKNOWN_RECORD");
    expect((await vault.proofOf(other))?.count).to.equal(2);
  });

  it("erases nothing under legal hold", async () => {
    const { vault, subject, chain } = world;
    const held = { ...newRecord(subject), retainUntil: chain.state.now };
    const { recordId } = await vault.put(held);
    expect(await codeOf(vault.erase(recordId))).to.equal("UNDER_LEGAL_HOLD");
    expect(await store.records([recordId])).to.have.length(1);
    chain.state.now += 1;
    expect(await vault.erase(recordId)).to.equal("erased");
  });

  it("leaves nothing of an erased record where it lay", async () => {
    const { vault } = world;
    const mapped = await vault.subjectOf("MRN 0047110815");
    const key = Wallet.createRandom().address;
    await vault.enrol(mapped, key as Hex);
    const { recordId } = await vault.put(newRecord(mapped));
    const [record] = await store.records([recordId]);
    if (record === undefined) throw new TypeError("It was put.");
    const { wrappedKey, ciphertext, iv } = record;
    const traces = [wrappedKey, ciphertext.subarray(0, 64), iv].map((trace) => Buffer.from(trace));
    const all = [...traces, Buffer.from(mapped), Buffer.from(key)];
    const found = async () => Promise.all(all.map((trace) => place.holds(trace)));
    expect(await found()).to.deep.equal(all.map(() => true));
    for (const word of ["Zdenka", "0047110815"]) expect(await place.holds(Buffer.from(word))).to.equal(false);
    await vault.erase(recordId);
    expect(await found()).to.deep.equal(all.map(() => false));
  });

  it("accounts for six years, and for longer when asked", async () => {
    const { vault, ask, subject, chain } = world;
    const { decision } = await vault.release(await ask([await put()], aGrantFor(subject)));
    chain.state.now += 5 * 365 * 86_400;
    expect((await vault.accountingOf(subject)).accesses.map((access) => access.decision)).to.deep.equal([
      decision,
    ]);
    chain.state.now += 2 * 365 * 86_400;
    expect((await vault.accountingOf(subject)).accesses).to.have.length(0);
    expect((await vault.accountingOf(subject, 0)).accesses).to.have.length(1);
  });

  it("gives a patient one random handle", async () => {
    const { vault, deps } = world;
    const handle = await vault.subjectOf("MRN 1");
    expect(await vault.subjectOf("MRN 1")).to.equal(handle);
    expect(await vault.subjectOf("MRN 2")).to.not.equal(handle);
    const elsewhere = await openWorld(await (await newPlace()).open());
    expect(await elsewhere.vault.subjectOf("MRN 1")).to.not.equal(handle);
    await elsewhere.vault.close();
    expect(hexlify(await deps.keys.mac(new TextEncoder().encode("MRN 1")))).to.not.equal(handle);
  });
});
