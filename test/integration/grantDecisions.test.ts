import { readFileSync } from "node:fs";
import { expect } from "chai";
import { declareReviewers, handIn, inDays, offer, prepare, start, voteBoth } from "../support/grantDrafts.ts";
import { type GrantStage, loadGrantStage } from "../support/grantStage.ts";

const DAY = 86_400;

describe("theriac grant, from evidence to payment", function () {
  this.timeout(400_000);
  let stage: GrantStage;
  let { grant: run, done, refused, at, from, holds, milestone } = {} as GrantStage;
  let grant: string;

  const pass = (days: number): Promise<void> => stage.chain.advance(days * DAY + 1);

  before(async () => {
    stage = await loadGrantStage();
    ({ grant: run, done, refused, at, from, holds, milestone } = stage);
    await prepare(stage);
    await declareReviewers(stage);
    grant = await start(stage, "terms");
  });
  after(() => stage?.end());

  it("seals a vote in a file before it is sent, once, by whoever has a seat", async () => {
    await handIn(stage, "terms", "1", "We collected 327 samples.");
    await done("keep", grant, ...from.stranger);
    const commit = ["review", "commit", grant, "1"];
    const vote = (name: string, who: "alice" | "bob" | "stranger") => ["--vote", at(name), ...from[who]];
    await refused("NOT_ON_PANEL", 1, ...commit, "--approve", ...vote("s.vote", "stranger"));
    await refused("BAD_OPTION", 2, ...commit, "--approve", "--reject", ...vote("a.vote", "alice"));
    await refused("BAD_OPTION", 2, ...commit, "--reject", ...vote("a.vote", "alice"));
    const rejects = ["--reject", "--reasons", at("reasons.txt"), "--payloads", at("payloads")];
    await done(...commit, ...rejects, "--dry-run", ...vote("a.vote", "alice"));
    await done(...commit, ...rejects, ...vote("a.vote", "alice"));
    const kept = readFileSync(at("a.vote"), "utf8");
    expect((await done(...commit, ...rejects, ...vote("a.vote", "alice"))).facts.transaction).to.equal("");
    expect(readFileSync(at("a.vote"), "utf8")).to.equal(kept);
    await refused("OTHER_VOTE", 1, ...commit, "--approve", ...vote("a.vote", "alice"));
    await refused("OTHER_VOTE", 1, ...commit, ...rejects, ...vote("fresh.vote", "alice"));
    await refused("NotRevealPhase", 1, "review", "reveal", "--vote", at("a.vote"), ...from.alice);
  });

  it("sends what a crash kept from being sent, under the same salt", async () => {
    const commit = ["review", "commit", grant, "1", "--reject", "--reasons", at("reasons.txt")];
    const args = [...commit, "--payloads", at("payloads"), "--vote", at("b.vote"), ...from.bob];
    const { provider } = stage.chain;
    // The file is written, then the endpoint takes no transaction: as if the process had died in between.
    const snapshot = await provider.send("evm_snapshot", []);
    await done(...args);
    await provider.send("evm_revert", [snapshot]);
    const salt = JSON.parse(readFileSync(at("b.vote"), "utf8")).salt;
    expect((await done(...args)).facts.transaction).not.to.equal("");
    expect(JSON.parse(readFileSync(at("b.vote"), "utf8")).salt).to.equal(salt);
    for (const file of ["a.vote", "b.vote"])
      await done("review", "reveal", "--vote", at(file), ...from.stranger);
    expect((await done("review", "reveal", "--vote", at("b.vote"), ...from.bob)).facts.transaction).to.equal(
      "",
    );
    expect(await milestone(grant, 1)).to.include({ state: "Rejected", next: "submit", by: "investigator" });
  });

  it("takes another package after a rejection, and pays nothing early", async () => {
    await handIn(stage, "terms", "1", "We collected 327 samples, of both districts.");
    await done("keep", grant, ...from.stranger);
    await voteBoth(stage, grant, "1", true);
    const { list } = await done("claim", ...from.investigator);
    expect(list[0]).to.include({ did: "", state: "Approved", next: "claim", by: "investigator" });
    expect(Date.parse(String(list[0]?.from)) / 1000).to.be.greaterThan(await stage.chain.now());
  });

  it("disputes with the bond, once, and lets the arbitrator alone rule", async () => {
    await refused("MayNotDispute", 1, "dispute", grant, "1", ...from.investigator);
    const before = await holds("funder");
    await done("dispute", grant, "1", ...from.funder);
    expect((await done("dispute", grant, "1", ...from.funder)).facts.transaction).to.equal("");
    expect(before - (await holds("funder"))).to.equal(10_000_000n);
    await refused("OTHER_ACCOUNT", 1, "rule", grant, "1", "--share", "60", ...from.stranger);
    await refused("BAD_OPTION", 2, "rule", grant, "1", "--share", "100.5", ...from.arbitrator);
    const { facts } = await done("rule", grant, "1", "--share", "60", ...from.arbitrator);
    expect(facts).to.include({ state: "Ruled", next: "claim" });
  });

  it("pays each party everything with one command, and again nothing", async () => {
    const [investigator, funder] = [await holds("investigator"), await holds("funder")];
    const tried = await done("claim", grant, "--dry-run", ...from.investigator);
    expect(tried.list.map(({ does, verdict }) => `${does} ${verdict}`)).to.deep.equal([
      "pays the investigator passes",
    ]);
    await refused("OTHER_ACCOUNT", 1, "claim", grant, "--to", at("x"), ...from.stranger);
    const claimed = await done("claim", ...from.investigator);
    expect(claimed.list[0]).to.include({
      paid: "600.000000 tUSD",
      refused: "",
      next: "refund",
      by: "funder",
    });
    expect((await holds("investigator")) - investigator).to.equal(600_000_000n);
    const { list } = await done("refund", ...from.funder);
    // The rewards that nobody earned, and the bond: a disputing funder won by any share under all.
    expect(list[0]).to.include({ paid: "401.000000 tUSD", bond: "10.000000 tUSD", next: "" });
    expect((await holds("funder")) - funder).to.equal(411_000_000n);
    for (const verb of ["claim", "refund"] as const) {
      const again = await done(verb, grant, ...from[verb === "claim" ? "investigator" : "funder"]);
      expect(again.list.map(({ did }) => did)).to.deep.equal(["", ""]);
    }
  });

  it("passes over silent people, for whoever it serves", async () => {
    const id = await start(stage, "silent");
    await handIn(stage, "silent", "1", "Nobody reads this.");
    await done("keep", id, ...from.stranger);
    await pass(4);
    expect((await done("keep", id, ...from.stranger)).list[0]).to.include({ did: "escalate", next: "rule" });
    await pass(30);
    const before = await holds("investigator");
    const { list } = await done("claim", id, ...from.investigator);
    expect(list[0]?.did).to.equal("passes over the silent arbitrator; pays the investigator");
    expect(list[0]?.paid).to.equal("500.000000 tUSD");
    // And the prepaid reward for passing over the arbitrator.
    expect((await holds("investigator")) - before).to.equal(500_500_000n);
    await pass(60);
    expect((await done("keep", id, ...from.stranger)).list[1]).to.include({ did: "expire", next: "refund" });
    const funder = await holds("funder");
    await done("refund", id, "--to", stage.actors.funder.address, ...from.funder);
    expect((await holds("funder")) - funder).to.equal(500_000_000n + 500_000n + 500_500_000n + 1_500_000n);
  });

  it("settles and ends by what both agree on", async () => {
    const id = await start(stage, "agreed");
    await handIn(stage, "agreed", "1", "Half of it is done.");
    const until = ["--until", await inDays(stage, 3)];
    await done("settle", "offer", id, "1", "--share", "40", ...until, ...from.funder);
    await refused("NoSuchSettlement", 1, "settle", "accept", id, "1", "--share", "50", ...from.investigator);
    const settled = await done("settle", "accept", id, "1", "--share", "40", ...from.investigator);
    expect(settled.facts.state).to.equal("Ruled");
    const ending = [id, "--deadline", await inDays(stage, 3), "--shares"];
    await refused("BAD_OPTION", 2, "terminate", ...ending, "100", ...from.stranger);
    const { typedData } = (await done("sign-termination", ...ending, "0,25")).facts;
    expect(JSON.parse(String(typedData)).message.payeeBps).to.deep.equal(["0", "2500"]);
    const wrong = ["--investigator-signature", `0x${"11".repeat(65)}`, ...from.stranger];
    await refused("SIGNATURE_MISMATCH", 1, "terminate", ...ending, "0,25", ...wrong);
    await done("terminate", ...ending, "0,25", ...from.stranger);
    const { list } = await done("claim", id, ...from.investigator);
    expect(list.map(({ paid }) => paid)).to.deep.equal(["400.000000 tUSD", "125.125000 tUSD"]);
  });

  it("puts other terms in place of what is undecided", async () => {
    const id = await start(stage, "before");
    const replacement = await offer(stage, "after");
    await done("replace", id, "--terms", at("after.json"), ...from.stranger);
    const again = await done("replace", id, "--terms", at("after.json"), ...from.stranger);
    expect(again.facts.transaction).to.equal("");
    const { list } = await done("claim", ...from.investigator);
    expect(list.map((one) => one.grant)).to.include(replacement);
    expect(await milestone(replacement, 1)).to.include({ state: "Pending", next: "submit" });
  });

  it("pays a milestone by a stranger's hand, where the investigator said", async () => {
    await done("payout", stage.actors.alice.address, ...from.investigator);
    const again = await done("payout", stage.actors.alice.address, ...from.investigator);
    expect(again.facts.transaction).to.equal("");
    const id = await start(stage, "others");
    await handIn(stage, "others", "2", "The analysis is published.");
    await done("keep", id, ...from.stranger);
    await voteBoth(stage, id, "2", true);
    await pass(5);
    const { list, code } = await run("claim", id, ...from.stranger);
    expect(code).to.equal(0);
    expect(list[1]).to.include({ paid: "500.500000 tUSD", refused: "" });
    expect(await holds("alice")).to.equal(500_500_000n);
  });
});
