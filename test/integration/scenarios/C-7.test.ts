import { expect } from "chai";
import { publishPolicy } from "../../../client/policies/publishPolicy.ts";
import { signConsent } from "../../../client/signConsent.ts";
import { type AccessRequest, NO_RESEARCH } from "../../../standards/accessRequest.ts";
import { type ConsentGrant, headerOf } from "../../../standards/consent.ts";
import { Confidentiality, DataClass, Purpose } from "../../../standards/consentCodes.ts";
import { DENY_REASONS } from "../../../standards/consentDecision.ts";
import type { Hex } from "../../../standards/hex.ts";
import type { PolicyVersion } from "../../../standards/policy.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { testChain } from "../../support/chain.ts";
import { newGrant } from "../../support/consents.ts";
import { type Deployed, deployed } from "../../support/fixtures.ts";

const DAY = 86_400;

const publish = ({ contracts, actors }: Deployed, major: number, minor: number) =>
  publishPolicy(contracts, actors.hospital, {
    name: "data use",
    major,
    minor,
    text: `What may be done with your data, version ${major}.${minor}.`,
  });

/** A consent under one version of the policy, signed by the patient and brought by a relayer. */
const consentTo = async (fixture: Deployed, version: PolicyVersion): Promise<ConsentGrant> => {
  const { contracts, actors, chain, addresses } = fixture;
  const drawn = await newGrant(fixture);
  const { policy, policyHash, policyMajor, policyMinor } = version;
  const grant = { ...drawn, terms: { ...drawn.terms, policy, policyHash, policyMajor, policyMinor } };
  const signature = await signConsent(actors.patient, grant, chain.chainId, addresses.ConsentRegistry);
  await (await contracts.consents.grantBySig(headerOf(grant), signature)).wait();
  return grant;
};

/** What the chain decides now: "PERMIT" or the reason of the denial, and whether the patient is to be told. */
const decide = async ({ contracts, actors }: Deployed, grant: ConsentGrant) => {
  const request: AccessRequest = {
    id: randomWord(),
    actor: actors.clinic.address as Hex,
    purpose: Purpose.AI_INFER,
    dataClass: DataClass.PATHOLOGY,
    confidentiality: Confidentiality.M,
    dataFrom: 0,
    dataTo: 0,
    jurisdiction: "HK",
    use: NO_RESEARCH,
  };
  const { terms, ...header } = grant;
  const { diseases, jurisdictions, denials } = terms;
  const lists = { diseases: [...diseases], jurisdictions: [...jurisdictions], denials: [...denials] };
  const [{ permitted, reason, policyChanged }] = await contracts.decisions.decide(
    { ...header, terms: { ...terms, ...lists } },
    request,
    [],
    [],
  );
  return [permitted ? "PERMIT" : DENY_REASONS[Number(reason)], policyChanged];
};

describe("C-7: a policy moves on", () => {
  it("3.0 -> 3.1 permits with notice; -> 4.0 permits for 30 days, then denies POLICY_VERSION; signing anew restores", async () => {
    const fixture = await (await testChain()).load(deployed);
    const { contracts, chain } = fixture;
    const first = await publish(fixture, 3, 0);
    const grant = await consentTo(fixture, first);
    expect(await decide(fixture, grant)).to.deep.equal(["PERMIT", false]);

    await publish(fixture, 3, 1);
    expect(await decide(fixture, grant)).to.deep.equal(["PERMIT", true]);
    await chain.advance(90 * DAY);
    expect(await decide(fixture, grant)).to.deep.equal(["PERMIT", true]);

    const next = await publish(fixture, 4, 0);
    const published = (await chain.provider.getBlock(next.receipt.blockNumber))?.timestamp ?? 0;
    const graceEnd = Number(await contracts.policies.graceEndOf(first.policy, 3));
    expect(graceEnd).to.equal(published + 30 * DAY);
    expect(await decide(fixture, grant)).to.deep.equal(["PERMIT", true]);

    await chain.nextBlockAt(graceEnd);
    await chain.request("evm_mine", []);
    expect(await decide(fixture, grant)).to.deep.equal(["PERMIT", true]);
    await chain.nextBlockAt(graceEnd + 1);
    await chain.request("evm_mine", []);
    expect(await decide(fixture, grant)).to.deep.equal(["POLICY_VERSION", true]);

    const anew = await consentTo(fixture, next);
    expect(await decide(fixture, anew)).to.deep.equal(["PERMIT", false]);
    expect((await decide(fixture, grant))[0]).to.equal("POLICY_VERSION");
  });

  it("a text that was never published under that version counts for nothing", async () => {
    const fixture = await (await testChain()).load(deployed);
    const version = await publish(fixture, 3, 0);
    const forged = await consentTo(fixture, { ...version, policyHash: randomWord() });
    expect((await decide(fixture, forged))[0]).to.equal("POLICY_VERSION");
    const unpublished = await consentTo(fixture, { ...version, policyMinor: 1 });
    expect((await decide(fixture, unpublished))[0]).to.equal("POLICY_VERSION");
  });
});
