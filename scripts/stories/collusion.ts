import { formatEther, parseEther } from "ethers";
import { awaitSettlement } from "../../client/awaitSettlement.ts";
import { contractArgument } from "../../client/contractArgument.ts";
import type { OpenedRequest } from "../../client/requestInference.ts";
import { type GrantTerms, grantIdOf, milestoneIdOf } from "../../standards/grant.ts";
import { RequestStatus } from "../../standards/inference.ts";
import { COLLUDERS, endCollusion, startCollusion } from "../local/collude.ts";
import type { Member } from "../local/fleet.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { type LocalWatcher, prepareWatcher, startWatcher } from "../local/watcher.ts";
import { askForScore, handIn, openGrant, type Package, sealVote, stateOf } from "./milestones.ts";
import { ANSWER_TIMEOUT_MS, revertName } from "./shared.ts";

const VALUE_AT_RISK = parseEther("0.5");
const NAMES = Object.keys(RequestStatus);

type Ending = { readonly request: OpenedRequest; readonly watcher: LocalWatcher };

const statusOf = async ({ contracts }: LocalNetwork, { id }: OpenedRequest): Promise<string> =>
  NAMES[Number(await contracts.oracle.statusOf(id))] ?? "unknown";

const scoreOf = async ({ addresses, contracts }: LocalNetwork, terms: GrantTerms): Promise<number> =>
  Number(
    (await contracts.escrow.milestoneOf(addresses.MilestoneReview, milestoneIdOf(grantIdOf(terms), 0))).score,
  );

/** Parroted evidence, three bribed operators: the false score is on chain, and nothing can be paid on it. */
const playCollusionItself = async (
  network: LocalNetwork,
  report: Report,
  terms: GrantTerms,
  evidence: Package,
  wrong: number,
): Promise<{ request: OpenedRequest; members: Member[] }> => {
  const { contracts } = network;
  const members = await report.step(
    `${COLLUDERS} of ${network.operators.length} operators were replaced by colluding ones`,
    () => startCollusion(network, wrong),
  );
  const request = await askForScore(network, report, evidence, {
    valueAtRisk: VALUE_AT_RISK,
  });
  await report.step("The colluding operators signed a false score and brought it to the chain", () =>
    awaitSettlement(contracts, request.id, { timeoutMs: ANSWER_TIMEOUT_MS, proposed: true }),
  );
  report.claim("request is", await statusOf(network, request), "Proposed");
  report.claim("milestone is", await stateOf(network, terms, 0), "Scored");
  report.claim("score on chain", await scoreOf(network, terms), wrong);
  report.claim(
    "a reviewer's vote on it is refused",
    await revertName(contracts.review.interface, sealVote(network, terms, 0, 0, true)),
    "MilestoneReview_ScoreNotFinal",
  );
  return { request, members };
};

/** One watcher recomputes, commits, challenges. */
const playChallenge = async (
  network: LocalNetwork,
  report: Report,
  terms: GrantTerms,
  request: OpenedRequest,
): Promise<Ending> => {
  const { contracts, fleet, dir } = network;
  const watcher = await prepareWatcher(network, dir);
  await report.step(
    "One watcher, without any bond, started",
    () => startWatcher(fleet, watcher),
    () => ({ account: watcher.account }),
  );
  await report.step("It recomputed the answer, committed to its finding and challenged", () =>
    awaitSettlement(contracts, request.id, { timeoutMs: ANSWER_TIMEOUT_MS }),
  );
  report.claim("request is", await statusOf(network, request), "Overturned");
  report.claim("milestone is", await stateOf(network, terms, 0), "Submitted");
  return { request, watcher };
};

