import type { Hex } from "../../standards/hex.ts";
import { decodeScores, encodeScores, Mode, outputHashOf } from "../../standards/inference.ts";
import { type Committee, quorumsOverlap } from "../domain/committee.ts";
import { type Duty, isPersonal } from "../domain/duty.ts";
import type { Proposal } from "../domain/ports.ts";
import type { PipelineDeps } from "./deps.ts";

/** Exact answers may be signed under any committee, those of float arithmetic only where two quorums overlap. */
export const maySignUnder = (
  { modelOf }: Pick<PipelineDeps, "modelOf">,
  { request }: Duty,
  committee: Committee,
): boolean => modelOf(request.modelId)?.near === undefined || quorumsOverlap(committee);

/**
 * The output that a leader proposes, if it differs from this node's own but the model's tolerance allows to sign it too:
 * only for models of float arithmetic, in mode QUORUM, about public inputs.
 */
export const nearbyOutput = (
  { modelOf }: Pick<PipelineDeps, "modelOf">,
  { request, output, outputHash }: Duty,
  proposal: Proposal,
): Hex | undefined => {
  if (proposal.kind !== "answer" || output === undefined) return undefined;
  const proposed = proposal.report.outputHash;
  const near = modelOf(request.modelId)?.near;
  if (near === undefined || proposed === outputHash) return undefined;
  if (request.mode !== Mode.QUORUM || isPersonal(request)) return undefined;
  return near(Int32Array.from(decodeScores(output)))
    .map(encodeScores)
    .find((candidate) => outputHashOf(candidate) === proposed);
};
