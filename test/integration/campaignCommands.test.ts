// A matching round from the command line, to the refutation of a wrong result.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { JsonRpcSigner } from "ethers";
import { readRound } from "../../client/campaigns/readRound.ts";
import type { Facts } from "../../client/commands/output.ts";
import { contractArgument } from "../../client/contractArgument.ts";
import type { RoundId } from "../../standards/matching.ts";
import { codeOf, runOn } from "../support/campaignCommands.ts";
import { DAY, type Fundraising, fundraising, moveTo, UNIT } from "../support/campaigns.ts";
import { testChain } from "../support/chain.ts";

const RICH = 100_000n * UNIT;

describe("theriac campaign match", () => {
  const [SPONSOR, ISSUER, ORGANISER] = [10, 9, 11];
  let fixture: Fundraising;
  let dir: string;
  let round: string;
  let endsAt: number;
  let people: readonly JsonRpcSigner[];
  const campaigns: string[] = [];

  const at = (name: string): string => path.join(dir, name);
  const from = (i: number): string[] => ["--from", people[i]?.address ?? ""];
  const file = (name: string, content: string | object): string => {
    writeFileSync(at(name), typeof content === "string" ? content : JSON.stringify(content));
    return at(name);
  };
  const campaign = async (...args: readonly string[]): Promise<Facts> => (await runOn(fixture, args)).facts;
  const match = (...args: readonly string[]): Promise<Facts> => campaign("match", ...args);
  const verify = (...args: readonly string[]) => runOn(fixture, ["match", "--verify", round, ...args]);
  const dateIn = async (days: number): Promise<string> =>
    new Date(((await fixture.chain.now()) + days * DAY) * 1_000).toISOString();

  before(async () => {
    fixture = await (await testChain()).load(fundraising);
    dir = mkdtempSync(path.join(os.tmpdir(), "theriac-match-"));
    const { chain, usd } = fixture;
    people = await Promise.all(Array.from({ length: 20 }, (_, i) => chain.provider.getSigner(i)));
    for (const { address } of people) await (await usd.mint(address, RICH)).wait();
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  const openCampaign = async (name: string, matchBy: string): Promise<string> => {
    const { usd, actors } = fixture;
    const windows = {
      commitWindow: "5d",
      revealWindow: "5d",
      challengeWindow: "5d",
      arbitrationWindow: "30d",
    };
    const draft = {
      investigator: actors.investigator.address,
      token: await usd.getAddress(),
      goal: "400",
      deadline: await dateIn(15),
      matchBy,
      arbitrator: actors.arbitrator.address,
      orcid: "0000-0002-1825-0097",
      excludedOrganisations: ["https://ror.org/05a28rw58"],
      programmeSalt: `0x${"5a".repeat(32)}`,
      milestones: ["65", "35"].map((share) => ({
        ...{ share, due: "2031-03-31", graceEnd: "2031-04-30", criteria: [`Worth ${share} in a hundred`] },
      })),
      policy: {
        reviewers: actors.reviewers.map(({ address }) => address),
        ...{ seats: 3, quorum: 2, supermajority: 3, maxAttempts: 2, defaultSplit: "50", disputeBond: "10" },
        ...windows,
      },
    };
    const files = ["--out", at(`${name}.out.json`), "--secrets", at(`${name}.secrets.json`)];
    const opened = await campaign("open", file(`${name}.json`, draft), ...files, ...from(ORGANISER));
    return String(opened.campaign);
  };

  /** A pledge of one person that is counted. */
  const give = async (to: string, donor: number, amount: string): Promise<void> => {
    await campaign("pledge", to, "--total", amount, ...from(donor));
    const credential = ["--out", at(`credential-${donor}.json`), "--secret", at("issuer.json")];
    const person = ["--person", file(`person-${donor}`, `Person ${donor}`)];
    const whose = ["--donor", people[donor]?.address ?? "", ...person];
    await match("credential", round, ...whose, ...credential, ...from(ISSUER));
    await match("count", round, to, "--credential", at(`credential-${donor}.json`), ...from(8));
  };

  it("opens a round, and takes campaigns and donors in", async () => {
    await match("issuer", "--out", at("issuer.json"));
    const draft = {
      token: await fixture.usd.getAddress(),
      issuer: people[ISSUER]?.address,
      ...{ pool: "10000", cap: "10000", bond: "500", challengeWindow: "3d" },
      endsAt: await dateIn(20),
      postBy: await dateIn(30),
    };
    const tried = await runOn(fixture, [
      "match",
      "open",
      file("round.json", draft),
      "--out",
      at("round.terms.json"),
      ...from(SPONSOR),
      "--dry-run",
    ]);
    expect(tried.isNo).to.equal(false);
    const opened = await match("open", at("round.json"), "--out", at("round.terms.json"), ...from(SPONSOR));
    round = String(opened.round);
    endsAt = Math.floor(Date.parse(draft.endsAt) / 1_000);
    for (const name of ["few", "many"]) {
      const id = await openCampaign(name, String(opened.matchBy));
      await match("enter", round, id, ...from(ORGANISER));
      await match("register", round, id, ...from(SPONSOR));
      campaigns.push(id);
    }
    // One of 400 against four of 100: raw 0 against 1,200.
    await give(String(campaigns[0]), 2, "400");
    for (const donor of [3, 4, 5, 6]) await give(String(campaigns[1]), donor, "100");
    expect(await match(round)).to.include({ state: "Open", campaigns: 2, counted: 5 });
  });

  it("tells misuse, and that there is no result yet", async () => {
    expect(await codeOf(runOn(fixture, ["match", "--verify", "0x12"]))).to.equal("BAD_IDENTIFIER");
    expect(await codeOf(verify("--refute"))).to.equal("BAD_OPTION");
    expect(await codeOf(verify())).to.equal("NO_RESULT");
    const nobody = `0x${"12".repeat(32)}`;
    expect(await codeOf(runOn(fixture, ["match", nobody]))).to.equal("ROUND_UNKNOWN");
    expect(await codeOf(runOn(fixture, ["status", nobody]))).to.equal("CAMPAIGN_UNKNOWN");
  });

  it("finds the wrong line of a posted result, refutes it, and calls the right one right", async () => {
    const { view, contracts, usd, addresses } = fixture;
    await moveTo(fixture, endsAt + 1);
    const { terms } = await readRound(view, round as RoundId);
    const poster = people[7] as JsonRpcSigner;
    await (await usd.connect(poster).approve(addresses.MatchingRounds, terms.bond)).wait();
    const raw = 1_200n * UNIT * 10n ** 24n;
    // The first campaign is made to weigh as much as the second.
    const lines = campaigns.map((id, i) => ({
      campaign: id,
      rawSum: raw * BigInt(i + 1),
      matchSum: 5_000n * UNIT * BigInt(i + 1),
    }));
    await (await contracts.matching.connect(poster).post(contractArgument(terms), lines)).wait();

    const verdict = await verify();
    expect(verdict.isNo).to.equal(true);
    expect(verdict.facts).to.include({
      result: "wrong",
      wrongLine: 1,
      wrong: "raw",
      campaign: campaigns[0],
      postedRawSum: String(raw),
      expectedRawSum: "0",
      postedMatchSum: "5000000000",
      expectedMatchSum: "0",
    });
    const refuted = await verify("--refute", ...from(6));
    expect(refuted.isNo).to.equal(true);
    expect(refuted.facts.refuted).to.equal(true);
    expect(await match("withdraw", round, ...from(6))).to.include({ withdrawn: "250.000000 tUSD" });

    await match("post", round, ...from(8));
    const right = await verify();
    expect(right.isNo).to.equal(false);
    expect(right.facts).to.include({ result: "right", root: right.facts.recomputedRoot });
    expect(await codeOf(runOn(fixture, ["match", "refute", round, ...from(6)]))).to.equal("LINE_NOT_WRONG");
  });

  it("closes the round, pays the match, and launches the grant over both", async () => {
    await fixture.chain.advance(3 * DAY + 1);
    const many = String(campaigns[1]);
    await match("close", round, ...from(8));
    expect(await match("pay", round, many, ...from(8))).to.include({ match: "10000.000000 tUSD" });
    await campaign("launch", many, ...from(8));
    const { grant } = await campaign("grant", many, "--file", at("many.out.json"), "--out", at("terms.json"));
    const standing = await campaign("status", many);
    expect(standing).to.include({ state: "Launched", raised: "10400.000000 tUSD", grant });
    // Five in a hundred of 400: the match takes no say away.
    expect(standing.disputesFrom).to.equal("20.000000 tUSD");
    const { terms } = JSON.parse(readFileSync(at("terms.json"), "utf8"));
    expect(terms.account.amounts).to.deep.equal(["6760000000", "3640000000"]);
  });
});
