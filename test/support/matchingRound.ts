// A matching round of three campaigns whose donors are counted: the world of scenario E-8.
import { expect } from "chai";
import type { HDNodeWallet } from "ethers";
import { contractArgument } from "../../client/contractArgument.ts";
import type { Hex } from "../../standards/hex.ts";
import {
  type MatchLine,
  matchingRoundsDomain,
  nullifierOf,
  type RoundId,
  type RoundTerms,
  roundIdOf,
  UNIQUENESS_TYPES,
  uniquenessDigest,
} from "../../standards/matching.ts";
import { RAW_SCALE } from "../../standards/quadraticMatching.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { isSignedBy } from "../../standards/signatures.ts";
import {
  DAY,
  type Fundraising,
  fundraising,
  giver,
  openCampaign,
  pledgeTo,
  type TestCampaign,
  UNIT,
} from "./campaigns.ts";
import { addressOf } from "./fixtures.ts";

export const POOL = 10_000n * UNIT;
export const BOND = 500n * UNIT;
const SECRET = randomWord();

export type Round = { readonly id: RoundId; readonly terms: RoundTerms; readonly sponsor: HDNodeWallet };

export const openRound = async (fixture: Fundraising): Promise<Round> => {
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
export const credentialOf = async (
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

export const countAs = async (
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
export const counted = async () => {
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
export type Counted = Awaited<ReturnType<typeof counted>>;

export const post = async (world: Counted, lines: readonly MatchLine[]): Promise<HDNodeWallet> => {
  const { contracts, addresses, round } = world;
  const poster = await giver(world, BOND, addresses.MatchingRounds);
  await (
    await contracts.matching.connect(poster).post(contractArgument(round.terms), contractArgument(lines))
  ).wait();
  return poster;
};

/** What the result would be if B's raw amount were that of 1,000 given by a hundred keys. */
export const inflated = (lines: readonly MatchLine[]): readonly MatchLine[] => {
  const more = 99_000n * UNIT * RAW_SCALE;
  const matches = [810_810_811n, 8_918_918_919n, 270_270_270n];
  let matchSum = 0n;
  return lines.map((line, i) => {
    matchSum += matches[i] ?? 0n;
    return { ...line, rawSum: line.rawSum + (i > 0 ? more : 0n), matchSum };
  });
};
