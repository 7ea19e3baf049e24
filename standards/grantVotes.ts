// Sealed votes of a panel.
import { AbiCoder, keccak256 } from "ethers";
import type { MilestoneId } from "./grant.ts";
import type { Hex } from "./hex.ts";

/** A vote with the salt that opens its commitment. */
export type SealedVote = {
  readonly milestone: MilestoneId;
  readonly attempt: number;
  readonly reviewer: Hex;
  readonly approve: boolean;
  /** Content hash of the published reasons; zero for none. */
  readonly reasonsHash: Hex;
  readonly salt: Hex;
};

/** keccak256(abi.encode(id, attempt, reviewer, approve, reasonsHash, salt)). */
export const voteCommitment = (vote: SealedVote): Hex =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "uint8", "address", "bool", "bytes32", "bytes32"],
      [vote.milestone, vote.attempt, vote.reviewer, vote.approve, vote.reasonsHash, vote.salt],
    ),
  ) as Hex;
