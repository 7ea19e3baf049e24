import { contentHash } from "../../standards/commitments.ts";
import { TheriacError } from "../../standards/errors.ts";
import { evidenceTreeOf, parseEvidencePackage } from "../../standards/evidencePackage.ts";
import {
  type GrantTerms,
  grantIdOf,
  type MilestoneId,
  MilestoneState,
  milestoneIdOf,
} from "../../standards/grant.ts";
import { milestoneStateName } from "../../standards/grantStates.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Call } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { collectLogs } from "../provenance/scanLogs.ts";
import { MilestoneStateError } from "./errors.ts";
import { REVIEW, type ResearchView, reviewCall } from "./grantContracts.ts";
import { readStanding } from "./readGrant.ts";

/** A package is about another milestone or grant than the one named. */
export class OtherPackageError extends TheriacError {
  readonly code = "OTHER_PACKAGE";
  constructor(packaged: string, named: string) {
    super("The package is about another milestone.", {
      context: { packaged, named },
      hint: "Build it for this one with theriac grant package.",
    });
  }
}

/** What `submit` takes of a package. */
export type Evidence = { readonly milestone: MilestoneId; readonly packageHash: Hex; readonly root: Hex };

/** Holds a package against the terms in it, and against the milestone that it is brought for. */
export const readEvidence = (terms: GrantTerms, index: number, bytes: Uint8Array): Evidence => {
  const parsed = parseEvidencePackage(bytes);
  const milestone = milestoneIdOf(grantIdOf(terms), index);
  if (parsed.milestoneId !== milestone) throw new OtherPackageError(parsed.milestoneId, milestone);
  return { milestone, packageHash: contentHash(bytes), root: evidenceTreeOf(parsed).root };
};

/** What was handed in last for a milestone, undefined before anything was. */
export const lastSubmission = async (
  { provider, addresses }: ResearchView,
  milestone: MilestoneId,
): Promise<
  | {
      readonly attempt: number;
      readonly packageHash: Hex;
      readonly evidenceRoot: Hex;
      readonly block: number;
    }
  | undefined
> => {
  const at = { provider, address: addresses.MilestoneReview, contract: REVIEW };
  const logs = await collectLogs({ ...at, events: ["EvidenceSubmitted"], indexed: [milestone] });
  const last = logs.at(-1);
  if (last === undefined) return undefined;
  const { attempt, packageHash, evidenceRoot } = last.event.args;
  return { attempt: Number(attempt), packageHash, evidenceRoot, block: last.log.blockNumber };
};

const OPEN: readonly number[] = [MilestoneState.Pending, MilestoneState.Rejected];

/** Hands evidence in; nothing if this very package is in already. */
export const submitEvidence = async (
  view: ResearchView,
  terms: GrantTerms,
  index: number,
  { milestone, packageHash, root }: Evidence,
): Promise<readonly Call[]> => {
  const { word } = await readStanding(view, terms, index);
  if (!OPEN.includes(word.state)) {
    const last = await lastSubmission(view, milestone);
    if (last?.packageHash === packageHash && last.attempt === word.attempts) return [];
    throw new MilestoneStateError(index + 1, milestoneStateName(word.state), "Pending or Rejected");
  }
  const args = [contractArgument(terms), index, root, packageHash] as const;
  return [
    reviewCall(view.addresses, "hands in the evidence", REVIEW.encodeFunctionData("submit", [...args])),
  ];
};
