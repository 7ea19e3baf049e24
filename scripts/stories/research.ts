import { contractArgument } from "../../client/contractArgument.ts";
import type { GrantTerms } from "../../standards/grant.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { playDisputed } from "./disputes.ts";
import { AMOUNTS, CHALLENGE_DAYS, DAY, DEPOSIT, TOTAL } from "./grantTerms.ts";
import { openGrant, stateOf, submitAndScore, vote } from "./milestones.ts";
import { gasOf, revertName } from "./shared.ts";
import { playSilence } from "./silence.ts";

/** E-1. Done work: the model says so, two of three reviewers say so, nobody disputes it, the researcher is paid. */
const playPaid = async (network: LocalNetwork, report: Report, terms: GrantTerms): Promise<void> => {
  const { actors, addresses, chain, contracts, usd } = network;
  const { minScore } = terms.conditions.policy;
  const score = await submitAndScore(network, report, terms, 0, "done.INVENTED.json");
  report.claim(`raw score ${score} reaches the minimum ${minScore}`, score >= minScore, true);
  await report.step(
    "Three reviewers sealed their votes; two of them, both for it, were opened",
    () => vote(network, terms, 0, [true, true, false], 2),
    (gas) => ({ gas }),
  );
  report.claim("milestone 1 is", await stateOf(network, terms, 0), "Approved");
  const investigator = contracts.escrow.connect(actors.investigator);
  const account = contractArgument(terms.account);
  const early = revertName(contracts.escrow.interface, investigator.release.staticCall(account, 0));
  report.claim("payment inside the challenge window is refused", await early, "ResearchEscrow_NothingDue");
  await chain.advance(CHALLENGE_DAYS * DAY + 1);
  await report.step(
    "The challenge window of five days passed; the researcher withdrew",
    () => gasOf(investigator.release(account, 0)),
    (gas) => ({ gas }),
  );
  const held = await usd.balanceOf(actors.investigator.address);
  report.claim("tUSD units that the researcher holds", held, AMOUNTS[0]);
  const escrowed = (await usd.balanceOf(addresses.ResearchEscrow)) - (DEPOSIT - TOTAL);
  report.claim("tUSD units left for three milestones", escrowed, TOTAL - AMOUNTS[0]);
  report.claim("tUSD units prepaid for keepers beside them", DEPOSIT - TOTAL, 80_000_000n);
};

/** A grant pays for done work and not for words about it, and nobody wins by silence. */
export const playResearch = async (network: LocalNetwork, report: Report): Promise<void> => {
  report.story("Research: a grant that pays milestone by milestone (INVENTED evidence)");
  const terms = await openGrant(network, report);
  await playPaid(network, report, terms);
  await playDisputed(network, report, terms);
  await playSilence(network, report, terms);
};
