import { contractArgument } from "../../client/contractArgument.ts";
import type { GrantTerms } from "../../standards/grant.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import {
  ARBITRATION_DAYS,
  BOND,
  COMMIT_DAYS,
  DAY,
  DEPOSIT,
  KEEPER_REWARD,
  REVEAL_DAYS,
  SCORE_DAYS,
} from "./grantTerms.ts";
import { handIn, stateOf } from "./milestones.ts";
import { gasOf, revertName } from "./shared.ts";

const [THIRD, FOURTH] = [2, 3] as const;
const HALF = 75_000_000_000n;
const LAST = 100_000_000_000n;

/** A call that somebody who has nothing to do with the grant makes for a small reward. */
type KeeperCall = "skipScore" | "escalate" | "applyDefaultSplit" | "expire";

const keep = async (
  { actors, contracts, usd }: LocalNetwork,
  report: Report,
  terms: GrantTerms,
  index: number,
  sentence: string,
  call: KeeperCall,
): Promise<void> => {
  const keeper = actors.carrier;
  const before = await usd.balanceOf(keeper.address);
  const review = contracts.review.connect(keeper);
  await report.step(
    sentence,
    () => gasOf(review[call](contractArgument(terms), index)),
    (gas) => ({ gas }),
  );
  const rewarded = (await usd.balanceOf(keeper.address)) - before;
  report.claim("tUSD units for the call", rewarded, KEEPER_REWARD);
};

/** Oracle, panel and arbitrator say nothing, each for as long as it has. */
const playPassedOver = async (network: LocalNetwork, report: Report, terms: GrantTerms): Promise<void> => {
  const { chain, contracts } = network;
  await handIn(network, report, terms, THIRD, "done.INVENTED.json");
  await chain.advance(SCORE_DAYS * DAY + 1);
  const call = [network, report, terms, THIRD] as const;
  await keep(...call, "Nobody asked for a score; anybody passed over the oracle", "skipScore");
  report.claim("milestone 3 is", await stateOf(network, terms, THIRD), "Unscored");
  const early = contracts.review.escalate.staticCall(contractArgument(terms), THIRD);
  report.claim(
    "passing over the panel before its time is refused",
    await revertName(contracts.review.interface, early),
    "MilestoneReview_TooEarly",
  );
  await chain.advance((COMMIT_DAYS + REVEAL_DAYS) * DAY + 1);
  await keep(...call, "The panel was silent for fourteen days; anybody passed it over", "escalate");
  report.claim("milestone 3 is", await stateOf(network, terms, THIRD), "Escalated");
  await chain.advance(ARBITRATION_DAYS * DAY + 1);
  await keep(
    ...call,
    "The arbitrator was silent for thirty days; the terms' own split took its place",
    "applyDefaultSplit",
  );
  report.claim("milestone 3 is", await stateOf(network, terms, THIRD), "Ruled");
};

/** E-5. Nobody wins by silence, and nothing stays locked. */
export const playSilence = async (
  network: LocalNetwork,
  report: Report,
  terms: GrantTerms,
): Promise<void> => {
  const { actors, addresses, chain, contracts, usd } = network;
  await playPassedOver(network, report, terms);
  const account = contractArgument(terms.account);
  const [own, funder] = [
    contracts.escrow.connect(actors.investigator),
    contracts.escrow.connect(actors.funder),
  ];
  const held = await usd.balanceOf(actors.investigator.address);
  await report.step("The researcher took a half", () => gasOf(own.release(account, THIRD)));
  const half = (await usd.balanceOf(actors.investigator.address)) - held;
  report.claim("tUSD units to the researcher", half, HALF);

  const { graceEnd } = terms.conditions.milestones[FOURTH] ?? { graceEnd: 0 };
  await chain.advance(graceEnd + 1 - (await chain.now()));
  const call = [network, report, terms, FOURTH] as const;
  await keep(...call, "Milestone 4 was never handed in; anybody ended it after its time", "expire");
  const back = await usd.balanceOf(actors.funder.address);
  await report.step("The funder took all that is left", async () => {
    for (const index of [0, THIRD, FOURTH]) await gasOf(funder.refund(account, index));
  });
  const unused = (4n + 1n + 3n) * KEEPER_REWARD;
  const refunded = (await usd.balanceOf(actors.funder.address)) - back - unused;
  report.claim("tUSD units back to the funder for milestones 3 and 4", refunded, HALF + LAST);
  report.claim("tUSD units left in escrow", await usd.balanceOf(addresses.ResearchEscrow), 0);
  const parts = [actors.investigator.address, actors.funder.address, actors.carrier.address];
  let sum = 0n;
  for (const party of parts) sum += await usd.balanceOf(party);
  report.claim("researcher, funder and keeper hold together", sum - BOND, DEPOSIT);
};
