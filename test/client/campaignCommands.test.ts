// docs/campaigns.md as its reader runs it, and a matching round from the command line to the refutation of its result.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { JsonRpcSigner } from "ethers";
import { campaignViewOf } from "../../client/campaigns/campaignContracts.ts";
import { readRound } from "../../client/campaigns/readRound.ts";
import { contractArgument } from "../../client/contractArgument.ts";
import { governed } from "../../scripts/local/governor.ts";
import type { RoundId } from "../../standards/matching.ts";
import { type TestUsd, TestUsd__factory } from "../../types/index.ts";
import { type CommandStage, startStage } from "../support/commandLine.ts";
import { itRuns } from "../support/walkthrough.ts";

const UNIT = 1_000_000n;
const DAY = 86_400;
const DELAY = 86_400;
const RICH = 100_000n * UNIT;

describe("theriac campaign", function () {
  this.timeout(400_000);
  let stage: CommandStage;
  let usd: TestUsd;
  let people: readonly JsonRpcSigner[];
  const at = (i: number): JsonRpcSigner => people[i] as JsonRpcSigner;
  const from = (i: number): string[] => ["--from", at(i).address];
  const match = (...args: readonly string[]) => stage.json("campaign", "match", ...args);
  const dateIn = async (days: number): Promise<string> =>
    new Date(((await stage.chain.now()) + days * DAY) * 1_000).toISOString();
  const moveTo = async (second: number): Promise<void> => {
    await stage.chain.advance(second - (await stage.chain.now()));
  };

  before(async () => {
    stage = await startStage("campaigns");
    const { chain, connection, addresses } = stage;
    people = await Promise.all(Array.from({ length: 20 }, (_, i) => chain.provider.getSigner(i)));
    usd = await new TestUsd__factory(at(0)).deploy();
    const token = await usd.getAddress();
    process.env.TOKEN = token;
    for (const { address } of people) await (await usd.mint(address, RICH)).wait();
    const { escrow, manager } = connection.contracts;
    const data = escrow.interface.encodeFunctionData("listToken", [token]);
    await governed(chain, manager, at(1), DELAY, [{ target: addresses.ResearchEscrow, data }]);
  });
  after(() => {
    delete process.env.TOKEN;
    return stage?.end();
  });

  describe("the walkthrough of docs/campaigns.md", () => {
    itRuns("docs/campaigns.md", 3, () => stage);

    it("has given back what was asked back, and kept the rest", async () => {
      expect(await usd.balanceOf(at(12).address)).to.equal(RICH);
      expect(await usd.balanceOf(at(13).address)).to.equal(RICH - 50n * UNIT);
      expect(await usd.balanceOf(stage.addresses.Campaigns)).to.equal(50n * UNIT);
    });
  });

  describe("match", () => {
    const SPONSOR = 10;
    const ISSUER = 9;
    const ORGANISER = 11;
    let round: string;
    let endsAt: number;
    const campaigns: string[] = [];

    const openCampaign = async (name: string, deadline: string, matchBy: string): Promise<string> => {
      const draft = JSON.parse(readFileSync(`${stage.dir}/campaign-draft.json`, "utf8"));
      const file = await stage.file(`${name}.json`, { ...draft, goal: "400", deadline, matchBy });
      const files = [
        "--out",
        `${stage.dir}/${name}.out.json`,
        "--secrets",
        `${stage.dir}/${name}.secrets.json`,
      ];
      const { campaign } = await stage.json("campaign", "open", file, ...files, ...from(ORGANISER));
      return String(campaign);
    };

    /** A pledge of one person that is counted. */
    const give = async (campaign: string, donor: number, amount: string): Promise<void> => {
      await stage.json("campaign", "pledge", campaign, "--amount", amount, ...from(donor));
      const person = await stage.file(`person-${donor}`, `Person ${donor}`);
      const credential = `${stage.dir}/credential-${donor}.json`;
      const secret = ["--secret", `${stage.dir}/issuer.json`];
      const whose = ["--donor", at(donor).address, "--person", person, "--out", credential];
      await match("credential", round, ...whose, ...secret, ...from(ISSUER));
      await match("count", round, campaign, "--credential", credential, ...from(8));
    };

    it("opens a round, and takes campaigns and donors in", async () => {
      await match("issuer", "--out", `${stage.dir}/issuer.json`);
      const draft = {
        token: await usd.getAddress(),
        issuer: at(ISSUER).address,
        ...{ pool: "10000", cap: "10000", bond: "500", challengeWindow: "3d" },
        endsAt: await dateIn(20),
        postBy: await dateIn(30),
      };
      const opened = await match("open", await stage.file("round.json", draft), ...from(SPONSOR));
      round = String(opened.round);
      endsAt = Date.parse(draft.endsAt) / 1_000;
      for (const name of ["few", "many"]) {
        const campaign = await openCampaign(name, await dateIn(15), String(opened.matchBy));
        await match("enter", round, campaign, ...from(ORGANISER));
        await match("register", round, campaign, ...from(SPONSOR));
        campaigns.push(campaign);
      }
      // One of 400 against four of 100: raw 0 against 1,200.
      await give(String(campaigns[0]), 2, "400");
      for (const donor of [3, 4, 5, 6]) await give(String(campaigns[1]), donor, "100");
      expect(await match(round)).to.include({ state: "Open", campaigns: 2, counted: 5 });
    });

    it("tells misuse, and that there is no result yet", async () => {
      expect((await stage.on("campaign", "match", "--verify", "0x12")).code).to.equal(2);
      expect((await stage.on("campaign", "match", "--verify", round, "--refute")).code).to.equal(2);
      const none = await stage.on("campaign", "match", "--verify", round);
      expect(none.code).to.equal(1);
      expect(none.stderr).to.match(/^NO_RESULT: /);
    });

    it("finds the wrong line of a posted result, ends with 3, refutes it, and calls the right one right", async () => {
      await moveTo(endsAt + 1);
      const view = campaignViewOf(stage.connection);
      const { terms } = await readRound(view, round as RoundId);
      const rounds = stage.connection.contracts.matching.connect(at(7));
      await (await usd.connect(at(7)).approve(stage.addresses.MatchingRounds, 500n * UNIT)).wait();
      const raw = 1_200n * UNIT * 10n ** 24n;
      // The first campaign is made to weigh as much as the second.
      const lines = campaigns.map((campaign, i) => ({
        campaign,
        rawSum: raw * BigInt(i + 1),
        matchSum: 5_000n * UNIT * BigInt(i + 1),
      }));
      await (await rounds.post(contractArgument(terms), lines)).wait();

      const verdict = await stage.on("--json", "campaign", "match", "--verify", round);
      expect(verdict.code, verdict.stderr).to.equal(3);
      expect(JSON.parse(verdict.stdout)).to.include({
        result: "wrong",
        wrongLine: 1,
        wrong: "raw",
        postedRawSum: String(raw),
        expectedRawSum: "0",
        postedMatchSum: "5000000000",
        expectedMatchSum: "0",
      });
      const refuted = await stage.on(
        "--json",
        "campaign",
        "match",
        round,
        "--verify",
        "--refute",
        ...from(6),
      );
      expect(refuted.code, refuted.stderr).to.equal(3);
      expect(JSON.parse(refuted.stdout)).to.include({ refuted: true });
      expect(await match("withdraw", round, ...from(6))).to.include({ withdrawn: "250.000000 tUSD" });

      await match("post", round, ...from(8));
      const right = await stage.on("--json", "campaign", "match", "--verify", round);
      expect(right.code, right.stderr).to.equal(0);
      expect(JSON.parse(right.stdout)).to.include({ result: "right" });
      const not = await stage.on("campaign", "match", "refute", round, ...from(6));
      expect(not.stderr).to.match(/^LINE_NOT_WRONG: /);
    });

    it("closes the round, pays the match, and launches the grant over both", async () => {
      await stage.chain.advance(3 * DAY + 1);
      const many = String(campaigns[1]);
      await match("close", round, ...from(8));
      expect(await match("pay", round, many, ...from(8))).to.include({ match: "10000.000000 tUSD" });
      await stage.json("campaign", "launch", many, ...from(8));
      const out = `${stage.dir}/terms.json`;
      const files = ["--file", `${stage.dir}/many.out.json`, "--out", out];
      const { grant } = await stage.json("campaign", "grant", many, ...files);
      const standing = await stage.json("campaign", "status", many);
      expect(standing).to.include({ state: "Launched", raised: "10400.000000 tUSD", grant });
      expect(JSON.parse(readFileSync(out, "utf8")).terms.account.amounts).to.deep.equal([
        "6760000000",
        "3640000000",
      ]);
    });
  });
});
