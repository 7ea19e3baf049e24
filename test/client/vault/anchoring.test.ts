import { expect } from "chai";
import type { ChainWorkUnfinishedError } from "../../../client/vault/errors.ts";
import type { VaultDeps } from "../../../client/vault/ports.ts";
import type { VaultStore } from "../../../client/vault/store/vaultStore.ts";
import { signReceipt } from "../../../standards/accessDecision.ts";
import { consentRegistryDomain } from "../../../standards/consent.ts";
import { word } from "../../oracle/standards/builders.ts";
import { describeEachStore, type StorePlace } from "./eachStore.ts";
import {
  ACTORS,
  aGrantFor,
  CHAIN_ID,
  CONTRACTS,
  codeOf,
  NOW,
  newRecord,
  openWorld,
  type World,
} from "./world.ts";

const THIRTY_YEARS = 30 * 366 * 86_400;
const NOT_LISTED = "RecordRegistry_NotCustodian";

describeEachStore("a vault whose anchors fail or hang", (newPlace) => {
  let place: StorePlace;
  let store: VaultStore;
  let world: World;

  beforeEach(async () => {
    place = await newPlace();
    store = await place.open();
    world = await openWorld(store);
  });
  afterEach(() => store.close());

  const put = async (value?: number, retainUntil = 0) =>
    (await world.vault.put({ ...newRecord(world.subject, value), retainUntil })).recordId;

  const unfinished = async (action: Promise<unknown>) =>
    action.then(
      () => [],
      ({ failures }: ChainWorkUnfinishedError) =>
        failures.map(({ context }) => [context.step, context.revert]),
    );

  /** The process dies once its transaction is broadcast, and starts again over the same database and chain. */
  const dieWhilePending = async (changes: Partial<VaultDeps> = {}): Promise<void> => {
    const { chain, vault } = world;
    chain.state.afterBroadcast = () => {
      throw new Error("killed");
    };
    expect(await vault.anchorRecords().catch(({ message }) => message)).to.equal("killed");
    chain.state.afterBroadcast = () => undefined;
    await store.close();
    store = await place.open();
    const { subject } = world;
    const again = await openWorld(store, { ledger: chain.ledger, decide: chain.decide, ...changes });
    world = { ...again, chain, subject };
  };

  it("anchors a hold that was over before it was sent as none", async () => {
    const { vault, chain } = world;
    const id = await put(1, NOW + 10);
    chain.state.now += 11;
    await vault.anchorRecords();
    expect(chain.anchors.map(({ retainUntil }) => retainUntil)).to.deep.equal([0]);
    expect((await vault.proofOf(id))?.count).to.equal(1);
  });

  it("anchors a hold to the last second that it lasts", async () => {
    const { vault, chain } = world;
    await put(1, NOW);
    await vault.anchorRecords();
    expect(chain.anchors.map(({ retainUntil }) => retainUntil)).to.deep.equal([NOW]);
  });

  it("keeps nothing of a record whose hold the chain would never take", async () => {
    const { vault, subject } = world;
    for (const retainUntil of [-1, 1.5, Number.NaN, 2 ** 40, NOW + THIRTY_YEARS + 1]) {
      const held = { ...newRecord(subject), retainUntil };
      expect(await codeOf(vault.put(held)), String(retainUntil)).to.equal("HOLD_OUT_OF_RANGE");
    }
    expect(await vault.recordsOf(subject)).to.have.length(0);
    await put(2, NOW + THIRTY_YEARS);
    expect(await vault.anchorRecords()).to.have.length(1);
  });

  it("brings all else to the chain when one anchor is refused, and names the step and the revert", async () => {
    const { vault, chain, ask, subject } = world;
    const good = await put(1);
    const erased = await put(2);
    await vault.anchorRecords();
    const poisoned = await put(3, NOW + 100);
    chain.state.refuses = (step) => (step === "anchor" ? NOT_LISTED : undefined);
    expect(await unfinished(vault.anchorRecords())).to.deep.equal([["anchor", NOT_LISTED]]);
    const [refused] = await store.unconfirmed();
    chain.state.refuses = (step, root) =>
      step === "anchor" && root === refused?.root ? NOT_LISTED : undefined;

    const release = await vault.release(await ask([good], aGrantFor(subject)));
    const domain = consentRegistryDomain(CHAIN_ID, CONTRACTS.ConsentRegistry);
    await vault.acknowledge(release.accessId, await signReceipt(ACTORS.clinic, domain, release.receipt));
    const later = [await put(4), await put(5, NOW + 200)];
    chain.state.down = true;
    await vault.erase(erased);
    chain.state.down = false;
    chain.state.now += 601;

    for (const run of [vault.anchorRecords, vault.anchorReceipts, vault.resume]) {
      expect(await unfinished(run())).to.deep.equal([["anchor", NOT_LISTED]]);
    }
    expect(chain.anchors.map(({ kind, count }) => [kind, count])).to.deep.equal([
      ["records", 2],
      ["records", 1],
      ["records", 1],
      ["receipts", 1],
    ]);
    for (const id of later) expect(await vault.proofOf(id)).to.not.equal(undefined);
    expect(await vault.proofOf(poisoned)).to.equal(undefined);
    expect(await store.erasure(erased)).to.equal("done");
    chain.state.refuses = () => undefined;
    await vault.resume();
    expect((await vault.proofOf(poisoned))?.count).to.equal(1);
  });

  it("erases all others on chain when one erasure is refused", async () => {
    const { vault, chain } = world;
    const ids = [await put(1, 0), await put(2, NOW), await put(3, NOW + 1)];
    await vault.anchorRecords();
    const [, refused] = chain.anchors.map(({ id }) => id);
    chain.state.now += 2;
    chain.state.refuses = (step, id) =>
      step === "erase" && id === refused ? "RecordRegistry_UnderLegalHold" : undefined;
    chain.state.down = true;
    for (const id of ids) expect(await vault.erase(id)).to.equal("pending");
    chain.state.down = false;
    chain.state.now += 601;
    expect(await unfinished(vault.resume())).to.deep.equal([["erase", "RecordRegistry_UnderLegalHold"]]);
    expect(chain.anchors.map(({ erased }) => erased.size)).to.deep.equal([1, 0, 1]);
  });

  it("sends an anchor again with the nonce that it had, so that at most one of the two is mined", async () => {
    const id = await put(1);
    await dieWhilePending();
    const { vault, chain } = world;
    await vault.resume();
    chain.mine();
    expect(chain.anchors).to.have.length(1);
    expect(chain.state.mined).to.equal(1);
    expect((await vault.proofOf(id))?.anchorId).to.equal(chain.anchors[0]?.id);
  });

  it("sends nothing again of what was mined between the look at the chain and the sending", async () => {
    await put(1);
    const { chain } = world;
    const late = async () => {
      const before = chain.anchors.length;
      chain.mine();
      return before;
    };
    await dieWhilePending({ ledger: { ...chain.ledger, count: late } });
    await world.vault.resume();
    expect(chain.anchors).to.have.length(1);
    expect(await store.unconfirmed()).to.have.length(0);
  });

  it("takes another nonce once its own was used for something else", async () => {
    const id = await put(1);
    const { chain, vault } = world;
    chain.state.refuses = () => NOT_LISTED;
    await unfinished(vault.anchorRecords());
    chain.state.refuses = () => undefined;
    chain.state.mined = 7;
    await vault.resume();
    expect([chain.anchors.length, chain.state.mined]).to.deep.equal([1, 8]);
    expect(await vault.proofOf(id)).to.not.equal(undefined);
  });

  it("erases a record under every own anchor that holds its root", async () => {
    const { vault, chain } = world;
    const ids = [await put(1), await put(2)];
    await vault.anchorRecords();
    const [first] = chain.anchors;
    if (first === undefined) throw new TypeError("It is anchored.");
    chain.anchors.push({ ...first, root: word(0x77), id: word(0xb1) as never, erased: new Set() });
    chain.anchors.push({ ...first, id: word(0xb2) as never, erased: new Set() });
    const index = (await vault.proofOf(ids[0] as never))?.index;
    expect(await vault.erase(ids[0] as never)).to.equal("erased");
    expect(chain.anchors.map(({ erased }) => [...erased])).to.deep.equal([[index], [], [index]]);
  });
});
