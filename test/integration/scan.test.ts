import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { proposeSuspicion, toProposal } from "../../client/counterfeit/proposeSuspicion.ts";
import { openScanLog } from "../../client/counterfeit/scanLog.ts";
import { askLot } from "../../client/provenance/scan/askLot.ts";
import { scanPack } from "../../client/provenance/scan/scanPack.ts";
import { GLN } from "../../scripts/local/supply.ts";
import type { Hex } from "../../standards/hex.ts";
import { testChain } from "../support/chain.ts";
import { type Staffed, staffed } from "../support/fixtures.ts";
import { commissionLot, type TestLot } from "../support/lots.ts";
import { dispense, stockPharmacy } from "../support/packs.ts";
import { type Answer, showOnly, startIndex } from "../support/scanIndex.ts";

const STOLEN = 6;

const packOf = ({ details, tree }: TestLot, index: number) => ({
  lot: details,
  index,
  unitHash: tree.hashOf(index),
  proof: tree.proofOf(index),
});

describe("a scan of a pack", function () {
  this.timeout(180_000);

  let folder: string;
  let fixture: Staffed;
  let stocked: Awaited<ReturnType<typeof stockPharmacy>>;
  let index: Awaited<ReturnType<typeof startIndex>>;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-scan-"));
    fixture = await (await testChain()).load(staffed);
    stocked = await stockPharmacy(fixture);
    index = await startIndex(fixture, folder);
  });
  afterEach(() => {
    index.store.close();
    rmSync(folder, { recursive: true });
  });

  const scan = (unit: number, bend?: (answer: Answer) => unknown) =>
    scanPack({ index: index.connection(bend), chain: index }, packOf(stocked.lot, unit));
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => "done",
      (error) => error.code,
    );

  it("tells the way of a pack, checked against the chain, before and after it is dispensed and recalled", async () => {
    await index.follow();
    const shelf = await scan(7);
    expect([shelf.result, shelf.status, shelf.saleable, shelf.checked]).to.deep.equal([
      "Verified",
      "Active",
      true,
      true,
    ]);
    expect(shelf.chain.custodian).to.equal(`${GLN.pharmacy}`);
    await (await dispense(fixture, stocked.lot, stocked.pallet, 7, true)).wait();
    // The index has not seen it yet: the chain's latest word counts.
    const behind = await scan(7);
    expect([behind.status, behind.statusNow, behind.saleable]).to.deep.equal(["Active", "Dispensed", false]);
    await index.follow();
    const sold = await scan(7);
    expect([sold.status, sold.chain.unit.flags, sold.saleable]).to.deep.equal(["Dispensed", 2, false]);
    const maker = fixture.contracts.batches.connect(fixture.actors.manufacturer);
    await (await maker.recall(stocked.lot.details, 1, GLN.manufacturer, stocked.lot.id)).wait();
    await index.follow();
    expect([(await scan(7)).status, (await scan(8)).status]).to.deep.equal(["Recalled", "Recalled"]);
  });

  it("finds out an index that lies", async () => {
    await (await dispense(fixture, stocked.lot, stocked.pallet, 7, true)).wait();
    await index.follow();
    const lies: readonly (readonly [string, (answer: Answer) => unknown, string])[] = [
      ["a status of its own", ({ chain }) => (chain.status = "Active"), "SCAN_DIFFERS"],
      ["a state of its own", ({ chain }) => (chain.unit.state = "Loose"), "SCAN_DIFFERS"],
      [
        "an invented event",
        ({ events }) => events.push({ ...(events.at(-1) as Answer["events"][number]), logIndex: 99 }),
        "EVENT_NOT_ON_CHAIN",
      ],
      [
        "a bent event",
        ({ events }) => Object.assign(events.at(-1) as object, { data: `0x${"00".repeat(64)}` }),
        "EVENT_NOT_ON_CHAIN",
      ],
    ];
    for (const [, bend, code] of lies) expect(await codeOf(scan(7, bend))).to.equal(code);
  });

  it("finds out an index that leaves an event out and answers as if it had never been", async () => {
    await index.follow();
    let honest: Answer | undefined;
    await scan(7, (answer) => {
      honest = structuredClone(answer);
    });
    await (await dispense(fixture, stocked.lot, stocked.pallet, 7, true)).wait();
    await index.follow();
    const hide = (answer: Answer) => Object.assign(answer, { chain: honest?.chain, events: honest?.events });
    expect(await codeOf(scan(7, hide))).to.equal("SCAN_DIFFERS");
  });

  const stealPallet = async () => {
    const { sscc, contents } = stocked.pallet;
    const pharmacy = fixture.contracts.batches.connect(fixture.actors.pharmacy);
    await (await pharmacy.mark(sscc, contents, [], STOLEN, GLN.pharmacy, stocked.lot.id)).wait();
  };

  it("does not take a pack of a stolen pallet for saleable if its packing is left out", async () => {
    await stealPallet();
    await index.follow();
    expect((await scan(7)).statusNow).to.equal("Stolen");
    const hide = (answer: Answer) => showOnly(answer, ["LotCommissioned", "LotReleased"]);
    expect(await codeOf(scan(7, hide))).to.equal("SCAN_DIFFERS");
  });

  it("reads Moved, not saleable, while the index stands before the packing", async () => {
    await stealPallet();
    const { batches } = fixture.contracts;
    const [released] = await batches.queryFilter(batches.filters.LotReleased());
    await index.follow(released?.blockNumber);
    const found = await scan(7);
    expect([found.status, found.statusNow, found.saleable]).to.deep.equal(["Active", "Moved", false]);
  });

  it("never takes a pack for saleable that nobody packed", async () => {
    const fresh = await (await testChain()).load(staffed);
    const lot = await commissionLot(fresh);
    index.store.close();
    index = await startIndex(fresh, mkdtempSync(path.join(folder, "fresh-")));
    await index.follow();
    const found = await scanPack({ index: index.connection(), chain: index }, packOf(lot, 7));
    expect([found.result, found.statusNow, found.saleable]).to.deep.equal(["Verified", "NotPacked", false]);
  });

  it("finds out made-up details of a lot, which would make a genuine pack look false", async () => {
    await index.follow();
    const pack = packOf(stocked.lot, 7);
    const lot = { ...pack.lot, unitsRoot: stocked.lot.id };
    expect(await codeOf(scanPack({ index: index.connection(), chain: index }, { ...pack, lot }))).to.equal(
      "SCAN_DIFFERS",
    );
    const telling = (gtin: string) => ({
      url: "http://index",
      fetch: (async () => {
        const { lotHash, expiry, expiresAt, unitsRoot, unitCount } = pack.lot;
        const told = { gtin, lotHash, expiry: `${expiry}`, expiresAt, unitsRoot, unitCount };
        return new Response(JSON.stringify({ lot: told }));
      }) as unknown as typeof fetch,
    });
    const { gtin } = pack.lot;
    expect((await askLot(telling(`${gtin}`.padStart(14, "0")), stocked.lot.id)).gtin).to.equal(gtin);
    expect(await codeOf(askLot(telling("09521234543220"), stocked.lot.id))).to.equal("SCAN_DIFFERS");
  });

  it("proposes that a pack dispensed here and seen 900 km away two hours later is a copy", async () => {
    await (await dispense(fixture, stocked.lot, stocked.pallet, 0, true)).wait();
    const unitHash = stocked.lot.tree.hashOf(0);
    const [here, there] = [`${GLN.pharmacy}`, `${GLN.wholesaler}`];
    // 900 km due north.
    const places = { [here]: { latitude: 45, longitude: 9 }, [there]: { latitude: 53.0938, longitude: 9 } };
    const key: Hex = `0x${"07".repeat(32)}`;
    const log = openScanLog({ file: path.join(folder, "scans.sqlite"), key, places });
    const at = await fixture.chain.now();
    expect(log.scan({ unitHash, purpose: "dispense", place: here, at })).to.deep.equal([]);
    const found = log.scan({ unitHash, purpose: "verify", place: there, at: at + 7_200 });
    expect(found.map(({ reason }) => reason)).to.deep.equal(["DuplicateDispense", "ImpossibleTravel"]);
    const { units } = fixture.contracts;
    for (const suspicion of found) {
      const proposal = toProposal(suspicion, packOf(stocked.lot, 0));
      const hash = await proposeSuspicion(index.units, fixture.actors.wholesaler, GLN.wholesaler, proposal);
      // Killed before it noted the proposal, the log proposes again: the same one stands on chain.
      const again = await proposeSuspicion(index.units, fixture.actors.wholesaler, GLN.wholesaler, proposal);
      expect(again).to.equal(hash);
      log.noteProposal(suspicion.id, again);
    }
    const proposed = await units.queryFilter(units.filters.SuspicionProposed);
    expect(proposed.map(({ args }) => args.reason)).to.deep.equal([1n, 2n]);
    expect(log.suspicions().every(({ transactionHash }) => transactionHash !== undefined)).to.equal(true);
    log.close();
  });
});
