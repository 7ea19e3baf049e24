import type { Hex } from "../../standards/hex.ts";
import {
  ICampaigns__factory,
  IMatchingRounds__factory,
  IResearchEscrow__factory,
} from "../../types/index.ts";
import { callOf } from "../calls.ts";
import type { Endpoint } from "../endpoint.ts";

export const CAMPAIGNS = ICampaigns__factory.createInterface();
export const ROUNDS = IMatchingRounds__factory.createInterface();

export const campaignCall = callOf("Campaigns");
export const roundCall = callOf("MatchingRounds");

/** What reading campaigns takes. */
export type CampaignView = ReturnType<typeof campaignViewOf>;

/** Campaigns and their matching behind an endpoint, to read only. */
export const campaignViewOf = ({ provider, addresses, chainId, now }: Endpoint) => ({
  provider,
  addresses,
  chainId,
  now,
  campaigns: ICampaigns__factory.connect(addresses.Campaigns, provider),
  rounds: IMatchingRounds__factory.connect(addresses.MatchingRounds, provider),
  escrow: IResearchEscrow__factory.connect(addresses.ResearchEscrow, provider),
  /** Where logs of campaigns are. */
  campaignLogs: { provider, address: addresses.Campaigns as Hex, contract: CAMPAIGNS },
  roundLogs: { provider, address: addresses.MatchingRounds as Hex, contract: ROUNDS },
});
