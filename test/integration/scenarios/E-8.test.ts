// E-8: a pool of 10,000 shared quadratically, one key a person, and a wrong result that is recomputed and refuted.
import { expect } from "chai";
import { readHistory } from "../../../client/campaigns/readRound.ts";
import { compareWithContract, recomputeRound } from "../../../client/campaigns/recomputeRound.ts";
import { payMatch, refuteLine } from "../../../client/campaigns/roundCalls.ts";
import { contractArgument } from "../../../client/contractArgument.ts";
import type { Hex } from "../../../standards/hex.ts";
import { RoundState } from "../../../standards/matching.ts";
import { findWrongLine, RAW_SCALE, rawOf, tallyOf } from "../../../standards/quadraticMatching.ts";
import { giver, moveTo, pledgeTo, UNIT } from "../../support/campaigns.ts";
import { testChain } from "../../support/chain.ts";
import { BOND, countAs, counted, credentialOf, inflated, post } from "../../support/matchingRound.ts";
import { revertOf } from "../../support/reverts.ts";

describe("E-8: quadratic matching", () => {
  const load = async () => (await testChain()).load(counted);

  it("counts a person once, however many keys it has, and nobody for its own campaign", async () => {
    const world = await load();
    const { round, b, contracts, actors } = world;
    const second = await pledgeTo(world, b, 10n * UNIT);
    expect(await revertOf(countAs(world, round, b, second, "B-0"))).to.equal("MatchingRounds_NotUnique");
    const own = await credentialOf(world, round, actors.funder.address as Hex, "organiser");
    const self = contracts.matching.count.staticCall(
      contractArgument(round.terms),
      contractArgument(b.terms),
      own.credential,
      own.signature,
    );
    expect(await revertOf(self)).to.equal("MatchingRounds_SelfMatch");
  });

  it("weighs contributions as the contract does", async () => {
    const { contracts } = await load();
    let seed = 5n;
    for (let n = 0; n < 25; n++) {
      const amounts = Array.from({ length: 1 + (n % 7) }, () => {
        seed = (seed * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
        return 1n + (seed >> BigInt(n % 50));
      });
      expect(await contracts.matching.rawOf(tallyOf(amounts))).to.equal(rawOf(amounts, true));
    }
  });

  it("leads from events to 7,500, 0 and 2,500, and pays them into the campaigns", async () => {
    const world = await load();
    const { contracts, addresses, view, usd, round, a, b, c, actors } = world;
    await moveTo(world, round.terms.endsAt + 1);
    const before = recomputeRound(await readHistory(view, round.id));
    expect(before.matches.map(({ match }) => match)).to.deep.equal([7_500n * UNIT, 0n, 2_500n * UNIT]);
    const poster = await post(world, before.lines);
    const history = await readHistory(view, round.id);
    await compareWithContract(view, history);
    expect(history.posted?.root).to.equal(before.tree?.root);
    // What an endpoint tells that hides the result, or the pledges that met a goal.
    const missed = history.contributions.map((one, i) => ({ ...one, goalMet: i !== 0 }));
    for (const hidden of [{ posted: undefined }, { contributions: missed }]) {
      const comparison = compareWithContract(view, { ...history, ...hidden });
      expect(await comparison.catch(({ code }) => code)).to.equal("EVENTS_DIFFER");
    }
    expect(recomputeRound(history).wrong).to.equal(undefined);
    for (const index of [0, 1, 2]) {
      const { to, data } = refuteLine(view, history, index);
      const refused = revertOf(actors.relayer.call({ to, data }));
      expect(await refused).to.equal("MatchingRounds_LineIsRight");
    }

    await moveTo(world, (history.posted?.finalAt ?? 0) + 1);
    await (await contracts.matching.close(contractArgument(round.terms))).wait();
    for (const { id } of [a, b, c]) {
      const { to, data } = payMatch(view, history, id).call;
      await (await actors.relayer.sendTransaction({ to, data })).wait();
    }
    const raised = await Promise.all(
      [a, b, c].map(async ({ id }) => (await contracts.campaigns.campaignOf(id)).raised),
    );
    expect(raised).to.deep.equal([8_500n * UNIT, 1_000n * UNIT, 3_500n * UNIT]);
    await (
      await contracts.matching.connect(poster).withdraw(contractArgument(round.terms), poster.address)
    ).wait();
    expect(await usd.balanceOf(poster.address)).to.equal(BOND);
    expect(await usd.balanceOf(addresses.MatchingRounds)).to.equal(0n);
    expect(await usd.balanceOf(addresses.Campaigns)).to.equal(13_000n * UNIT);
  });

  it("finds the wrong line of a made-up result, refutes it for half of the bond, and takes the right one after it", async () => {
    const world = await load();
    const { contracts, view, usd, round, addresses } = world;
    await moveTo(world, round.terms.endsAt + 1);
    const right = recomputeRound(await readHistory(view, round.id));
    await post(world, inflated(right.lines));
    const history = await readHistory(view, round.id);
    const { wrong } = recomputeRound(history);
    expect(wrong).to.include({ index: 1, field: "raw" });
    expect(wrong?.expected).to.deep.equal(right.lines[1]);

    const watcher = await giver(world, 0n, addresses.MatchingRounds);
    const { to, data } = refuteLine(view, history, wrong?.index ?? 0);
    await (await watcher.sendTransaction({ to, data })).wait();
    await (
      await contracts.matching.connect(watcher).withdraw(contractArgument(round.terms), watcher.address)
    ).wait();
    expect(await usd.balanceOf(watcher.address)).to.equal(BOND / 2n);
    expect((await readHistory(view, round.id)).posted).to.equal(undefined);
    await post(world, right.lines);
    expect(Number(await contracts.matching.stateOf(round.id))).to.equal(RoundState.Posted);
    expect(recomputeRound(await readHistory(view, round.id)).wrong).to.equal(undefined);
  });

  it("names the very line that the contract refutes, whatever is changed", async () => {
    const world = await load();
    const { view, round, chain, actors } = world;
    await moveTo(world, round.terms.endsAt + 1);
    const { lines, matches } = recomputeRound(await readHistory(view, round.id));
    const shift = (at: number, raw: bigint, match: bigint) =>
      lines.map((line, i) =>
        i < at ? line : { ...line, rawSum: line.rawSum + raw, matchSum: line.matchSum + match },
      );
    const changes: [number, bigint, bigint][] = [
      [0, 0n, -1n],
      [2, 0n, -1n],
      [2, 1n, 0n],
      [0, 1n, 0n],
      [1, RAW_SCALE, 0n],
    ];
    for (const change of changes) {
      const snapshot = await chain.request("evm_snapshot", []);
      await post(world, shift(...change));
      const history = await readHistory(view, round.id);
      const verdicts: string[] = [];
      for (const index of [0, 1, 2]) {
        const { to, data } = refuteLine(view, history, index);
        verdicts.push(await revertOf(actors.relayer.call({ to, data })));
      }
      const found = findWrongLine(round.terms, matches, history.posted?.lines ?? []);
      expect(found?.index, String(change)).to.equal(verdicts.indexOf("no error"));
      await chain.request("evm_revert", [snapshot]);
    }
  });
});
