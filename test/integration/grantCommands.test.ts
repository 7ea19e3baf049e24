import { existsSync, readFileSync, statSync } from "node:fs";
import { expect } from "chai";
import { TestUsd__factory } from "../../types/index.ts";
import { draftOf, handIn, offer, prepare, REVIEWERS_ROR } from "../support/grantDrafts.ts";
import { type GrantStage, loadGrantStage, type Role } from "../support/grantStage.ts";

describe("theriac grant, from a draft to evidence", function () {
  this.timeout(400_000);
  let stage: GrantStage;
  let { done, refused, at, from, holds } = {} as GrantStage;
  /** The grant that the story is about. */
  let grant: string;

  const sentBy = (role: Role): Promise<number> =>
    stage.chain.provider.getTransactionCount(stage.actors[role].address);
  /** A token that governance has not listed. */
  const unlisted = async (): Promise<string> =>
    (await new TestUsd__factory(await stage.chain.provider.getSigner(0)).deploy()).getAddress();

  before(async () => {
    stage = await loadGrantStage();
    ({ done, refused, at, from, holds } = stage);
    await prepare(stage);
  });
  after(() => stage?.end());

  it("tells reviewers who may not judge, and what to do about it", async () => {
    const draft = await stage.file("early.json", await draftOf(stage));
    await refused("REVIEWERS_NOT_ELIGIBLE", 1, "offer", "--terms", draft, "--out", at("never.json"));
    for (const reviewer of ["alice", "bob"] as const) {
      const declare = ["reviewer", "declare", REVIEWERS_ROR, "--salt", at("salt"), ...from[reviewer]];
      expect((await done(...declare)).facts.transaction).not.to.equal("");
      expect((await done(...declare)).facts.transaction, "again").to.equal("");
    }
    await refused("ROR_ID", 1, "reviewer", "declare", "03yrm5c27", "--salt", at("salt"), ...from.alice);
    await done("reviewer", "conflict", stage.actors.stranger.address, ...from.bob);
    const own = await stage.file("own.json", await draftOf(stage, { funder: stage.actors.stranger.address }));
    await refused(stage.actors.bob.address, 1, "offer", "--terms", own, "--out", at("never.json"));
  });

  it("refuses drafts that nobody could accept, and writes nothing", async () => {
    const [first, second] = (await draftOf(stage)).milestones;
    const rows: [string, number, object, object?][] = [
      ["ORCID_CHECK_CHARACTER_WRONG", 1, { orcid: "0000-0002-1825-0098" }],
      ["ROR_ID_CHECK_DIGITS_WRONG", 1, { excludedOrganisations: ["https://ror.org/03yrm5c27"] }],
      ["TOKEN_UNREADABLE", 1, { token: stage.actors.bob.address }],
      ["TOKEN_NOT_LISTED", 1, { token: await unlisted() }],
      ["START_BY_PASSED", 1, { startBy: "2020-01-01" }],
      ["AMOUNT_MALFORMED", 1, { milestones: [{ ...first, amount: "0.0000001" }, second] }],
      ["AMOUNT_MALFORMED", 1, { milestones: [{ ...first, amount: "1,000" }, second] }],
      ["CRITERION_MALFORMED", 1, { milestones: [{ ...first, criteria: [" untrimmed"] }, second] }],
      [
        "MilestoneReview_DatesOutOfRange",
        1,
        { milestones: [{ ...first, graceEnd: first?.due, due: "2090-01-01" }] },
      ],
      ["MilestoneReview_PartiesNotDistinct", 1, { arbitrator: stage.actors.funder.address }],
      ["MilestoneReview_WindowOutOfRange", 1, {}, { challengeWindow: "1h" }],
      ["MilestoneReview_ThresholdsOutOfRange", 1, {}, { quorum: 3 }],
      ["PRICE_STALE", 1, { dollars: { feed: stage.token, heartbeat: "1h", fallbackPrice: "1" } }],
      ["BAD_FILE", 1, { funder: stage.actors.funder.address.replace("b", "B") }],
      ["BAD_FILE", 1, { startBy: "soon" }],
      ["BAD_FILE", 1, { goal: "1" }],
      ["BAD_FILE", 1, {}, { defaultSplit: "101" }],
      ["BAD_FILE", 1, {}, { quorum: 1 }],
      ["BAD_FILE", 1, {}, { revealWindow: "two days" }],
    ];
    for (const [what, code, change, policy] of rows) {
      const draft = await stage.file("bad.json", await draftOf(stage, change, policy));
      await refused(what, code, "offer", "--terms", draft, "--out", at("never.json"));
    }
    expect(existsSync(at("never.json")) || existsSync(at("never.secrets.json"))).to.equal(false);
  });

  it("freezes a draft under fresh salts, with its secrets apart", async () => {
    grant = await offer(stage, "terms");
    const printed = readFileSync(at("terms.json"), "utf8");
    const secrets = JSON.parse(readFileSync(at("terms.secrets.json"), "utf8"));
    expect(secrets.grant).to.equal(grant);
    expect(statSync(at("terms.secrets.json")).mode & 0o077).to.equal(0);
    for (const secret of [secrets.orcid, secrets.orcidSalt]) expect(printed).not.to.contain(secret);
    await refused("FILE_EXISTS", 1, "offer", "--terms", at("terms.draft.json"), "--out", at("terms.json"));
    expect(await offer(stage, "again"), "the same draft").not.to.equal(grant);
    await refused("GRANT_UNKNOWN", 1, "status", grant);
    expect((await done("status", at("terms.json"))).facts.state).to.equal("NotFunded");
    const other = { ...JSON.parse(printed), criteria: [["Nothing"], ["Nothing"]] };
    await refused("TERMS_FILE", 1, "status", await stage.file("other.json", other));
    await refused("BAD_IDENTIFIER", 2, "status", at("nowhere.json"));
  });

  it("funds once, does what is missing after a crash, and tries before it sends", async () => {
    const before = await sentBy("funder");
    await refused("OTHER_ACCOUNT", 1, "fund", at("terms.json"), ...from.investigator);
    const { list } = await done("fund", at("terms.json"), "--dry-run", ...from.funder);
    expect(list.map(({ contract, verdict }) => `${contract} ${verdict}`)).to.deep.equal([
      "tUSD passes",
      "ResearchEscrow waits",
    ]);
    expect(await sentBy("funder")).to.equal(before);
    const deposit = 1_504_500_000n;
    // Died between the approval and the deposit.
    await (
      await stage.usd.connect(stage.actors.funder).approve(stage.addresses.ResearchEscrow, deposit)
    ).wait();
    const funded = await done("fund", at("terms.json"), ...from.funder);
    expect(String(funded.facts.transaction).split(" ")).to.have.length(1);
    expect(funded.facts).to.include({ deposit: "1504.500000 tUSD", next: "accept", by: "investigator" });
    expect((await done("fund", at("terms.json"), ...from.funder)).facts.state).to.equal("offered already");
    expect(await stage.usd.balanceOf(stage.addresses.ResearchEscrow)).to.equal(deposit);
    expect((await done("status", grant)).facts).to.include({ state: "Offered", next: "accept" });
    const rich = await draftOf(stage);
    const file = await stage.file("rich.draft.json", {
      ...rich,
      milestones: [{ ...rich.milestones[0], amount: "2000000" }],
    });
    await done("offer", "--terms", file, "--out", at("rich.json"));
    await refused("BALANCE_SHORT", 1, "fund", at("rich.json"), ...from.funder);
  });

  it("takes an offer back for its funder, for good", async () => {
    await offer(stage, "short");
    await done("fund", at("short.json"), ...from.funder);
    await refused("ResearchEscrow_StillOpen", 1, "cancel", at("short.json"), ...from.stranger);
    await done("cancel", at("short.json"), "--to", stage.actors.stranger.address, ...from.funder);
    expect(await holds("stranger")).to.equal(1_504_500_000n);
    expect((await done("cancel", at("short.json"), ...from.funder)).facts.transaction).to.equal("");
    await refused("OFFER_CANCELLED", 1, "fund", at("short.json"), ...from.funder);
    await refused("NOT_ON_OFFER", 1, "accept", at("short.json"), ...from.investigator);
  });

  it("accepts by a signature made elsewhere, brought by anyone", async () => {
    const { typedData } = (await done("sign", at("terms.json"))).facts;
    const sign = (signer: string) =>
      stage.chain.provider.send("eth_signTypedData_v4", [signer, JSON.parse(String(typedData))]);
    const bring = (signature: string) => [
      "accept",
      at("terms.json"),
      "--signature",
      signature,
      ...from.stranger,
    ];
    await refused("SIGNATURE_MISMATCH", 1, ...bring(await sign(stage.actors.bob.address)));
    await refused("SIGNATURE_MISMATCH", 1, ...bring("0x1234"));
    await refused("BAD_OPTION", 2, ...bring("no hex"));
    await done(...bring(await sign(stage.actors.investigator.address)));
    expect((await done("accept", at("terms.json"), ...from.investigator)).facts.state).to.equal(
      "accepted already",
    );
    const { list } = await done("status", grant);
    expect(list.map(({ amount, state, next }) => `${amount} ${state} ${next}`)).to.deep.equal([
      "1000.000000 tUSD Pending submit",
      "500.500000 tUSD Pending submit",
    ]);
  });

  it("hands evidence in once, for its own milestone", async () => {
    const file = await handIn(stage, "terms", "1", "We collected 327 samples.");
    const to = ["--package", file, "--payloads", at("payloads"), ...from.investigator];
    expect((await done("submit", grant, "1", ...to)).facts.transaction, "again").to.equal("");
    await refused("OTHER_PACKAGE", 1, "submit", grant, "2", ...to);
    await refused("MILESTONE_NUMBER", 1, "submit", grant, "3", ...to);
    await refused("MILESTONE_NUMBER", 1, "submit", grant, "0", ...to);
    const early = ["review", "commit", grant, "1", "--approve", "--vote", at("early.vote"), ...from.alice];
    await refused("MILESTONE_STATE", 1, ...early);
    expect(existsSync(at("early.vote"))).to.equal(false);
    const { list } = await done("keep", grant, ...from.stranger);
    expect(list[0]).to.include({ did: "skipScore", state: "Unscored", next: "review commit", by: "panel" });
    expect(await holds("stranger")).to.equal(1_505_000_000n);
  });

  it("shows a reviewer what belongs to the milestone, and what does not", async () => {
    const check = ["review", "check", grant, "1", "--payloads"];
    const { facts } = await done(...check, at("payloads"));
    expect(facts).to.include({ isBound: true, rootMatches: true, artefacts: 2, artefactsWhole: 2 });
    await refused("PAYLOAD_UNAVAILABLE", 1, ...check, at("nowhere"));
    await refused("MILESTONE_STATE", 1, "review", "check", grant, "2", "--payloads", at("payloads"));
  });
});
