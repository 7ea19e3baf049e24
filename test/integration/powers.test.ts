import { expect } from "chai";
import { BaseContract, Interface } from "ethers";
import { RESTRICTIONS } from "../../scripts/ignition/restrictions.ts";
import { attemptsOn } from "../support/attempts.ts";
import { testChain } from "../support/chain.ts";
import type { Staffed } from "../support/fixtures.ts";
import { type Inhabited, inhabited, stateOf } from "../support/inhabited.ts";
import { revertOf } from "../support/reverts.ts";

const contractsOf = ({ contracts }: Staffed): Record<string, BaseContract> => ({
  ConsentRegistry: contracts.consents,
  ResearchEscrow: contracts.escrow,
  ReviewerRegistry: contracts.reviewers,
  BatchLedger: contracts.batches,
  // Its interface says nothing of who administers it.
  InferenceOracle: new BaseContract(
    contracts.oracle.target,
    new Interface([...contracts.oracle.interface.fragments, "function setAuthority(address)"]),
  ),
});

/** Every call of the attempts, encoded. */
const callsOf = (world: Inhabited, own: string) =>
  Object.entries(contractsOf(world)).flatMap(([name, contract]) => {
    const all = attemptsOn(world, own);
    const attempts = { ...all[name], ...all.AccessManaged };
    return Object.entries(attempts).flatMap(([called, tries]) =>
      tries.map((values) => ({
        what: `${name}.${called}`,
        target: String(contract.target),
        data: contract.interface.encodeFunctionData(called, [...values]),
      })),
    );
  });

describe("governance, over other people's objects", () => {
  const load = async () => (await testChain()).load(inhabited);

  it("is tried with every function that writes", async () => {
    const world = await load();
    const all = attemptsOn(world, world.actors.governor.address);
    for (const [name, contract] of Object.entries(contractsOf(world))) {
      const writing: string[] = [];
      contract.interface.forEachFunction(({ stateMutability, name: called }) => {
        if (stateMutability !== "view" && stateMutability !== "pure") writing.push(called);
      });
      expect(Object.keys({ ...all[name], ...all.AccessManaged }).sort(), name).to.deep.equal(writing.sort());
    }
  });

  it("changes no consent, money, custody or answer by calling directly", async () => {
    const world = await load();
    const { actors } = world;
    const before = await stateOf(world);
    for (const { what, target, data } of callsOf(world, actors.governor.address)) {
      await revertOf(actors.governor.sendTransaction({ to: target, data, gasLimit: 3_000_000 }));
      expect(await stateOf(world), what).to.equal(before);
    }
  });

  it("changes no consent, money, custody or answer by scheduled calls of the manager either", async () => {
    const world = await load();
    const { actors, contracts, addresses, delaySeconds, chain } = world;
    const manager = contracts.manager.connect(actors.governor);
    const calls = callsOf(world, addresses.AccessManager);
    for (const { target, data } of calls) await revertOf(manager.schedule(target, data, 0));
    await chain.advance(delaySeconds + 1);
    const before = await stateOf(world);
    const done: string[] = [];
    for (const { what, target, data } of calls) {
      const ended = await revertOf(manager.execute(target, data, { gasLimit: 3_000_000 }));
      if (ended === "no error") done.push(what);
      expect(await stateOf(world), what).to.equal(before);
    }
    const anybody = ["ConsentRegistry.grant", "ConsentRegistry.revokeAll"];
    anybody.push("InferenceOracle.syncModel", "InferenceOracle.distributeFees");
    // What it says of itself alone: where its money goes, whom it belongs to, whom it would not judge.
    anybody.push("ResearchEscrow.setPayoutAddress");
    anybody.push("ReviewerRegistry.declareAffiliation", "ReviewerRegistry.declareConflict");
    const governed = RESTRICTIONS.flatMap(({ contract, functions }) =>
      functions.map((name) => `${contract}.${name}`),
    );
    // Besides, it may hand its own powers over to another manager, which has none of these either.
    const known = (what: string) =>
      anybody.includes(what) || governed.includes(what) || what.endsWith(".setAuthority");
    expect(done.filter((what) => !known(what))).to.deep.equal([]);
  });
});
