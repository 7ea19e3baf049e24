// The short form of `npm run test:chaos`: a few kills and reorganisations, on the chain that can reorganise itself.
import { expect } from "chai";
import { killRow } from "../chaos/kill.ts";
import { reorgRow } from "../chaos/reorg.ts";
import { lineOf, type Row, SHORT } from "../chaos/row.ts";
import { signedRow } from "../chaos/signed.ts";
import { startWorld, type World } from "../chaos/world.ts";

/** A machine that runs other tests beside has no say in how soon a process is back. */
const SLOW = /^back later/;

describe("four operator processes on a chain that takes blocks back", function () {
  this.timeout(240_000);
  let world: World;

  before(async () => {
    world = await startWorld({ chainName: "anvil" });
  });
  after(() => world?.end());

  const expectHeld = (row: Row): void => {
    expect(
      row.missed.filter((miss) => !SLOW.test(miss)),
      lineOf(row),
    ).to.deep.equal([]);
  };

  it("lose no answer to kill -9 at random instants, and send none twice", async () => {
    expectHeld(await killRow(world, SHORT));
  });

  it("answer every request that a reorganisation leaves, and none that it took", async () => {
    expectHeld(await reorgRow(world, SHORT));
  });

  it("have signed one output a request", async () => {
    expectHeld(await signedRow(world));
  });
});
