import type { Command } from "commander";
import type { Run } from "../output.ts";
import { addRaising } from "./campaign.ts";
import { addDonors } from "./donors.ts";
import { addRounds } from "./match.ts";
import { addIssuing } from "./matchIssuer.ts";
import { addResults } from "./matchResult.ts";
import { addSay } from "./say.ts";

/** Adds everything about grants that many fund, and about matching what they give. */
export const addCampaignCommands = (program: Command, run: Run): void => {
  const campaign = program.command("campaign").description("grants funded by many, and their matching");
  addRaising(campaign, run);
  addDonors(campaign, run);
  addSay(campaign, run);
  const match = campaign
    .command("match")
    .description("quadratic matching: rounds, who counts, results that anyone recomputes");
  addResults(match, run);
  addRounds(match, run);
  addIssuing(match, run);
};
