// Donors before the arbitrator of the grant that they fund together.
import { expect } from "chai";
import { id as hashOf } from "ethers";
import { readCampaign, readLaunchedGrant } from "../../client/campaigns/readCampaign.ts";
import { contractArgument } from "../../client/contractArgument.ts";
import {
  GRANT_TERMS_TYPES,
  grantIdOf,
  milestoneIdOf,
  researchEscrowDomain,
  signableTerms,
} from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { ArbitratorAdapter__factory, ArbitratorMock__factory } from "../../types/index.ts";
import { codeOf, runOn } from "../support/campaignCommands.ts";
import {
  DAY,
  type Fundraising,
  fundraising,
  moveTo,
  openCampaign,
  pledgeTo,
  type TestCampaign,
  UNIT,
} from "../support/campaigns.ts";
import { testChain } from "../support/chain.ts";
import { addressOf } from "../support/fixtures.ts";

const SAID = "ipfs://what-donors-say";

const courtOf = async ({ actors, addresses }: Fundraising) => {
  const court = await new ArbitratorMock__factory(actors.deployer).deploy(0n);
  const adapters = new ArbitratorAdapter__factory(actors.deployer);
  return adapters.deploy(await addressOf(court), addresses.ResearchEscrow, "0x01", "ipfs://rules");
};

/** Launches a campaign that met its goal; a donor pledges on the way. */
const launched = async (fixture: Fundraising, arbitrator?: Hex) => {
  const campaign = await openCampaign(fixture, {}, arbitrator);
  const from = (await fixture.chain.provider.getSigner(15)).address;
  const { contracts, usd, view } = fixture;
  await (await usd.mint(from, 20n * UNIT)).wait();
  await runOn(fixture, ["pledge", campaign.id, "--amount", "20", "--from", from]);
  await pledgeTo(fixture, campaign, 180n * UNIT);
  await moveTo(fixture, campaign.terms.deadline + 1);
  await (await contracts.campaigns.launch(contractArgument(campaign.terms))).wait();
  const grant = await readLaunchedGrant(view, await readCampaign(view, campaign.id));
  return { campaign, grant, from };
};

/** Evidence that the panel says nothing about: the arbitrator decides. */
const escalated = async (fixture: Fundraising, arbitrator: Hex) => {
  const { chain, contracts, actors, addresses } = fixture;
  const { campaign, grant, from } = await launched(fixture, arbitrator);
  const domain = researchEscrowDomain(chain.chainId, addresses.ResearchEscrow);
  const signature = await actors.investigator.signTypedData(domain, GRANT_TERMS_TYPES, signableTerms(grant));
  const terms = contractArgument(grant);
  await (await contracts.escrow.accept(terms, signature)).wait();
  const own = contracts.review.connect(actors.investigator);
  await (await own.submit(terms, 0, randomWord(), hashOf("package"))).wait();
  await chain.advance(1);
  await (await contracts.review.skipScore(terms, 0)).wait();
  await chain.advance(10 * DAY + 1);
  await (await contracts.review.escalate(terms, 0)).wait();
  return { campaign, grant, from };
};

const evidence = ({ id }: TestCampaign, from: string): string[] => {
  const where = ["--milestone", "1", "--at", SAID];
  return ["evidence", id, ...where, "--from", from];
};

describe("theriac campaign evidence", () => {
  const load = async () => (await testChain()).load(fundraising);

  it("brings what a donor says before the arbitrator, as the funder's", async () => {
    const fixture = await load();
    const adapter = await courtOf(fixture);
    const { campaign, grant, from } = await escalated(fixture, await addressOf(adapter));
    const { facts } = await runOn(fixture, evidence(campaign, from));
    expect(facts).to.include({ milestone: 1, at: SAID, arbitrator: await adapter.getAddress() });

    const [heard] = await adapter.queryFilter(adapter.filters.Evidence());
    const id = milestoneIdOf(grantIdOf(grant), 0);
    expect(heard?.args.evidence).to.equal(SAID);
    expect(heard?.args.party).to.equal(fixture.addresses.Campaigns);
    expect(heard?.args.evidenceGroupID).to.equal(BigInt(id));
    const { campaigns } = fixture.contracts;
    const [spoke] = await campaigns.queryFilter(campaigns.filters.DonorEvidence(campaign.id, id, from));
    expect(spoke?.transactionHash).to.equal(heard?.transactionHash);
  });

  it("says that an arbitrator without code hears nothing on chain, and takes no text that hides something", async () => {
    const fixture = await load();
    const { campaign, from } = await launched(fixture);
    const tried = await runOn(fixture, [...evidence(campaign, from), "--dry-run"]);
    expect(tried.isNo).to.equal(true);
    expect(JSON.stringify(tried.list)).to.include("Campaigns_ArbitratorHasNoCode");
    const hidden = [...evidence(campaign, from), "--at", `${SAID}\u202e`];
    expect(await codeOf(runOn(fixture, hidden))).to.equal("BAD_OPTION");
  });
});
