// E-8: a pool of 10,000 shared quadratically, one key a person, and a wrong result that is recomputed and refuted.
import { expect } from "chai";
import type { HDNodeWallet } from "ethers";
import { readHistory } from "../../../client/campaigns/readRound.ts";
import { compareWithContract, recomputeRound } from "../../../client/campaigns/recomputeRound.ts";
import { payMatch, refuteLine } from "../../../client/campaigns/roundCalls.ts";
import { contractArgument } from "../../../client/contractArgument.ts";
import type { Hex } from "../../../standards/hex.ts";
import {
  type MatchLine,
  matchingRoundsDomain,
  nullifierOf,
  type RoundId,
  RoundState,
  type RoundTerms,
  roundIdOf,
  UNIQUENESS_TYPES,
  uniquenessDigest,
} from "../../../standards/matching.ts";
import { findWrongLine, RAW_SCALE, rawOf, tallyOf } from "../../../standards/quadraticMatching.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { isSignedBy } from "../../../standards/signatures.ts";
import {
  DAY,
  type Fundraising,
  fundraising,
  giver,
  moveTo,
  openCampaign,
  pledgeTo,
  type TestCampaign,
  UNIT,
} from "../../support/campaigns.ts";
import { testChain } from "../../support/chain.ts";
import { addressOf } from "../../support/fixtures.ts";
import { revertOf } from "../../support/reverts.ts";

const POOL = 10_000n * UNIT;
const BOND = 500n * UNIT;
const SECRET = randomWord();

type Round = { readonly id: RoundId; readonly terms: RoundTerms; readonly sponsor: HDNodeWallet };

const openRound = async (fixture: Fundraising): Promise<Round> => {
  const { chain, contracts, addresses, actors, usd } = fixture;
  const now = await chain.now();
  const sponsor = await giver(fixture, POOL, addresses.MatchingRounds);
  const terms: RoundTerms = {
    sponsor: sponsor.address as Hex,
    token: await addressOf(usd),
    issuer: actors.ethicsBoard.address as Hex,
    pool: POOL,
    cap: POOL,
    bond: BOND,
    endsAt: now + 40 * DAY,
    postBy: now + 50 * DAY,
    challengeWindow: 3 * DAY,
    salt: randomWord(),
  };
  await (await contracts.matching.connect(sponsor).openRound(contractArgument(terms))).wait();
  return { id: roundIdOf(chain.chainId, addresses.MatchingRounds, terms), terms, sponsor };
};

/** The issuer's word for one account of one person. */
const credentialOf = async (
  { chain, addresses, actors }: Fundraising,
  round: Round,
  donor: Hex,
  person: string,
) => {
  const domain = matchingRoundsDomain(chain.chainId, addresses.MatchingRounds);
  const nullifier = nullifierOf(SECRET, round.id, person);
  const credential = { nullifier, donor, expiresAt: round.terms.endsAt };
  const signature = await actors.ethicsBoard.signTypedData(domain, UNIQUENESS_TYPES, {
    round: round.id,
    ...credential,
  });
  const digest = uniquenessDigest(domain, round.id, credential);
  expect(isSignedBy(actors.ethicsBoard.address as Hex, digest, signature as Hex)).to.equal(true);
  return { credential, signature };
};

const countAs = async (
  fixture: Fundraising,
  round: Round,
  { terms }: TestCampaign,
  donor: HDNodeWallet,
  person: string,
) => {
  const { credential, signature } = await credentialOf(fixture, round, donor.address as Hex, person);
  const given = [contractArgument(round.terms), contractArgument(terms), credential, signature] as const;
  const sent = await fixture.contracts.matching.connect(fixture.actors.relayer).count(...given);
  return sent.wait();
};

/** Three campaigns of goal 1,000 in one round: A by ten of 100, B by one of 1,000, C by four of 250. */
const counted = async () => {
  const fixture = await fundraising();
  const { contracts, addresses, actors } = fixture;
  const round = await openRound(fixture);
  const matchBy = Number(await contracts.matching.latestPayOf(contractArgument(round.terms)));
  const campaigns: TestCampaign[] = [];
  for (const [name, donors, each] of [
    ["A", 10, 100n],
    ["B", 1, 1_000n],
    ["C", 4, 250n],
  ] as const) {
    const campaign = await openCampaign(fixture, {
      matching: addresses.MatchingRounds,
      goal: 1_000n * UNIT,
      matchBy,
    });
    const given = [contractArgument(round.terms), contractArgument(campaign.terms)] as const;
    await (await contracts.matching.connect(actors.funder).enter(...given)).wait();
    await (await contracts.matching.connect(round.sponsor).register(...given)).wait();
    for (let n = 0; n < donors; n++) {
      const donor = await pledgeTo(fixture, campaign, each * UNIT);
      await countAs(fixture, round, campaign, donor, `${name}-${n}`);
    }
    campaigns.push(campaign);
  }
  const [a, b, c] = campaigns;
  if (a === undefined || b === undefined || c === undefined)
    throw new TypeError("There are three campaigns.");
  return { ...fixture, round, a, b, c };
};
type Counted = Awaited<ReturnType<typeof counted>>;

const post = async (world: Counted, lines: readonly MatchLine[]): Promise<HDNodeWallet> => {
  const { contracts, addresses, round } = world;
  const poster = await giver(world, BOND, addresses.MatchingRounds);
  await (
    await contracts.matching.connect(poster).post(contractArgument(round.terms), contractArgument(lines))
  ).wait();
  return poster;
};

/** What the result would be if B's raw amount were that of 1,000 given by a hundred keys. */
const inflated = (lines: readonly MatchLine[]): readonly MatchLine[] => {
  const more = 99_000n * UNIT * RAW_SCALE;
  const matches = [810_810_811n, 8_918_918_919n, 270_270_270n];
  let matchSum = 0n;
  return lines.map((line, i) => {
    matchSum += matches[i] ?? 0n;
    return { ...line, rawSum: line.rawSum + (i > 0 ? more : 0n), matchSum };
  });
};

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
