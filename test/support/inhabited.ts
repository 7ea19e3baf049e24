import { contractArgument } from "../../client/contractArgument.ts";
import { GLN, SSCC } from "../../scripts/local/supply.ts";
import { grantIdOf, milestoneIdOf } from "../../standards/grant.ts";
import { giveConsent } from "./consents.ts";
import { staffed } from "./fixtures.ts";
import { activeGrant, DAY } from "./grants.ts";
import { commissionLot, packAndShip } from "./lots.ts";
import { answerTo, ask, fulfil } from "./requests.ts";

/** Other people's objects: a consent, an accepted grant, a lot on a pallet, a pending and an answered request. */
export const inhabited = async () => {
  const fixture = await staffed();
  const consent = await giveConsent(fixture);
  const terms = await activeGrant(fixture);
  const lot = await commissionLot(fixture);
  const contents = await packAndShip(fixture, lot);
  const answered = await ask(fixture);
  const answer = await answerTo(fixture, answered);
  await fulfil(fixture, answered, answer);
  const pending = await ask(fixture, { deadline: (await fixture.chain.now()) + 20 * DAY });
  return { ...fixture, consent, terms, lot, contents, answered, answer, pending };
};
export type Inhabited = Awaited<ReturnType<typeof inhabited>>;

/** Everything about those objects that governance must not be able to change. */
export const stateOf = async (world: Inhabited): Promise<string> => {
  const { contracts, actors, addresses, usd, consent, terms, lot, answered, pending } = world;
  const milestone = milestoneIdOf(grantIdOf(terms), 0);
  const facts = await Promise.all([
    contracts.consents.consentOf(consent.id),
    contracts.consents.isLive(consent.id),
    contracts.consents.revokedUpTo(actors.patient.address),
    contracts.escrow.grantOf(grantIdOf(terms)),
    contracts.escrow.remainingOf(contractArgument(terms.account)),
    contracts.escrow.milestoneOf(addresses.MilestoneReview, milestone),
    usd.balanceOf(addresses.ResearchEscrow),
    contracts.batches.lotOf(await contracts.batches.lotIdOf(lot.details)),
    contracts.batches.logisticUnitOf(SSCC),
    contracts.batches.productOf(lot.details.gtin),
    contracts.oracle.recordOf(answered.id),
    contracts.oracle.recordOf(pending.id),
    contracts.oracle.balanceOf(actors.clinic.address),
    contracts.batches.partnerOf(GLN.manufacturer).then(({ account }) => account),
    contracts.batches.partnerOf(GLN.wholesaler).then(({ account }) => account),
    world.chain.provider.getBalance(addresses.InferenceOracle),
  ]);
  return JSON.stringify(facts, (_, value) => (typeof value === "bigint" ? String(value) : value));
};
