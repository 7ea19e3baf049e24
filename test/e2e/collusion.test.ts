import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { awaitSettlement } from "../../client/awaitSettlement.ts";
import type { OpenedRequest } from "../../client/requestInference.ts";
import { removeDeployment } from "../../scripts/ignition/removeDeployment.ts";
import { endCollusion, startCollusion } from "../../scripts/local/collude.ts";
import { createFleet, type Fleet, type Member } from "../../scripts/local/fleet.ts";
import { MODEL_FOLDERS } from "../../scripts/local/models.ts";
import type { LocalNetwork } from "../../scripts/local/network.ts";
import { createReport, type Report } from "../../scripts/local/report.ts";
import { type LocalWatcher, prepareWatcher, startWatcher } from "../../scripts/local/watcher.ts";
import {
  askForScore,
  handIn,
  openGrant,
  type Package,
  sealVote,
  stateOf,
} from "../../scripts/stories/milestones.ts";
import { revertName } from "../../scripts/stories/shared.ts";
import type { GrantTerms } from "../../standards/grant.ts";
import { RequestStatus } from "../../standards/inference.ts";
import { until } from "../support/processes.ts";

const ANSWER_MS = 30_000;
const run = promisify(execFile);

describe("three colluding operator processes, an honest one and a watcher", function () {
  this.timeout(120_000);
  const dir = mkdtempSync(path.join(os.tmpdir(), "theriac-collusion-"));
  const deploymentId = `story-collusion-${process.pid}`;
  let fleet: Fleet;
  let network: LocalNetwork;
  let report: Report;
  let terms: GrantTerms;
  let evidence: Package;
  let colluding: Member[];
  let honest: Member[];
  let watching: Member;
  let request: OpenedRequest;
  let watcher: LocalWatcher;
  let right: number;
  let wrong: number;

  before(async () => {
    fleet = createFleet();
    report = createReport(() => {}, false);
    report.story("End to end");
    const { startNetwork } = await import("../../scripts/local/network.ts");
    network = await startNetwork({ fleet, dir, report, deploymentId });
    terms = await openGrant(network, report);
    evidence = await handIn(network, report, terms, 0, "parroted.INVENTED.json");
    const { milestone } = network.models;
    right = (await milestone.infer(milestone.extract(evidence.bytes)))[0] as number;
    wrong = terms.conditions.policy.minScore + 1_000;
    watcher = await prepareWatcher(network, dir);
  });

  after(async () => {
    network?.chain.provider.destroy();
    await fleet.stopAll();
    rmSync(dir, { recursive: true, force: true });
    await removeDeployment(deploymentId);
  });

  const scoreOnChain = async (): Promise<number> => {
    const { contracts, addresses } = network;
    return Number((await contracts.escrow.milestoneOf(addresses.MilestoneReview, evidence.milestone)).score);
  };
  const bondsOf = () =>
    Promise.all(
      network.operators.map(
        async ({ address }) => (await network.contracts.operators.operatorOf(address)).bond,
      ),
    );
  const send = (method: string, ...values: unknown[]) => network.chain.provider.send(method, values);
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${watcher.url}/metrics`)).text();
    const values = [...text.matchAll(new RegExp(`^theriac_watch_${name}(?:\\{[^}]*\\})? (\\S+)$`, "gm"))];
    return values.reduce((sum, [, value]) => sum + Number(value), 0);
  };

  it("bring a false score to the chain, on which nobody can vote", async () => {
    const { contracts } = network;
    colluding = await startCollusion(network, wrong);
    request = await askForScore(network, report, evidence, {
      valueAtRisk: 10n ** 17n,
    });
    const wait = { timeoutMs: ANSWER_MS, proposed: true };
    expect(await awaitSettlement(contracts, request.id, wait)).to.equal(RequestStatus.Proposed);
    expect(await stateOf(network, terms, 0)).to.equal("Scored");
    expect(await scoreOnChain()).to.equal(wrong);
    const refused = await revertName(contracts.review.interface, sealVote(network, terms, 0, 0, true));
    expect(refused).to.equal("MilestoneReview_ScoreNotFinal");
  });

  it("are overtaken by the watcher, also after kill -9 between commitment and challenge", async () => {
    const { contracts } = network;
    // Without a later block nothing can be revealed: the watcher dies after it has committed, for certain.
    await send("evm_setIntervalMining", 0);
    const first = await startWatcher(fleet, watcher);
    await until("a commitment", ANSWER_MS, async () => {
      const commitments = await contracts.court.queryFilter(contracts.court.filters.Committed());
      return commitments.length === 1;
    });
    await fleet.kill(first);
    expect(Number(await contracts.oracle.statusOf(request.id))).to.equal(RequestStatus.Proposed);
    await send("evm_setIntervalMining", 500);

    watching = await startWatcher(fleet, watcher);
    const status = await awaitSettlement(contracts, request.id, { timeoutMs: ANSWER_MS });
    expect(status).to.equal(RequestStatus.Overturned);
    const commitments = await contracts.court.queryFilter(contracts.court.filters.Committed());
    const challenges = await contracts.court.queryFilter(
      contracts.court.filters.AnswerChallenged(request.id),
    );
    expect([commitments.length, challenges.length]).to.deep.equal([1, 1]);
    expect(challenges[0]?.args.challenger).to.equal(watcher.account);
    await until("the watcher knows that it won", ANSWER_MS, async () => (await metric("won_total")) === 1);
    expect(await metric("open_cases")).to.equal(0);
  });

  it("lose their bonds: at least half burned, the rest owed to the watcher", async () => {
    const { contracts } = network;
    const [first, second, third, honest] = await bondsOf();
    expect([first, second, third]).to.deep.equal([0n, 0n, 0n]);
    expect(honest).to.equal(10n ** 18n);
    const slashes = await contracts.operators.queryFilter(contracts.operators.filters.Slashed());
    const taken = slashes.reduce((sum, { args }) => sum + args.amount, 0n);
    const reward = await contracts.operators.rewardOf(watcher.account);
    expect(taken).to.equal(3n * 10n ** 18n);
    expect(reward > 0n && reward * 2n <= taken).to.equal(true);
  });

  it("leave the milestone Submitted, and nothing paid", async () => {
    const { addresses, actors, contracts, usd } = network;
    expect(await stateOf(network, terms, 0)).to.equal("Submitted");
    expect(await usd.balanceOf(actors.investigator.address)).to.equal(0n);
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(
      await contracts.escrow.remainingOf(terms.account as never),
    );
  });

  it("are succeeded by honest ones, whose score becomes final and whom the watcher leaves alone", async () => {
    const { contracts, chain } = network;
    honest = await endCollusion(network, colluding);
    const again = await askForScore(network, report, evidence);
    await awaitSettlement(contracts, again.id, { timeoutMs: ANSWER_MS, proposed: true });
    await until("a check", ANSWER_MS, async () => (await metric("checked_total")) >= 1);
    await chain.advance(Number(await contracts.oracle.CHALLENGE_WINDOW()) + 1);
    const status = await awaitSettlement(contracts, again.id, { timeoutMs: ANSWER_MS });
    expect(status).to.equal(RequestStatus.Fulfilled);
    expect(await scoreOnChain()).to.equal(right);
    const finals = await contracts.oracle.queryFilter(contracts.oracle.filters.InferenceFinalised(again.id));
    expect(finals).to.have.length(1);
    const challenges = await contracts.court.queryFilter(contracts.court.filters.AnswerChallenged(again.id));
    expect(challenges).to.have.length(0);
  });

  const theriac = async (...args: string[]): Promise<Record<string, unknown>> => {
    const globals = ["--json", "--rpc", network.chain.url, "--deployment", deploymentId];
    const source = `file://${network.payloads}/`;
    const sources = ["--model", MODEL_FOLDERS.milestone, "--payloads", source];
    const cli = ["--import", "tsx", "client/cli.ts", ...globals, "challenge", ...args, ...sources];
    return JSON.parse((await run(process.execPath, cli)).stdout);
  };

  it("are found out by hand too, once they try it without a watcher", async () => {
    const { contracts, actors } = network;
    await fleet.kill(watching);
    await startCollusion({ ...network, processes: honest }, wrong);
    const { id } = await askForScore(network, report, evidence);
    await awaitSettlement(contracts, id, { timeoutMs: ANSWER_MS, proposed: true });
    expect(await theriac(id)).to.deep.equal({ request: id, offences: 1 });
    const facts = await theriac(id, "--from", actors.relayer.address);
    expect(facts).to.include({ offences: 1, "offence 1": "wrong output", overturned: true });
    expect(Number(await contracts.oracle.statusOf(id))).to.equal(RequestStatus.Overturned);
  });

  it("are named in the watcher's log by request only: no keys, no secrets", () => {
    const lines = readFileSync(watcher.log, "utf8").trim().split("\n");
    const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages).to.include.members(["Offence found", "Challenge won", "Answer is right"]);
    expect(lines.join()).not.to.match(/"secret"|"attestation"|"raw"/);
  });
});
