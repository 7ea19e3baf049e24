// theriac campaign dispute|evidence: what donors who gave enough say in everyone's name.
import type { Command } from "commander";
import { grantIdOf } from "../../../standards/grant.ts";
import { seenText } from "../../../standards/shapes.ts";
import { CAMPAIGNS, campaignCall } from "../../campaigns/campaignContracts.ts";
import { parseMilestone } from "../../campaigns/pots.ts";
import { readCampaign, readLaunchedGrant } from "../../campaigns/readCampaign.ts";
import { contractArgument } from "../../contractArgument.ts";
import { approvals, readToken, withSymbol } from "../../tokens.ts";
import type { Connection } from "../connection.ts";
import type { Answer, Run } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act, CAMPAIGN_ARGUMENT, campaignId } from "./act.ts";

/** Of an address of evidence; whoever says more puts it there. */
const MAX_EVIDENCE = 200;
const MILESTONE_OPTION: [string, string] = ["--milestone <number>", "counted from 1"];

type SayOptions = ActOptions & { readonly milestone: string };

const dispute = (connection: Connection, given: string, options: SayOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const opened = await readCampaign(view, campaignId(given));
    const { id, terms } = opened;
    const index = parseMilestone(options.milestone, terms.sharesBps.length);
    const grant = await readLaunchedGrant(view, opened);
    const token = await readToken(view.provider, terms.token);
    const amount = grant.conditions.policy.disputeBond;
    const spender = view.addresses.Campaigns;
    const data = CAMPAIGNS.encodeFunctionData("dispute", [
      contractArgument(terms),
      contractArgument(grant),
      index,
    ]);
    const calls = [
      ...(await approvals(view.provider, token, { owner: from, spender, amount })),
      campaignCall(view.addresses, `disputes milestone ${index + 1} for the donors`, data),
    ];
    const facts = {
      campaign: id,
      grant: grantIdOf(grant),
      milestone: index + 1,
      bond: withSymbol(amount, token),
      next: `the arbitrator rules; a bond that was won comes back: campaign collect --pot bond:${index + 1}`,
    };
    return { calls, facts };
  });

type EvidenceOptions = SayOptions & { readonly at: string };

const evidence = (connection: Connection, given: string, options: EvidenceOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const at = parseOption("--at", seenText(MAX_EVIDENCE), options.at);
    const opened = await readCampaign(view, campaignId(given));
    const index = parseMilestone(options.milestone, opened.terms.sharesBps.length);
    const grant = await readLaunchedGrant(view, opened);
    const { arbitrator } = grant.conditions;
    const data = CAMPAIGNS.encodeFunctionData("submitEvidence", [
      contractArgument(opened.terms),
      contractArgument(grant),
      index,
      at,
    ]);
    const does = `brings evidence on milestone ${index + 1} before the arbitrator`;
    const facts = { campaign: opened.id, grant: grantIdOf(grant), milestone: index + 1, arbitrator, at };
    return { calls: [campaignCall(view.addresses, does, data)], facts };
  });

/** Adds `dispute|evidence`. */
export const addSay = (campaign: Command, run: Run): void => {
  withActOptions(campaign.command("dispute"))
    .description("dispute a milestone in the donors' name, for its bond: who gave five in a hundred")
    .argument(...CAMPAIGN_ARGUMENT)
    .requiredOption(...MILESTONE_OPTION)
    .action((given: string, options: SayOptions) => run((connection) => dispute(connection, given, options)));
  withActOptions(campaign.command("evidence"))
    .description("bring what one has to say before the arbitrator of a dispute: who gave five in a hundred")
    .argument(...CAMPAIGN_ARGUMENT)
    .requiredOption(...MILESTONE_OPTION)
    .requiredOption("--at <address>", "where it is published, as in ipfs://...")
    .action((given: string, options: EvidenceOptions) =>
      run((connection) => evidence(connection, given, options)),
    );
};
