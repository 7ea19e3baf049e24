// What every command of campaigns and rounds has in common: what it is about, who acts, trying it, sending it.
import type { CampaignId } from "../../../standards/campaign.ts";
import type { Hex } from "../../../standards/hex.ts";
import type { RoundId } from "../../../standards/matching.ts";
import { address } from "../../../standards/shapes.ts";
import { type CampaignView, campaignViewOf } from "../../campaigns/campaignContracts.ts";
import type { Connection } from "../connection.ts";
import { type Answer, parseId } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type Act, type ActOptions, sendOrTry } from "../sending.ts";

export const CAMPAIGN_ARGUMENT: [string, string] = ["<campaign>", "id of the campaign"];
export const ROUND_ARGUMENT: [string, string] = ["<round>", "id of the round"];

export type Actor = { readonly view: CampaignView; readonly from: Hex };

export const campaignId = (given: string): CampaignId => parseId(given) as CampaignId;
export const roundId = (given: string): RoundId => parseId(given) as RoundId;

/** Makes the calls of a command and sends them, or tries them only. */
export const act = async (
  connection: Connection,
  options: ActOptions,
  make: (actor: Actor) => Promise<Act>,
): Promise<Answer> => {
  const from = parseOption("--from", address, options.from);
  return sendOrTry(connection, from, options, await make({ view: campaignViewOf(connection), from }));
};
