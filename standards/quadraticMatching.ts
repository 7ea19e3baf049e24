// Who gets how much of a matching pool (Buterin, Hitzig, Weyl: Liberal Radicalism, 2018), to the unit, as MatchingRounds
// recomputes it:
//
//   root_i  = floor(sqrt(c_i x 10^24))                                    of each donor's whole contribution
//   raw     = (sum of roots)^2 - (sum of c_i) x 10^24, at least 0; 0 for a campaign that missed its goal
//   upTo(k) = floor(pool x (raw_1 + ... + raw_k) / (sum of all raw) + 1/2)
//   match_k = min(cap, upTo(k) - upTo(k - 1))
import type { CampaignId } from "./campaign.ts";
import type { MatchLine } from "./matching.ts";

/** Of raw amounts: the square of the one that roots are scaled by. */
export const RAW_SCALE = 10n ** 24n;

/** What unique donors gave to one campaign. */
export type Contributions = {
  readonly campaign: CampaignId;
  readonly goalMet: boolean;
  /** Whole contribution of each. */
  readonly amounts: readonly bigint[];
};

/** One campaign's part of a result. */
export type CampaignMatch = { readonly campaign: CampaignId; readonly raw: bigint; readonly match: bigint };

/** The greatest whole number whose square is no greater. */
export const squareRoot = (value: bigint): bigint => {
  if (value < 2n) return value;
  // From above, Newton's steps fall until they are there.
  let root = 1n << (BigInt(value.toString(2).length + 1) / 2n);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
};

/** Sum of the scaled roots, and of what was given. */
export const tallyOf = (amounts: readonly bigint[]): { readonly roots: bigint; readonly sum: bigint } => ({
  roots: amounts.reduce((roots, amount) => roots + squareRoot(amount * RAW_SCALE), 0n),
  sum: amounts.reduce((sum, amount) => sum + amount, 0n),
});

/** What a campaign's donors weigh beyond what they gave. */
export const rawOf = (amounts: readonly bigint[], goalMet: boolean): bigint => {
  const { roots, sum } = tallyOf(amounts);
  const raw = roots * roots - sum * RAW_SCALE;
  return goalMet && raw > 0n ? raw : 0n;
};

/** Uncapped matches of the first lines together, to the nearest unit. */
export const matchUpTo = (pool: bigint, rawSum: bigint, rawTotal: bigint): bigint =>
  rawTotal === 0n ? 0n : (2n * pool * rawSum + rawTotal) / (2n * rawTotal);

/** What one line gets: the difference to the line before, up to the cap. */
export const matchBetween = (
  { pool, cap }: { readonly pool: bigint; readonly cap: bigint },
  before: bigint,
  rawSum: bigint,
  rawTotal: bigint,
): bigint => {
  const whole = matchUpTo(pool, rawSum, rawTotal) - matchUpTo(pool, before, rawTotal);
  return whole < cap ? whole : cap;
};

/** Shares a pool among campaigns in the order of their registration. Uncapped matches sum to the pool exactly. */
export const shareQuadratically = (
  terms: { readonly pool: bigint; readonly cap: bigint },
  campaigns: readonly Contributions[],
): readonly CampaignMatch[] => {
  const raws = campaigns.map(({ amounts, goalMet }) => rawOf(amounts, goalMet));
  const total = raws.reduce((sum, raw) => sum + raw, 0n);
  let before = 0n;
  return campaigns.map(({ campaign }, i) => {
    const raw = raws[i] ?? 0n;
    const match = matchBetween(terms, before, before + raw, total);
    before += raw;
    return { campaign, raw, match };
  });
};

/** Matches as the lines of a result. */
export const linesOf = (matches: readonly CampaignMatch[]): readonly MatchLine[] => {
  let [rawSum, matchSum] = [0n, 0n];
  return matches.map(({ campaign, raw, match }) => {
    rawSum += raw;
    matchSum += match;
    return { campaign, rawSum, matchSum };
  });
};

/** A line that the contract would refute. */
export type WrongLine = {
  readonly index: number;
  readonly field: "campaign" | "raw" | "match";
  readonly posted: MatchLine;
  /** The line as it should be, in a result that is right throughout. */
  readonly expected: MatchLine;
};

/**
 * The first line that the contract would refute, or undefined for a right result. Matches are held against the posted
 * total, as the contract does: if every raw amount is right, so is that total.
 */
export const findWrongLine = (
  terms: { readonly pool: bigint; readonly cap: bigint },
  right: readonly CampaignMatch[],
  posted: readonly MatchLine[],
): WrongLine | undefined => {
  const expected = linesOf(right);
  const rawTotal = posted.at(-1)?.rawSum ?? 0n;
  let before = { rawSum: 0n, matchSum: 0n };
  for (const [index, line] of posted.entries()) {
    const should = right[index];
    const found = expected[index];
    if (should === undefined || found === undefined) break;
    const wrong = (field: WrongLine["field"]): WrongLine => ({ index, field, posted: line, expected: found });
    if (line.campaign.toLowerCase() !== should.campaign.toLowerCase()) return wrong("campaign");
    if (line.rawSum - before.rawSum !== should.raw) return wrong("raw");
    const match = matchBetween(terms, before.rawSum, line.rawSum, rawTotal);
    if (line.matchSum - before.matchSum !== match) return wrong("match");
    before = line;
  }
  return undefined;
};
