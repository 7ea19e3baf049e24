import { keccak256 } from "ethers";
import { batchLeaf, batchPreimage, merkleRoot, type SignedBatch } from "../../../standards/batch.ts";
import type { Hex } from "../../../standards/hex.ts";
import { inferenceOracleDomain } from "../../../standards/inference.ts";
import type { BatchMember } from "../../domain/ports.ts";
import type { Signer } from "../../domain/signer.ts";
import type { PipelineDeps } from "../deps.ts";

/** What the members of a batch are signed under. */
export const batchOf = (
  members: readonly BatchMember[],
  { configDigest, observedBlock }: Pick<SignedBatch, "configDigest" | "observedBlock">,
): SignedBatch => ({
  // Never spread from what is given: that may be a whole batch, whose root is in question.
  root: merkleRoot(members.map(batchLeaf)),
  answers: members.length,
  configDigest,
  observedBlock,
});

const preimageOf = ({ chainId, oracle }: PipelineDeps["rules"], batch: SignedBatch): Hex =>
  batchPreimage(inferenceOracleDomain(chainId, oracle), batch);

/** What the oracle contract will check the signatures against. */
export const digestOfBatch = (rules: PipelineDeps["rules"], batch: SignedBatch): Hex =>
  keccak256(preimageOf(rules, batch)) as Hex;

/** Signs through the store: every member is recorded, or nothing is signed. */
export const signBatch = (
  { rules, store }: Pick<PipelineDeps, "rules" | "store">,
  members: readonly BatchMember[],
  batch: SignedBatch,
  signer: Signer,
): Promise<Hex> =>
  store.releaseBatch(
    members.map(({ requestId: id, outputHash }) => ({ id, next: { kind: "answer", outputHash } })),
    () => signer.sign(preimageOf(rules, batch)),
  );
