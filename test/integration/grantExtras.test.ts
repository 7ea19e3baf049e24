// Ether as a grant's money, and reviewers who leave.
import { expect } from "chai";
import { connect } from "../../client/deployment.ts";
import { governed } from "../../scripts/local/governor.ts";
import { WrappedEther__factory } from "../../types/index.ts";
import {
  declareReviewers,
  draftOf,
  handIn,
  offer,
  prepare,
  REVIEWERS_ROR,
  start,
} from "../support/grantDrafts.ts";
import { type GrantStage, loadGrantStage } from "../support/grantStage.ts";

const DAY = 86_400;
const GOVERNOR = 1;

describe("theriac grant, in ether and with reviewers who leave", function () {
  this.timeout(120_000);
  let stage: GrantStage;
  let { done, refused, at, from } = {} as GrantStage;

  before(async () => {
    stage = await loadGrantStage();
    ({ done, refused, at, from } = stage);
    await prepare(stage);
    await declareReviewers(stage);
  });
  after(() => stage?.end());

  it("wraps what is missing of wrapped ether, and no more", async () => {
    const { chain, addresses, actors } = stage;
    const governor = await chain.provider.getSigner(GOVERNOR);
    const ether = await new WrappedEther__factory(governor).deploy();
    const token = await ether.getAddress();
    const { escrow, manager } = connect(addresses, governor);
    const data = escrow.interface.encodeFunctionData("listToken", [token]);
    await governed(chain, manager, governor, DAY, [{ target: addresses.ResearchEscrow, data }]);
    const [first] = (await draftOf(stage)).milestones;
    const change = { token, keeperReward: "0", milestones: [{ ...first, amount: "2.5" }] };
    await offer(stage, "ether", change);
    await (await ether.connect(actors.funder).deposit({ value: 10n ** 18n })).wait();
    await refused("BALANCE_SHORT", 1, "fund", at("ether.json"), ...from.funder);
    const { list } = await done("fund", at("ether.json"), "--wrap", "--dry-run", ...from.funder);
    expect(list.map(({ does }) => String(does).split(" ")[0])).to.deep.equal(["wraps", "allows", "offers"]);
    await done("fund", at("ether.json"), "--wrap", ...from.funder);
    expect(await ether.balanceOf(addresses.ResearchEscrow)).to.equal(25n * 10n ** 17n);
    expect(await ether.balanceOf(actors.funder.address)).to.equal(0n);
    const again = await done("fund", at("ether.json"), "--wrap", ...from.funder);
    expect(again.facts.state).to.equal("offered already");
  });

  it("gives the seat of a reviewer who recuses to the next", async () => {
    const grant = await start(stage, "recused", {}, { seats: 1, quorum: 1, supermajority: 1 });
    await handIn(stage, "recused", "1", "We collected 327 samples.");
    await done("keep", grant, ...from.stranger);
    const seal = (who: "alice" | "bob") =>
      stage.grant("review", "commit", grant, "1", "--approve", "--vote", at(`${who}.vote`), ...from[who]);
    const recuse = (who: "alice" | "bob" | "stranger") =>
      ["review", "recuse", grant, "1", ...from[who]] as const;
    const outcome = await stage.grant(...recuse("alice"), "--dry-run");
    const [seated, next] = outcome.code === 0 ? (["alice", "bob"] as const) : (["bob", "alice"] as const);
    expect((await seal(next)).stderr).to.contain("NOT_ON_PANEL");
    expect((await stage.grant(...recuse("stranger"))).code).to.equal(1);
    await done(...recuse(seated));
    expect((await seal(seated)).stderr).to.contain("NOT_ON_PANEL");
    expect((await seal(next)).code).to.equal(0);
  });

  it("counts an affiliation for a while after a reviewer has left", async () => {
    const leave = ["reviewer", "leave", REVIEWERS_ROR, "--salt", at("salt"), ...from.alice];
    const { facts } = await done(...leave);
    expect(Date.parse(String(facts.countsUntil)) / 1000).to.be.greaterThan(await stage.chain.now());
    // Not for good any more.
    expect(Date.parse(String(facts.countsUntil)) / 1000).to.be.lessThan(2 ** 40 - 1);
  });
});
