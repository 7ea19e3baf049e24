// theriac campaign match issuer|credential: the word that a donor's key is the one key of one person.
import type { Command } from "commander";
import { matchingRoundsDomain, nullifierOf, UNIQUENESS_TYPES } from "../../../standards/matching.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { address } from "../../../standards/shapes.ts";
import { campaignViewOf } from "../../campaigns/campaignContracts.ts";
import { readRound } from "../../campaigns/readRound.ts";
import { issuerSecretShape } from "../../campaigns/roundDraft.ts";
import { moment } from "../codes.ts";
import type { Connection } from "../connection.ts";
import { readJson, readText, writeSecretJson } from "../files.ts";
import { type Answer, type Run, time } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { ROUND_ARGUMENT, roundId } from "./act.ts";

const newIssuer = async ({ out }: { readonly out: string }): Promise<Answer> => {
  await writeSecretJson(out, { kind: "issuer-secret/1", secret: randomWord() });
  return { facts: { file: out } };
};

type CredentialOptions = {
  readonly donor: string;
  readonly person: string;
  readonly secret: string;
  readonly expires?: string;
  readonly out: string;
  readonly from: string;
};

const credential = async (
  connection: Connection,
  given: string,
  options: CredentialOptions,
): Promise<Answer> => {
  const view = campaignViewOf(connection);
  const { id, terms } = await readRound(view, roundId(given));
  const donor = parseOption("--donor", address, options.donor);
  const { secret } = await readJson(options.secret, issuerSecretShape);
  const person = await readText(options.person);
  const expiresAt =
    options.expires === undefined ? terms.endsAt : parseOption("--expires", moment, options.expires);
  const statement = { round: id, nullifier: nullifierOf(secret, id, person), donor, expiresAt };
  const signer = await connection.sender(parseOption("--from", address, options.from));
  const domain = matchingRoundsDomain(view.chainId, view.addresses.MatchingRounds);
  const signature = await signer.signTypedData(domain, UNIQUENESS_TYPES, statement);
  await writeSecretJson(options.out, { kind: "uniqueness-credential/1", ...statement, signature });
  return {
    facts: { round: id, donor, nullifier: statement.nullifier, expires: time(expiresAt), file: options.out },
  };
};

/** Adds `issuer|credential`. */
export const addIssuing = (match: Command, run: Run): void => {
  match
    .command("issuer")
    .description("make the secret from which an issuer derives nullifiers; kept for good")
    .requiredOption("--out <file>")
    .action((options: { readonly out: string }) => run(() => newIssuer(options)));
  match
    .command("credential")
    .description("sign that a donor's account is the one account of one person in a round, as its issuer")
    .argument(...ROUND_ARGUMENT)
    .requiredOption("--donor <address>", "account that pledges")
    .requiredOption("--person <file>", "what names the person, the same text each time; it goes nowhere")
    .requiredOption("--secret <file>", "from campaign match issuer")
    .option("--expires <moment>", "the round's end without it")
    .requiredOption("--out <file>", "for the donor, or whoever counts it")
    .requiredOption("--from <address>", "the issuer's account of the endpoint")
    .action((given: string, options: CredentialOptions) =>
      run((connection) => credential(connection, given, options)),
    );
};
