// Commands of campaigns run again after a crash or by mistake, and a donor's own dispute from pledge to bond.
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { declareReviewers, draftOf, handIn, inDays, prepare, voteBoth } from "../support/grantDrafts.ts";
import { type Facts, type GrantStage, loadGrantStage } from "../support/grantStage.ts";

const DAY = 86_400;

describe("theriac campaign, run again", function () {
  this.timeout(120_000);
  let stage: GrantStage;
  let { at, from, holds, file } = {} as GrantStage;
  let campaign: string;

  /** Runs `theriac campaign ...`, which has to end with this code. */
  const ended = async (code: number, ...args: readonly string[]): Promise<Facts & { said: string }> => {
    const outcome = await stage.on("--json", "campaign", ...args);
    const said = outcome.stderr + outcome.stdout;
    expect(outcome.code, `${args.join(" ")}: ${said}`).to.equal(code);
    const printed = outcome.stdout === "" ? {} : JSON.parse(outcome.stdout);
    return { ...(Array.isArray(printed) ? {} : printed), said };
  };
  const done = (...args: readonly string[]) => ended(0, ...args);
  const refused = async (what: string, code: number, ...args: readonly string[]): Promise<void> => {
    expect((await ended(code, ...args)).said).to.contain(what);
  };

  before(async () => {
    stage = await loadGrantStage();
    ({ at, from, holds, file } = stage);
    await prepare(stage);
    await declareReviewers(stage);
  });
  after(() => stage?.end());

  const openCampaign = async (name: string): Promise<string> => {
    const { funder: _, startBy: __, keeperReward: ___, milestones, ...judged } = await draftOf(stage);
    const shares = milestones.map(({ amount: ____, ...rest }) => ({ ...rest, share: "50" }));
    const draft = { ...judged, goal: "200", deadline: await inDays(stage, 15), milestones: shares };
    const files = ["--out", at(`${name}.out.json`), "--secrets", at(`${name}.organiser.json`)];
    const opened = await done("open", await file(`${name}.draft.json`, draft), ...files, ...from.stranger);
    return String(opened.campaign);
  };

  it("opens one round of a draft, also after a crash", async () => {
    const draft = {
      ...{ token: stage.token, issuer: stage.actors.bob.address, pool: "1000", cap: "1000", bond: "50" },
      ...{ endsAt: await inDays(stage, 20), postBy: await inDays(stage, 30), challengeWindow: "3d" },
    };
    const open = ["match", "open", await file("round.json", draft), "--out", at("round.terms.json")];
    await done(...open, "--dry-run", ...from.funder);
    expect(existsSync(at("round.terms.json"))).to.equal(false);
    const before = await holds("funder");
    const { provider } = stage.chain;
    // The file is written, then nothing of what was sent is mined: as if the process had died in between.
    const snapshot = await provider.send("evm_snapshot", []);
    const first = await done(...open, ...from.funder);
    await provider.send("evm_revert", [snapshot]);
    expect(await holds("funder")).to.equal(before);
    const second = await done(...open, ...from.funder);
    expect(second.round).to.equal(first.round);
    expect(second.transaction).not.to.equal("");
    const again = await done(...open, ...from.funder);
    expect(again).to.include({ round: first.round, transaction: "" });
    expect(before - (await holds("funder"))).to.equal(1_000_000_000n);
    await file("round.json", { ...draft, pool: "2000" });
    await refused("ROUND_FILE", 1, ...open, ...from.funder);
    await file("round.json", draft);
    await refused("ROUND_FILE", 1, ...open, ...from.investigator);
  });

  it("pledges what is missing of a total, and twice only if that is meant", async () => {
    campaign = await openCampaign("together");
    const pledge = (...args: readonly string[]) => ["pledge", campaign, ...args, ...from.funder];
    const before = await holds("funder");
    await done(...pledge("--total", "150"));
    expect((await done(...pledge("--total", "150"))).transaction).to.equal("");
    expect(before - (await holds("funder"))).to.equal(150_000_000n);
    expect(await done(...pledge("--total", "180"))).to.include({
      pledged: "30.000000 tUSD",
      total: "180.000000 tUSD",
    });
    await refused("ALREADY_PLEDGED", 1, ...pledge("--amount", "20"));
    await refused("PLEDGED_MORE", 1, ...pledge("--total", "179.999999"));
    await refused("BAD_OPTION", 2, ...pledge("--total", "200", "--amount", "20"));
    await refused("BAD_OPTION", 2, ...pledge("--total", "200", "--more"));
    await refused("BAD_OPTION", 2, ...pledge());
    expect(before - (await holds("funder"))).to.equal(180_000_000n);
    await done(...pledge("--amount", "20", "--more"));
    expect(before - (await holds("funder"))).to.equal(200_000_000n);
    await done("pledge", campaign, "--amount", "1", ...from.investigator);
  });

  it("hands the investigator this campaign's secrets, or none", async () => {
    await openCampaign("other");
    await stage.chain.advance(15 * DAY + 1);
    await done("launch", campaign, ...from.stranger);
    const write = ["grant", campaign, "--file", at("together.out.json"), "--out", at("together.json")];
    const to = ["--secrets-out", at("together.secrets.json")];
    await refused("BAD_OPTION", 2, ...write, "--secrets", at("together.organiser.json"));
    await refused("BAD_OPTION", 2, ...write, ...to);
    await refused("CAMPAIGN_FILE", 1, ...write, "--secrets", at("other.organiser.json"), ...to);
    expect(existsSync(at("together.json"))).to.equal(false);
    const { grant } = await done(...write, "--secrets", at("together.organiser.json"), ...to);
    expect(JSON.parse(readFileSync(at("together.secrets.json"), "utf8")).grant).to.equal(grant);
  });

  it("pays the bond of a donor's own dispute where that donor says", async () => {
    const { grant } = JSON.parse(readFileSync(at("together.secrets.json"), "utf8"));
    await stage.done("accept", at("together.json"), ...from.investigator);
    await handIn(stage, "together", "1", "Nothing was collected.");
    await stage.done("keep", grant, ...from.stranger);
    await voteBoth(stage, grant, "1", true);
    await done("dispute", campaign, "--milestone", "1", ...from.funder);
    await stage.done("rule", grant, "1", "--share", "0", ...from.arbitrator);
    const [funder, bob] = [await holds("funder"), await holds("bob")];
    const claim = ["claim", campaign, "--pot", "bond:1", "--to", stage.actors.bob.address];
    await refused("BOND_OF_DONOR", 1, ...claim, ...from.investigator);
    await done(...claim, ...from.funder);
    expect((await holds("bob")) - bob).to.equal(10_000_000n);
    expect(await holds("funder")).to.equal(funder);
  });
});
