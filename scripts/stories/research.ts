import { readFile } from "node:fs/promises";
import { toUtf8Bytes } from "ethers";
import { awaitSettlement } from "../../client/awaitSettlement.ts";
import { contractArgument } from "../../client/contractArgument.ts";
import { publishPayload } from "../../client/publishPayload.ts";
import { requestInference } from "../../client/requestInference.ts";
import { buildEvidenceTree, type Evidence, EvidenceKind } from "../../standards/evidence.ts";
import {
  GRANT_TERMS_TYPES,
  type GrantId,
  type GrantTerms,
  grantIdOf,
  MilestoneState,
  milestoneIdOf,
  researchEscrowDomain,
  signableTerms,
} from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { Provenance, RequestStatus } from "../../standards/inference.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { AMOUNTS, CHALLENGE_DAYS, DAY, draftTerms, ORCID, TOTAL } from "./grantTerms.ts";
import { ANSWER_TIMEOUT_MS, gasOf, revertName } from "./shared.ts";

const CALLBACK_GAS = 200_000;
const EXAMPLES = "models/milestone-triage-INVENTED/data/examples";

const STATE_NAMES = Object.keys(MilestoneState);

/** The funder deposits; the investigator accepts by signature, which anyone relays. */
const openGrant = async (network: LocalNetwork, report: Report): Promise<GrantTerms> => {
  const { actors, addresses, chain, contracts, usd } = network;
  const terms = await draftTerms(network);
  await (await usd.mint(actors.funder.address, TOTAL)).wait();
  await (await usd.connect(actors.funder).approve(addresses.ResearchEscrow, TOTAL)).wait();
  await report.step(
    "The funder deposited 500,000.000000 tUSD for four milestones",
    () => gasOf(contracts.escrow.connect(actors.funder).createFund(contractArgument(terms.account))),
    (gas) => ({ grant: grantIdOf(terms), gas }),
  );
  const signature = await actors.investigator.signTypedData(
    researchEscrowDomain(chain.chainId, addresses.ResearchEscrow),
    GRANT_TERMS_TYPES,
    signableTerms(terms),
  );
  await report.step(
    `The researcher (ORCID ${ORCID}) signed the terms; a relayer brought the signature`,
    () => gasOf(contracts.escrow.accept(contractArgument(terms), signature)),
    (gas) => ({ gas }),
  );
  const takeBack = contracts.escrow
    .connect(actors.funder)
    .cancel.staticCall(contractArgument(terms.account), actors.funder.address);
  report.claim(
    "the funder can no longer take the money back",
    await revertName(contracts.escrow.interface, takeBack),
    "ResearchEscrow_WrongGrantState",
  );
  return terms;
};

/** Puts an INVENTED evidence package together for this very milestone. */
const packEvidence = async (file: string, grant: GrantId, index: number) => {
  const example = JSON.parse(await readFile(`${EXAMPLES}/${file}`, "utf8"));
  const bytes = toUtf8Bytes(JSON.stringify({ ...example, grantId: grant, milestone: index }));
  const pieces: Evidence[] = (
    example.artefacts as { kind: keyof typeof EvidenceKind; contentHash: Hex; uri: string }[]
  ).map(({ kind, contentHash, uri }) => ({ kind: EvidenceKind[kind], contentHash, salt: randomWord(), uri }));
  return { bytes, root: buildEvidenceTree(milestoneIdOf(grant, index), pieces).root };
};

/** Hands evidence in and has the committee score it. Returns the raw score. */
const submitAndScore = async (
  network: LocalNetwork,
  report: Report,
  terms: GrantTerms,
  index: number,
  file: string,
): Promise<number> => {
  const { actors, addresses, chain, contracts, models, payloads } = network;
  const grant = grantIdOf(terms);
  const milestone = milestoneIdOf(grant, index);
  const { bytes, root } = await packEvidence(file, grant, index);
  const packageHash = await publishPayload(payloads, bytes);
  await report.step(
    `The researcher handed in ${file}`,
    () =>
      gasOf(
        contracts.review
          .connect(actors.investigator)
          .submit(contractArgument(terms), index, root, packageHash),
      ),
    (gas) => ({ milestone, gas }),
  );
  const opened = await report.step(
    "The researcher asked the committee for a score",
    async () =>
      requestInference(contracts, actors.investigator, chain.chainId, {
        modelId: models.milestone.id,
        payloadHash: packageHash,
        inputCommitment: models.milestone.commit(models.milestone.extract(bytes), packageHash),
        provenance: Provenance.COMMITTEE_EXTRACTED,
        deadline: (await chain.now()) + 600,
        callback: { to: addresses.MilestoneReview, gasLimit: CALLBACK_GAS },
        nonce: BigInt(milestone),
      }),
    ({ id, receipt }) => ({ request: id, gas: receipt.gasUsed }),
  );
  await report.step("Operators extracted the features, scored and signed", () =>
    awaitSettlement(contracts, opened.id, { timeoutMs: ANSWER_TIMEOUT_MS }),
  );
  report.claim("request is fulfilled", await contracts.oracle.statusOf(opened.id), RequestStatus.Fulfilled);
  const { state, score } = await contracts.escrow.milestoneOf(addresses.MilestoneReview, milestone);
  report.claim("milestone is", STATE_NAMES[Number(state)], "Scored");
  return Number(score);
};

const vote = (
  { actors, contracts }: LocalNetwork,
  terms: GrantTerms,
  index: number,
  reviewer: number,
  approve: boolean,
) => {
  const signer = actors.reviewers[reviewer];
  if (signer === undefined) throw new TypeError("The panel has three reviewers.");
  return gasOf(contracts.review.connect(signer).vote(contractArgument(terms), index, 1, approve));
};

const stateOf = async ({ addresses, contracts }: LocalNetwork, terms: GrantTerms, index: number) => {
  const { state } = await contracts.escrow.milestoneOf(
    addresses.MilestoneReview,
    milestoneIdOf(grantIdOf(terms), index),
  );
  return STATE_NAMES[Number(state)];
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
