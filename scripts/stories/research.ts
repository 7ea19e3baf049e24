import { awaitSettlement } from "../../client/awaitSettlement.ts";
import { contractArgument } from "../../client/contractArgument.ts";
import { type GrantTerms, grantIdOf, milestoneIdOf } from "../../standards/grant.ts";
import { RequestStatus } from "../../standards/inference.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { AMOUNTS, CHALLENGE_DAYS, DAY, TOTAL } from "./grantTerms.ts";
import { askForScore, handIn, openGrant, stateOf, vote } from "./milestones.ts";
import { ANSWER_TIMEOUT_MS, gasOf, revertName } from "./shared.ts";

/** Hands evidence in and has the committee score it. Returns the raw score. */
const submitAndScore = async (
  network: LocalNetwork,
  report: Report,
  terms: GrantTerms,
  index: number,
  file: string,
): Promise<number> => {
  const { addresses, contracts } = network;
  const opened = await askForScore(network, report, await handIn(network, report, terms, index, file));
  await report.step("Operators extracted the features, scored and signed", () =>
    awaitSettlement(contracts, opened.id, { timeoutMs: ANSWER_TIMEOUT_MS }),
  );
  report.claim("request is fulfilled", await contracts.oracle.statusOf(opened.id), RequestStatus.Fulfilled);
  report.claim("milestone is", await stateOf(network, terms, index), "Scored");
  const { score } = await contracts.escrow.milestoneOf(
    addresses.MilestoneReview,
    milestoneIdOf(grantIdOf(terms), index),
  );
  return Number(score);
};

/** Done work: the model says so, two of three reviewers say so, nobody disputes it, the researcher is paid. */
const playPaid = async (network: LocalNetwork, report: Report, terms: GrantTerms): Promise<void> => {
  const { actors, addresses, chain, contracts, usd } = network;
  const { minScore } = terms.conditions.policy;
  const score = await submitAndScore(network, report, terms, 0, "done.INVENTED.json");
  report.claim(`raw score ${score} reaches the minimum ${minScore}`, score >= minScore, true);
  await report.step(
    "Two of three reviewers approved",
    async () => (await vote(network, terms, 0, 0, true)) + (await vote(network, terms, 0, 1, true)),
    (gas) => ({ gas }),
  );
  report.claim("milestone 1 is", await stateOf(network, terms, 0), "Approved");
  const investigator = contracts.escrow.connect(actors.investigator);
  const early = revertName(
    contracts.escrow.interface,
    investigator.release.staticCall(contractArgument(terms.account), 0, actors.investigator.address),
  );
  report.claim("payment inside the challenge window is refused", await early, "ResearchEscrow_NothingDue");
  await chain.advance(CHALLENGE_DAYS * DAY + 1);
  await report.step(
    "The challenge window of five days passed; the researcher withdrew",
    () => gasOf(investigator.release(contractArgument(terms.account), 0, actors.investigator.address)),
    (gas) => ({ gas }),
  );
  report.claim(
    "tUSD units that the researcher holds",
    await usd.balanceOf(actors.investigator.address),
    AMOUNTS[0],
  );
  report.claim(
    "tUSD units left in escrow",
    await usd.balanceOf(addresses.ResearchEscrow),
    TOTAL - AMOUNTS[0],
  );
};

/** A report that parrots the criteria: the model's veto holds, the panel rejects, nothing is paid. */
const playParroted = async (network: LocalNetwork, report: Report, terms: GrantTerms): Promise<void> => {
  const { actors, addresses, contracts, usd } = network;
  const { minScore } = terms.conditions.policy;
  const score = await submitAndScore(network, report, terms, 1, "parroted.INVENTED.json");
  report.claim(`raw score ${score} is under the minimum ${minScore}`, score < minScore, true);
  await report.step(
    "One reviewer was taken in, two were not",
    async () =>
      (await vote(network, terms, 1, 0, true)) +
      (await vote(network, terms, 1, 1, false)) +
      (await vote(network, terms, 1, 2, false)),
    (gas) => ({ gas }),
  );
  report.claim("milestone 2 is", await stateOf(network, terms, 1), "Rejected");
  const pay = contracts.escrow
    .connect(actors.investigator)
    .release.staticCall(contractArgument(terms.account), 1, actors.investigator.address);
  report.claim(
    "payment is refused",
    await revertName(contracts.escrow.interface, pay),
    "ResearchEscrow_NothingDue",
  );
  report.claim(
    "tUSD units left in escrow",
    await usd.balanceOf(addresses.ResearchEscrow),
    TOTAL - AMOUNTS[0],
  );
};

/** A grant pays for done work and not for words about it. */
export const playResearch = async (network: LocalNetwork, report: Report): Promise<void> => {
  report.story("Research: a grant that pays milestone by milestone (INVENTED evidence)");
  const terms = await openGrant(network, report);
  await playPaid(network, report, terms);
  await playParroted(network, report, terms);
};
