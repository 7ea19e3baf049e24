import { AbiCoder, keccak256 } from "ethers";
import { awaitSettlement } from "../../client/awaitSettlement.ts";
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
import { Mode, Provenance, RequestStatus } from "../../standards/inference.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { packExample } from "./evidence.ts";
import { DEPOSIT, draftTerms, ORCID, ORCID_SALT, VALUE_AT_RISK } from "./grantTerms.ts";
import { ANSWER_TIMEOUT_MS, gasOf, revertName } from "./shared.ts";

const CALLBACK_GAS = 300_000;

const STATE_NAMES = Object.keys(MilestoneState);

/** Evidence that was handed in. */
export type Package = { readonly milestone: MilestoneId; readonly bytes: Uint8Array; readonly hash: Hex };

/** The funder deposits; the investigator accepts by signature, which anyone relays. */
export const openGrant = async (network: LocalNetwork, report: Report): Promise<GrantTerms> => {
  const { actors, addresses, chain, contracts, usd } = network;
  const terms = await draftTerms(network);
  await (await usd.mint(actors.funder.address, DEPOSIT)).wait();
  await (await usd.connect(actors.funder).approve(addresses.ResearchEscrow, DEPOSIT)).wait();
  await report.step(
    "The funder deposited 500,000.000000 tUSD for four milestones, and 80.000000 for keepers",
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
  const takeBack = contracts.escrow.connect(actors.funder).cancel.staticCall(contractArgument(terms.account));
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
        mode: Mode.OPTIMISTIC,
        valueAtRisk: VALUE_AT_RISK,
        ...order,
      }),
    ({ id, receipt }) => ({ request: id, gas: receipt.gasUsed }),
  );

const reviewerAt = ({ actors }: LocalNetwork, reviewer: number) => {
  const signer = actors.reviewers[reviewer];
  if (signer === undefined) throw new TypeError("The panel has three reviewers.");
  return signer;
};

/** A vote that only its reviewer can read until it is opened. */
export type SealedVote = {
  readonly reviewer: string;
  readonly approve: boolean;
  readonly reasonsHash: Hex;
  readonly salt: Hex;
  readonly gas: bigint;
};

const SEAL = ["bytes32", "uint8", "address", "bool", "bytes32", "bytes32"];
const ATTEMPT = 1;

/** A reviewer's sealed vote on a first attempt. Reasons would be published; here they are a hash. */
export const sealVote = async (
  network: LocalNetwork,
  terms: GrantTerms,
  index: number,
  reviewer: number,
  approve: boolean,
): Promise<SealedVote> => {
  const signer = reviewerAt(network, reviewer);
  const [reasonsHash, salt] = [randomWord(), randomWord()];
  const values = [
    milestoneIdOf(grantIdOf(terms), index),
    ...[ATTEMPT, signer.address, approve, reasonsHash, salt],
  ];
  const seal = keccak256(AbiCoder.defaultAbiCoder().encode(SEAL, values));
  const review = network.contracts.review.connect(signer);
  const gas = await gasOf(review.commitVote(contractArgument(terms), index, ATTEMPT, seal));
  return { reviewer: signer.address, approve, reasonsHash, salt, gas };
};

/** Opens a sealed vote; anyone who knows it may. */
export const openVote = (
  { contracts }: LocalNetwork,
  terms: GrantTerms,
  index: number,
  { reviewer, approve, reasonsHash, salt }: SealedVote,
): Promise<bigint> =>
  gasOf(
    contracts.review.revealVote(
      contractArgument(terms),
      index,
      ATTEMPT,
      ...([reviewer, approve, reasonsHash, salt] as const),
    ),
  );

/** Sealed votes of the whole panel, the first ones of which are opened. Returns their gas. */
export const vote = async (
  network: LocalNetwork,
  terms: GrantTerms,
  index: number,
  approvals: readonly boolean[],
  opened: number,
): Promise<bigint> => {
  let gas = 0n;
  const sealed: SealedVote[] = [];
  for (const [reviewer, approve] of approvals.entries())
    sealed.push(await sealVote(network, terms, index, reviewer, approve));
  for (const one of sealed.slice(0, opened)) gas += await openVote(network, terms, index, one);
  return sealed.reduce((sum, one) => sum + one.gas, gas);
};

/** Hands evidence in, has the committee score it and waits until nobody can challenge the score. Returns it. */
export const submitAndScore = async (
  network: LocalNetwork,
  report: Report,
  terms: GrantTerms,
  index: number,
  file: string,
): Promise<number> => {
  const { addresses, chain, contracts } = network;
  const opened = await askForScore(network, report, await handIn(network, report, terms, index, file));
  const waiting = { timeoutMs: ANSWER_TIMEOUT_MS };
  await report.step("Operators extracted the features, scored and signed", () =>
    awaitSettlement(contracts, opened.id, { ...waiting, proposed: true }),
  );
  report.claim(
    "a vote while the score may still be challenged is refused",
    await revertName(contracts.review.interface, sealVote(network, terms, index, 0, true)),
    "MilestoneReview_ScoreNotFinal",
  );
  await chain.advance(Number(await contracts.oracle.CHALLENGE_WINDOW()) + 1);
  await report.step("Nobody challenged the score for a day; an operator made it final", () =>
    awaitSettlement(contracts, opened.id, waiting),
  );
  report.claim("request is fulfilled", await contracts.oracle.statusOf(opened.id), RequestStatus.Fulfilled);
  report.claim("milestone is", await stateOf(network, terms, index), "Scored");
  const { score } = await contracts.escrow.milestoneOf(
    addresses.MilestoneReview,
    milestoneIdOf(grantIdOf(terms), index),
  );
  return Number(score);
};

export const stateOf = async ({ addresses, contracts }: LocalNetwork, terms: GrantTerms, index: number) => {
  const { state } = await contracts.escrow.milestoneOf(
    addresses.MilestoneReview,
    milestoneIdOf(grantIdOf(terms), index),
  );
  return STATE_NAMES[Number(state)] ?? "unknown";
};
