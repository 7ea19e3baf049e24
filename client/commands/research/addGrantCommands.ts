import type { Command } from "commander";
import type { Run } from "../output.ts";
import { addCollectCommands } from "./grantCollect.ts";
import { addDisputeCommands } from "./grantDispute.ts";
import { addEndCommands } from "./grantEnd.ts";
import { addEvidenceCommands } from "./grantEvidence.ts";
import { addOfferCommands } from "./grantOffer.ts";
import { addReviewCommands } from "./grantReview.ts";
import { addStatusCommand } from "./grantStatus.ts";
import { addReviewerCommands } from "./reviewer.ts";

/** Adds `theriac grant ...`: everything that funders, investigators, reviewers and arbitrators ask of a deployment. */
export const addGrantCommands = (program: Command, run: Run): void => {
  const grant = program.command("grant").description("research grants, paid milestone by milestone");
  addOfferCommands(grant, run);
  addEvidenceCommands(grant, run);
  addReviewerCommands(grant, run);
  addReviewCommands(grant, run);
  addDisputeCommands(grant, run);
  addCollectCommands(grant, run);
  addEndCommands(grant, run);
  addStatusCommand(grant, run);
};
