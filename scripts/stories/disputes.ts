import { contractArgument } from "../../client/contractArgument.ts";
import type { GrantTerms } from "../../standards/grant.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { AMOUNTS, BOND, PREPAID, TOTAL } from "./grantTerms.ts";
import { stateOf, submitAndScore, vote } from "./milestones.ts";
import { gasOf, revertName } from "./shared.ts";

const MILESTONE = 1;
const RULED_BPS = 6_000;
const [RELEASED, REFUNDED] = [90_000_000_000n, 60_000_000_000n] as const;

/** The model's veto holds against a quorum; only all three reviewers could overrule it. */
const playVeto = async (network: LocalNetwork, report: Report, terms: GrantTerms): Promise<void> => {
  const { actors, contracts } = network;
  const { minScore } = terms.conditions.policy;
  const score = await submitAndScore(network, report, terms, MILESTONE, "parroted.INVENTED.json");
  report.claim(`raw score ${score} is under the minimum ${minScore}`, score < minScore, true);
  await report.step(
    "Two reviewers were taken in by words that repeat the criteria, one was not",
    () => vote(network, terms, MILESTONE, [true, true, false], 3),
    (gas) => ({ gas }),
  );
  report.claim(
    "milestone 2, with a quorum for it and the score against it, is",
    await stateOf(network, terms, MILESTONE),
    "Scored",
  );
  const pay = contracts.escrow
    .connect(actors.investigator)
    .release.staticCall(contractArgument(terms.account), MILESTONE);
  report.claim(
    "payment is refused",
    await revertName(contracts.escrow.interface, pay),
    "ResearchEscrow_NothingDue",
  );
};

/** A bond calls the arbitrator in, whose ruling is final. */
const playRuling = async (network: LocalNetwork, report: Report, terms: GrantTerms): Promise<void> => {
  const { actors, addresses, contracts, usd } = network;
  const argument = contractArgument(terms);
  await (await usd.mint(actors.investigator.address, BOND)).wait();
  await (await usd.connect(actors.investigator).approve(addresses.MilestoneReview, BOND)).wait();
  await report.step(
    "The researcher disputed it, with a bond of 1,000.000000 tUSD",
    () => gasOf(contracts.review.connect(actors.investigator).dispute(argument, MILESTONE)),
    (gas) => ({ gas }),
  );
  report.claim("milestone 2 is", await stateOf(network, terms, MILESTONE), "Disputed");
  report.claim("tUSD units of bonds", await usd.balanceOf(addresses.MilestoneReview), BOND);
  await report.step(
    `The arbitrator gave the researcher ${RULED_BPS} of 10,000 parts`,
    () => gasOf(contracts.review.connect(actors.arbitrator).rule(argument, MILESTONE, RULED_BPS)),
    (gas) => ({ gas }),
  );
  report.claim("milestone 2 is", await stateOf(network, terms, MILESTONE), "Ruled");
};

/** E-3. Vetoed, disputed and split: each takes its part, and the parts are the whole. */
export const playDisputed = async (
  network: LocalNetwork,
  report: Report,
  terms: GrantTerms,
): Promise<void> => {
  const { actors, addresses, contracts, usd } = network;
  await playVeto(network, report, terms);
  await playRuling(network, report, terms);
  const [funder, investigator] = [actors.funder.address, actors.investigator.address];
  const balances = async () => [await usd.balanceOf(investigator), await usd.balanceOf(funder)] as const;
  const before = await balances();
  const account = contractArgument(terms.account);
  await report.step(
    "Each took its part, and the researcher the bond",
    async () =>
      (await gasOf(contracts.escrow.connect(actors.investigator).release(account, MILESTONE))) +
      (await gasOf(contracts.escrow.connect(actors.funder).refund(account, MILESTONE))) +
      (await gasOf(
        contracts.review
          .connect(actors.investigator)
          .claimBond(contractArgument(terms), MILESTONE, investigator),
      )),
    (gas) => ({ gas }),
  );
  const after = await balances();
  report.claim("tUSD units to the researcher", after[0] - before[0] - BOND, RELEASED);
  report.claim("tUSD units of the bond back", BOND - (await usd.balanceOf(addresses.MilestoneReview)), BOND);
  report.claim("tUSD units back to the funder", after[1] - before[1] - PREPAID, REFUNDED);
  report.claim("and what was prepaid for keepers, unused", PREPAID, 20_000_000n);
  report.claim("both parts together", RELEASED + REFUNDED, AMOUNTS[MILESTONE]);
  const left = await usd.balanceOf(addresses.ResearchEscrow);
  report.claim("tUSD units left for two milestones", left - 3n * PREPAID, TOTAL - AMOUNTS[0] - AMOUNTS[1]);
};
