import { contractArgument } from "../../client/contractArgument.ts";
import { publishPayload } from "../../client/publishPayload.ts";
import { type InferenceOrder, type OpenedRequest, requestInference } from "../../client/requestInference.ts";
import {
  GRANT_TERMS_TYPES,
  type GrantTerms,
  grantIdOf,
  type MilestoneId,
  MilestoneState,
  milestoneIdOf,
  researchEscrowDomain,
  signableTerms,
} from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { Provenance } from "../../standards/inference.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { packExample } from "./evidence.ts";
import { draftTerms, ORCID, ORCID_SALT, TOTAL } from "./grantTerms.ts";
import { gasOf, revertName } from "./shared.ts";

const CALLBACK_GAS = 300_000;

const STATE_NAMES = Object.keys(MilestoneState);

/** Evidence that was handed in. */
export type Package = { readonly milestone: MilestoneId; readonly bytes: Uint8Array; readonly hash: Hex };

/** The funder deposits; the investigator accepts by signature, which anyone relays. */
export const openGrant = async (network: LocalNetwork, report: Report): Promise<GrantTerms> => {
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

/** Publishes an evidence package and hands it in. */
export const handIn = async (
  network: LocalNetwork,
  report: Report,
  terms: GrantTerms,
  index: number,
  file: string,
): Promise<Package> => {
  const { actors, chain, contracts, payloads } = network;
  const milestone = milestoneIdOf(grantIdOf(terms), index);
  const signatory = { orcid: ORCID, orcidSalt: ORCID_SALT, completedAt: await chain.now() };
  const { bytes, root } = await packExample(terms, index, file, signatory);
  const hash = await publishPayload(payloads, bytes);
  await report.step(
    `The researcher handed in ${file}`,
    () =>
      gasOf(contracts.review.connect(actors.investigator).submit(contractArgument(terms), index, root, hash)),
    (gas) => ({ milestone, gas }),
  );
  return { milestone, bytes, hash };
};

/** Asks the committee for a score of what was handed in. */
export const askForScore = async (
  { actors, addresses, chain, contracts, models }: LocalNetwork,
  report: Report,
  { milestone, bytes, hash }: Package,
  order: Pick<InferenceOrder, "mode" | "valueAtRisk"> = {},
): Promise<OpenedRequest> =>
  report.step(
    "The researcher asked the committee for a score",
    async () =>
      requestInference(contracts, actors.investigator, chain.chainId, {
        modelId: models.milestone.id,
        payloadHash: hash,
        inputCommitment: models.milestone.commit(
          models.milestone.extract(bytes, { nonce: BigInt(milestone) }),
          hash,
        ),
        provenance: Provenance.COMMITTEE_EXTRACTED,
        deadline: (await chain.now()) + 600,
        callback: { to: addresses.MilestoneReview, gasLimit: CALLBACK_GAS },
        nonce: BigInt(milestone),
        ...order,
      }),
    ({ id, receipt }) => ({ request: id, gas: receipt.gasUsed }),
  );

export const vote = (
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

export const stateOf = async ({ addresses, contracts }: LocalNetwork, terms: GrantTerms, index: number) => {
  const { state } = await contracts.escrow.milestoneOf(
    addresses.MilestoneReview,
    milestoneIdOf(grantIdOf(terms), index),
  );
  return STATE_NAMES[Number(state)] ?? "unknown";
};
