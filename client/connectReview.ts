import { Contract, type ContractRunner, Interface } from "ethers";
import {
  type IMilestoneReview,
  IMilestoneReview__factory,
  MilestoneReview__factory,
  ReviewDesk__factory,
} from "../types/index.ts";

const CALLABLE = ["function ", "event ", "error "];

/**
 * All that the review's address answers to. Its code is at two addresses: the interface promises what both do together,
 * and each brings whom it works with and typed errors of its libraries that no interface names.
 */
export const REVIEW_INTERFACE = new Interface(
  [
    ...new Set(
      [IMilestoneReview__factory, MilestoneReview__factory, ReviewDesk__factory].flatMap(({ abi }) =>
        Interface.from(abi).format(),
      ),
    ),
  ].filter((line) => CALLABLE.some((kind) => line.startsWith(kind))),
);

/** The review of a deployment, typed by its interface. */
export const connectReview = (address: string, runner: ContractRunner): IMilestoneReview =>
  new Contract(address, REVIEW_INTERFACE, runner) as unknown as IMilestoneReview;
