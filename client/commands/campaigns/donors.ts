// theriac campaign grant|collect|claim: what donors have of a launched campaign.
import type { Command } from "commander";
import { grantIdOf } from "../../../standards/grant.ts";
import { address } from "../../../standards/shapes.ts";
import { campaignViewOf } from "../../campaigns/campaignContracts.ts";
import {
  assertCriteria,
  assertSecrets,
  type CampaignSecrets,
  campaignFileShape,
  campaignSecretsShape,
} from "../../campaigns/campaignFile.ts";
import { claimPot, collectPot } from "../../campaigns/claimPot.ts";
import { parsePot, potName } from "../../campaigns/pots.ts";
import { type OpenedCampaign, readCampaign, readLaunchedGrant } from "../../campaigns/readCampaign.ts";
import { contractArgument } from "../../contractArgument.ts";
import { termsDocument } from "../../research/termsFile.ts";
import { readToken, withSymbol } from "../../tokens.ts";
import type { Connection } from "../connection.ts";
import { assertAbsent, readJson, writeSecretJson } from "../files.ts";
import { type Answer, type Run, time } from "../output.ts";
import { BadOptionError, parseOption } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act, CAMPAIGN_ARGUMENT, campaignId } from "./act.ts";

type GrantOptions = {
  readonly file: string;
  readonly out: string;
  readonly secrets?: string;
  readonly secretsOut?: string;
};

/** The organiser's secrets and where they are to be written again; undefined if neither was named. */
const readSecrets = async (
  { secrets, secretsOut }: GrantOptions,
  opened: OpenedCampaign,
): Promise<(CampaignSecrets & { readonly to: string }) | undefined> => {
  if (secrets === undefined && secretsOut === undefined) return undefined;
  if (secretsOut === undefined) throw new BadOptionError("--secrets-out", "", "--secrets needs it");
  if (secrets === undefined) throw new BadOptionError("--secrets", "", "--secrets-out needs it");
  const kept = await readJson(secrets, campaignSecretsShape);
  assertSecrets(secrets, kept, opened);
  return { ...kept, to: secretsOut };
};

/** Writes the files that `theriac grant` takes, for a campaign that was launched. */
const writeGrant = async (connection: Connection, given: string, options: GrantOptions): Promise<Answer> => {
  const view = campaignViewOf(connection);
  const opened = await readCampaign(view, campaignId(given));
  const published = await readJson(options.file, campaignFileShape);
  assertCriteria(options.file, published, opened);
  const terms = await readLaunchedGrant(view, opened);
  const grant = grantIdOf(terms);
  const secrets = await readSecrets(options, opened);
  assertAbsent([options.out, ...(secrets === undefined ? [] : [secrets.to])]);
  const { criteria } = published;
  const at = { chainId: view.chainId, escrow: view.addresses.ResearchEscrow };
  await writeSecretJson(options.out, termsDocument({ ...at, terms, criteria }));
  if (secrets !== undefined) {
    const { orcid, orcidSalt, to } = secrets;
    await writeSecretJson(to, { kind: "grant-secrets/1", grant, orcid, orcidSalt });
  }
  const next = "the investigator accepts it: theriac grant accept";
  return { facts: { grant, terms: options.out, next, until: time(terms.account.startBy) } };
};

type PotOptions = ActOptions & { readonly pot: string; readonly to?: string };

const collect = (connection: Connection, given: string, options: PotOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const opened = await readCampaign(view, campaignId(given));
    const pot = parsePot(options.pot, opened.terms.sharesBps.length);
    const calls = await collectPot(view, opened, pot);
    return { calls, facts: { campaign: opened.id, pot: potName(pot), next: "every donor claims its share" } };
  });

const claim = (connection: Connection, given: string, options: PotOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const opened = await readCampaign(view, campaignId(given));
    const { id, terms } = opened;
    const pot = parsePot(options.pot, terms.sharesBps.length);
    const to = options.to === undefined ? from : parseOption("--to", address, options.to);
    const calls = await claimPot(view, opened, pot, { from, to });
    const token = await readToken(view.provider, terms.token);
    // What it is before the pot is open, the event tells.
    const share = await view.campaigns.shareOf(contractArgument(terms), pot, from);
    const facts = share === 0n ? {} : { share: withSymbol(share, token) };
    return { calls, facts: { campaign: id, pot: potName(pot), ...facts, to } };
  });

const POT_OPTION: [string, string] = [
  "--pot <name>",
  "a milestone's number from 1 on, bond:N, or whole for a grant that nobody accepted",
];

/** Adds `grant|collect|claim`. */
export const addDonors = (campaign: Command, run: Run): void => {
  campaign
    .command("grant")
    .description("write the terms file of the grant that a campaign launched, for theriac grant")
    .argument(...CAMPAIGN_ARGUMENT)
    .requiredOption("--file <file>", "criteria that the organiser published")
    .requiredOption("--out <file>", "the grant's terms")
    .option("--secrets <file>", "the organiser's secrets")
    .option("--secrets-out <file>", "the same as the investigator needs them for evidence")
    .action((given: string, options: GrantOptions) =>
      run((connection) => writeGrant(connection, given, options)),
    );
  withActOptions(campaign.command("collect"))
    .description("fetch what comes back for the donors; anyone")
    .argument(...CAMPAIGN_ARGUMENT)
    .requiredOption(...POT_OPTION)
    .action((given: string, options: PotOptions) => run((connection) => collect(connection, given, options)));
  withActOptions(campaign.command("claim"))
    .description("claim one's share of what came back, fetching it first if nobody has")
    .argument(...CAMPAIGN_ARGUMENT)
    .requiredOption(...POT_OPTION)
    .option("--to <address>", "another account to pay it to")
    .action((given: string, options: PotOptions) => run((connection) => claim(connection, given, options)));
};
