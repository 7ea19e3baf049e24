import { expect } from "chai";
import type { CampaignId } from "../../standards/campaign.ts";
import {
  type Contributions,
  findWrongLine,
  linesOf,
  RAW_SCALE,
  rawOf,
  shareQuadratically,
  squareRoot,
} from "../../standards/quadraticMatching.ts";

const UNIT = 1_000_000n;
const POOL = { pool: 10_000n * UNIT, cap: 10_000n * UNIT };
const idOf = (n: number): CampaignId => `0x${n.toString(16).padStart(64, "0")}` as CampaignId;
const gave = (n: number, amounts: readonly bigint[], goalMet = true): Contributions => ({
  campaign: idOf(n),
  goalMet,
  amounts,
});
const donors = (count: number, each: bigint): bigint[] => Array.from({ length: count }, () => each);
const matchesOf = (...campaigns: Contributions[]): bigint[] =>
  shareQuadratically(POOL, campaigns).map(({ match }) => match);

/** Repeatable numbers below a bound. */
const drawer = (seed: bigint) => {
  let state = seed;
  return (below: bigint): bigint => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
    return (state >> 11n) % below;
  };
};

describe("square roots", () => {
  it("are the greatest whole numbers whose squares are no greater", () => {
    const draw = drawer(1n);
    const values = Array.from({ length: 300 }, (_, i) => draw(2n ** BigInt((i % 60) + 1)) ** 3n);
    for (const value of [0n, 1n, 2n, 3n, 4n, 24n, 25n, 26n, 2n ** 176n, 2n ** 176n - 1n, ...values]) {
      const root = squareRoot(value);
      expect(root * root <= value && (root + 1n) * (root + 1n) > value, String(value)).to.equal(true);
    }
  });
});

describe("a quadratic match", () => {
  it("gives E-8's pool to many small donors, and nothing to one large one", () => {
    const [a, b, c] = [donors(10, 100n * UNIT), [1_000n * UNIT], donors(4, 250n * UNIT)];
    expect(matchesOf(gave(1, a), gave(2, b), gave(3, c))).to.deep.equal([7_500n * UNIT, 0n, 2_500n * UNIT]);
  });

  it("would give most of it to one donor behind a hundred keys", () => {
    const [a, b, c] = [donors(10, 100n * UNIT), donors(100, 10n * UNIT), donors(4, 250n * UNIT)];
    expect(matchesOf(gave(1, a), gave(2, b), gave(3, c))).to.deep.equal([
      810_810_811n,
      8_918_918_919n,
      270_270_270n,
    ]);
  });

  it("is nothing for a campaign that missed its goal, and the others share what it would have had", () => {
    const [a, c] = [donors(10, 100n * UNIT), donors(4, 250n * UNIT)];
    expect(matchesOf(gave(1, a, false), gave(3, c))).to.deep.equal([0n, 10_000n * UNIT]);
    expect(matchesOf(gave(1, a, false), gave(3, [], true))).to.deep.equal([0n, 0n]);
  });

  it("is capped, and what is over goes to nobody", () => {
    const [a, c] = [donors(10, 100n * UNIT), donors(4, 250n * UNIT)];
    const capped = shareQuadratically({ ...POOL, cap: 5_000n * UNIT }, [gave(1, a), gave(3, c)]);
    expect(capped.map(({ match }) => match)).to.deep.equal([5_000n * UNIT, 2_500n * UNIT]);
  });

  it("never has a raw amount below zero, for roots that were rounded down", () => {
    for (const amount of [2n, 3n, 999_999_937n]) expect(rawOf([amount], true)).to.equal(0n);
    expect(rawOf([1n, 1n], true)).to.equal(2n * RAW_SCALE);
  });

  it("sums to the pool exactly and stays within a unit of the quotient of whole numbers", () => {
    const draw = drawer(7n);
    for (let round = 0; round < 200; round++) {
      const campaigns = Array.from({ length: 1 + Number(draw(9n)) }, (_, n) =>
        gave(
          n + 1,
          Array.from({ length: Number(draw(12n)) }, () => 1n + draw(10n ** 12n)),
          draw(5n) > 0n,
        ),
      );
      const pool = 1n + draw(10n ** 13n);
      const shared = shareQuadratically({ pool, cap: pool }, campaigns);
      const total = shared.reduce((sum, { raw }) => sum + raw, 0n);
      const sum = shared.reduce((all, { match }) => all + match, 0n);
      expect(sum).to.equal(total === 0n ? 0n : pool);
      for (const { raw, match } of shared) {
        if (total === 0n) continue;
        // |match - pool x raw / total| <= 1, without dividing.
        const off = match * total - pool * raw;
        expect(off <= total && off >= -total, `${match} of ${pool}`).to.equal(true);
      }
    }
  });

  it("weighs donors as real numbers would, to one part in a thousand million", () => {
    const draw = drawer(11n);
    for (let round = 0; round < 100; round++) {
      const amounts = Array.from({ length: 2 + Number(draw(20n)) }, () => 1n + draw(10n ** 11n));
      const roots = amounts.reduce((sum, amount) => sum + Math.sqrt(Number(amount)), 0);
      const real = roots ** 2 - amounts.reduce((sum, amount) => sum + Number(amount), 0);
      const exact = Number(rawOf(amounts, true)) / Number(RAW_SCALE);
      expect(Math.abs(exact / real - 1)).to.be.lessThan(1e-9);
    }
  });
});

describe("a posted result", () => {
  const campaigns = [
    gave(1, donors(10, 100n * UNIT)),
    gave(2, [1_000n * UNIT]),
    gave(3, donors(4, 250n * UNIT)),
  ];
  const right = shareQuadratically(POOL, campaigns);
  const lines = linesOf(right);
  const changed = (index: number, change: Partial<(typeof lines)[number]>) =>
    lines.map((line, i) => (i === index ? { ...line, ...change } : line));

  it("has no wrong line if every one is right", () => {
    expect(findWrongLine(POOL, right, lines)).to.equal(undefined);
  });

  it("is named by the line that the contract refutes, not by those that follow from its total", () => {
    // B's raw made up: every match computed by that total is consistent with it, and only B's line is not.
    const forged = right.map((one, i) => (i === 1 ? { ...one, raw: 99_000n * UNIT * RAW_SCALE } : one));
    let before = 0n;
    const total = forged.reduce((sum, { raw }) => sum + raw, 0n);
    const posted = linesOf(
      forged.map(({ campaign, raw }) => {
        const upTo = (sum: bigint): bigint => (2n * POOL.pool * sum + total) / (2n * total);
        const match = upTo(before + raw) - upTo(before);
        before += raw;
        return { campaign, raw, match };
      }),
    );
    const wrong = findWrongLine(POOL, right, posted);
    expect(wrong?.index).to.equal(1);
    expect(wrong?.field).to.equal("raw");
    expect(wrong?.expected).to.deep.equal(lines[1]);
  });

  it("is wrong by one unit", () => {
    const wrong = findWrongLine(POOL, right, changed(0, { matchSum: (lines[0]?.matchSum ?? 0n) + 1n }));
    expect(wrong).to.include({ index: 0, field: "match" });
  });

  it("is wrong if a campaign stands in another's place", () => {
    expect(findWrongLine(POOL, right, changed(2, { campaign: idOf(1) }))).to.include({
      index: 2,
      field: "campaign",
    });
  });
});