/** Who lost what, read back from the registry. */
const readSlashes = async (
  { contracts, operators }: LocalNetwork,
  report: Report,
  { request, watcher }: Ending,
): Promise<void> => {
  const logs = await contracts.operators.queryFilter(
    contracts.operators.filters.Slashed(undefined, request.id),
  );
  const taken = logs.reduce((sum, { args }) => sum + args.amount, 0n);
  const reward = logs.reduce((sum, { args }) => sum + args.reward, 0n);
  report.claim("operators slashed", logs.length, COLLUDERS);
  for (const [i, { address }] of operators.entries()) {
    const { bond } = await contracts.operators.operatorOf(address);
    report.claim(
      `operator ${i + 1} (${address}) ${i < COLLUDERS ? "lost its bond" : "kept its bond"}`,
      (bond === 0n) === i < COLLUDERS,
      true,
    );
  }
  report.claim("owed to the watcher, in wei", await contracts.operators.rewardOf(watcher.account), reward);
  report.claim("at least half was burned", (taken - reward) * 2n >= taken, true);
  report.remember("slashed", logs.map(({ args }) => args.operator).join(" "));
  report.remember("burned", `${formatEther(taken - reward)} ETH`);
  report.remember("reward of the watcher", `${formatEther(reward)} ETH`);
};

/** The escrow paid nothing, and honest operators score the same evidence anew. */
const playRescoring = async (
  network: LocalNetwork,
  report: Report,
  terms: GrantTerms,
  evidence: Package,
  members: readonly Member[],
): Promise<number> => {
  const { contracts } = network;
  await report.step("Honest processes took the place of the colluding ones, with bonds anew", () =>
    endCollusion(network, members),
  );
  const request = await askForScore(network, report, evidence);
  await report.step("The committee scored the same evidence again", () =>
    awaitSettlement(contracts, request.id, { timeoutMs: ANSWER_TIMEOUT_MS, proposed: true }),
  );
  const window = Number(await contracts.oracle.CHALLENGE_WINDOW());
  await network.chain.advance(window + 1);
  await report.step("Nobody could challenge it; an operator made it final after its window", () =>
    awaitSettlement(contracts, request.id, { timeoutMs: ANSWER_TIMEOUT_MS }),
  );
  report.claim("request is", await statusOf(network, request), "Fulfilled");
  return scoreOf(network, terms);
};

/** Three of four operators lie together; one watcher undoes it. */
export const playCollusion = async (network: LocalNetwork, report: Report): Promise<void> => {
  report.story("Collusion: three of four operators lie about a milestone (INVENTED evidence)");
  const { addresses, actors, contracts, models, usd } = network;
  const terms = await openGrant(network, report);
  const evidence = await handIn(network, report, terms, 0, "parroted.INVENTED.json");
  const [right] = await models.milestone.infer(models.milestone.extract(evidence.bytes));
  const { minScore } = terms.conditions.policy;
  const wrong = minScore + 1_000;
  report.claim(`right score ${right} is under the minimum ${minScore}`, Number(right) < minScore, true);
  const escrowed = await usd.balanceOf(addresses.ResearchEscrow);
  const held = await usd.balanceOf(actors.investigator.address);

  const { request, members } = await playCollusionItself(network, report, terms, evidence, wrong);
  const ending = await playChallenge(network, report, terms, request);
  report.remember("request", request.id);
  report.remember("wrong score, right score", `${wrong}, ${right}`);
  await readSlashes(network, report, ending);
  report.remember("milestone", await stateOf(network, terms, 0));
  const rescored = await playRescoring(network, report, terms, evidence, members);
  report.claim("score on chain", rescored, right);
  const pay = contracts.escrow
    .connect(actors.investigator)
    .release.staticCall(contractArgument(terms.account), 0);
  report.claim(
    "payment is refused",
    await revertName(contracts.escrow.interface, pay),
    "ResearchEscrow_NothingDue",
  );
  report.claim("tUSD units in escrow", await usd.balanceOf(addresses.ResearchEscrow), escrowed);
  const paid = (await usd.balanceOf(actors.investigator.address)) - held;
  report.claim("tUSD units paid on the false score", paid, 0);
  report.remember("paid by the escrow", `${paid} tUSD`);
};
