import {
  IInferenceOracle__factory,
  IMilestoneReview__factory,
  IResearchEscrow__factory,
  IReviewerRegistry__factory,
} from "../../types/index.ts";
import { callOf } from "../calls.ts";
import type { Endpoint } from "../endpoint.ts";

export const ESCROW = IResearchEscrow__factory.createInterface();
export const REVIEW = IMilestoneReview__factory.createInterface();
export const REVIEWERS = IReviewerRegistry__factory.createInterface();

export const escrowCall = callOf("ResearchEscrow");
export const reviewCall = callOf("MilestoneReview");
export const registryCall = callOf("ReviewerRegistry");

/** What reading grants takes. */
export type ResearchView = ReturnType<typeof researchViewOf>;

/** The contracts of research funding behind an endpoint, to read only. */
export const researchViewOf = ({ provider, addresses, chainId, now }: Endpoint) => ({
  provider,
  addresses,
  chainId,
  now,
  escrow: IResearchEscrow__factory.connect(addresses.ResearchEscrow, provider),
  review: IMilestoneReview__factory.connect(addresses.MilestoneReview, provider),
  reviewers: IReviewerRegistry__factory.connect(addresses.ReviewerRegistry, provider),
  oracle: IInferenceOracle__factory.connect(addresses.InferenceOracle, provider),
});
