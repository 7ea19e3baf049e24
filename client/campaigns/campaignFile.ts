// What the organiser publishes beside the chain, and what it keeps for the investigator.
import { z } from "zod";
import type { CampaignId } from "../../standards/campaign.ts";
import { criteriaHashOf } from "../../standards/criteria.ts";
import { bytes32 } from "../../standards/shapes.ts";
import { CampaignFileError } from "./errors.ts";
import type { OpenedCampaign } from "./readCampaign.ts";

/** Criteria that the terms hold by hash. It holds no secret. */
export const campaignFileShape = z.strictObject({
  kind: z.literal("campaign/1"),
  campaign: bytes32.transform((id) => id as CampaignId),
  criteria: z.array(z.array(z.string())),
});
export type CampaignFile = z.output<typeof campaignFileShape>;

/** Opens the commitment to the investigator's ORCID iD. */
export const campaignSecretsShape = z.strictObject({
  kind: z.literal("campaign-secrets/1"),
  campaign: bytes32.transform((id) => id as CampaignId),
  orcid: z.string(),
  orcidSalt: bytes32,
});
export type CampaignSecrets = z.output<typeof campaignSecretsShape>;

/** Throws unless the secrets are those of the campaign. */
export const assertSecrets = (file: string, { campaign }: CampaignSecrets, { id }: OpenedCampaign): void => {
  if (campaign !== id) throw new CampaignFileError(file, `it is of campaign ${campaign}`);
};

/** Throws unless the criteria are those that the campaign's terms hold by hash. */
export const assertCriteria = (
  file: string,
  { campaign, criteria }: CampaignFile,
  { id, conditions }: OpenedCampaign,
): void => {
  if (campaign !== id) throw new CampaignFileError(file, `it is of campaign ${campaign}`);
  const { milestones } = conditions;
  if (criteria.length !== milestones.length)
    throw new CampaignFileError(file, "it has criteria for other milestones");
  for (const [i, texts] of criteria.entries())
    if (criteriaHashOf(texts) !== milestones[i]?.criteriaHash)
      throw new CampaignFileError(file, `the criteria of milestone ${i + 1} are not those of the terms`);
};
