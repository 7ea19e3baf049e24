// theriac consent ...: a patient gives, shows and takes back a consent.
import type { Command } from "commander";
import { z } from "zod";
import {
  CONSENT_REVOKE_ALL_TYPES,
  type ConsentGrant,
  consentId,
  consentRegistryDomain,
  headerOf,
} from "../../standards/consent.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import { signConsent, signRevocation } from "../signConsent.ts";
import type { Connection } from "./connection.ts";
import { readOwnConsent, readTerms, type SignedConsent } from "./consentFiles.ts";
import { writeSecretJson } from "./files.ts";
import { type Answer, type Facts, parseId, type Run, time } from "./output.ts";
import { parseOption } from "./parseOption.ts";
import { type KeyOptions, readPersonKey } from "./personKey.ts";
import { readConsent } from "./reads.ts";

const DAY = 86_400;

/** A command needs the custodian to find the key, and was given an id alone. */
export class CustodianNeededError extends TheriacError {
  readonly code = "CUSTODIAN_NEEDED";
  constructor() {
    super("The key depends on the custodian, which an id does not tell.", {
      hint: "Name it with --custodian, or give the consent's file instead of its id.",
    });
  }
}

type Sender = { readonly from: string };

const isFile = (given: string): boolean => !given.startsWith("0x");

/** A consent by its id or by its file. */
export const findConsent = async (
  given: string,
  connection: Connection,
): Promise<{ readonly id: ConsentId; readonly grant?: ConsentGrant }> => {
  if (!isFile(given)) return { id: parseId(given) as ConsentId };
  const { grant } = await readOwnConsent(given, connection);
  return { id: consentId(grant), grant };
};

const relay = async (
  { contracts, sender }: Connection,
  { grant, signature }: Pick<SignedConsent, "grant" | "signature">,
  from: string,
): Promise<Facts> => {
  const sent = await contracts.consents.connect(await sender(from)).grantBySig(headerOf(grant), signature);
  await sent.wait();
  return { transaction: sent.hash };
};

type GrantOptions = KeyOptions &
  Partial<Sender> & { readonly terms: string; readonly out: string; readonly deadlineDays: string };

/** Signs terms by the patient's key; the wallet's own words of what it signs are in the file. */
const grantConsent = async (connection: Connection, options: GrantOptions): Promise<Answer> => {
  const { chainId, addresses, now } = connection;
  const issuedAt = await now();
  const { terms, end } = await readTerms(options.terms, issuedAt);
  const key = await readPersonKey(options, terms.custodian, chainId);
  // The chain's own time, never this machine's: a consent from the future would outlive a revoke-all.
  const days = parseOption("--deadline-days", z.coerce.number().int().min(1).max(365), options.deadlineDays);
  const deadline = issuedAt + days * DAY;
  const grant: ConsentGrant = { signer: key.address as Hex, terms, issuedAt, end, deadline };
  const registry = addresses.ConsentRegistry;
  const signature = await signConsent(key, grant, chainId, registry);
  await writeSecretJson(options.out, { kind: "theriac-consent/1", chainId, registry, grant, signature });
  const relayed =
    options.from === undefined ? {} : await relay(connection, { grant, signature }, options.from);
  return {
    facts: {
      consent: consentId(grant),
      signer: grant.signer,
      issuedAt: time(issuedAt),
      end: time(end),
      relayBy: time(deadline),
      file: options.out,
      ...relayed,
    },
  };
};

const relayConsent = async (connection: Connection, file: string, { from }: Sender): Promise<Answer> => {
  const signed = await readOwnConsent(file, connection);
  return { facts: { consent: consentId(signed.grant), ...(await relay(connection, signed, from)) } };
};

type RevokeOptions = KeyOptions & Sender & { readonly custodian?: Hex };

/** Revokes a consent, also one that nobody has brought to the chain yet. */
const revokeConsent = async (
  connection: Connection,
  given: string,
  options: RevokeOptions,
): Promise<Answer> => {
  const { chainId, addresses, contracts, sender } = connection;
  const { id, grant } = await findConsent(given, connection);
  const custodian = grant?.terms.custodian ?? options.custodian;
  if (custodian === undefined) throw new CustodianNeededError();
  const key = await readPersonKey(options, custodian, chainId);
  const signature = await signRevocation(key, id, chainId, addresses.ConsentRegistry);
  const registry = contracts.consents.connect(await sender(options.from));
  const sent = await (grant === undefined
    ? registry.revokeBySig(id, signature)
    : registry.revokeUnrelayedBySig(headerOf(grant), signature));
  await sent.wait();
  return { facts: { consent: id, revoked: true, transaction: sent.hash } };
};

type RevokeAllOptions = KeyOptions & Sender & { readonly custodian: Hex };

const revokeAllConsents = async (connection: Connection, options: RevokeAllOptions): Promise<Answer> => {
  const { chainId, addresses, contracts, sender, now } = connection;
  const key = await readPersonKey(options, options.custodian, chainId);
  const message = { signer: key.address, issuedUpTo: await now() };
  const domain = consentRegistryDomain(chainId, addresses.ConsentRegistry);
  const signature = await key.signTypedData(domain, CONSENT_REVOKE_ALL_TYPES, message);
  const registry = contracts.consents.connect(await sender(options.from));
  const sent = await registry.revokeAllBySig(message.signer, message.issuedUpTo, signature);
  await sent.wait();
  return {
    facts: { signer: message.signer, revokedUpTo: time(message.issuedUpTo), transaction: sent.hash },
  };
};

const showConsent = async (connection: Connection, given: string): Promise<Answer> => {
  const { id } = await findConsent(given, connection);
  const facts = await readConsent(connection.contracts, id);
  return { facts, isNo: facts.live !== true };
};

const withKey = (command: Command): Command =>
  command
    .requiredOption("--seed <file>", "file with the patient's BIP-39 phrase, readable by its owner alone")
    .option("--epoch <n>", "how often the key was recovered", "0");

const FROM: [string, string] = ["--from <address>", "account of the endpoint that brings it to the chain"];

/** Adds `consent grant|relay|revoke|revoke-all|show` to the program. */
export const addConsentCommands = (program: Command, run: Run): Command => {
  const consent = program.command("consent").description("give, show, check and take back consents");
  withKey(consent.command("grant"))
    .description("sign terms by the patient's key; with --from a relayer brings them to the chain at once")
    .requiredOption("--terms <file>", "what is agreed, as JSON with the names of codes; see docs/consents.md")
    .requiredOption("--out <file>", "where the signed consent is kept; terms are nowhere else")
    .option("--deadline-days <n>", "days in which it may be brought to the chain", "7")
    .option(...FROM)
    .action((options: GrantOptions) => run((connection) => grantConsent(connection, options)));
  consent
    .command("relay")
    .description("bring a signed consent to the chain; the patient pays nothing")
    .argument("<file>")
    .requiredOption(...FROM)
    .action((file: string, options: Sender) => run((connection) => relayConsent(connection, file, options)));
  withKey(consent.command("revoke"))
    .description("take a consent back, brought to the chain or not")
    .argument("<consent>", "its id or its file")
    .option("--custodian <address>", "custodian of the key, if only the id is given")
    .requiredOption(...FROM)
    .action((given: string, options: RevokeOptions) =>
      run((connection) => revokeConsent(connection, given, options)),
    );
  withKey(consent.command("revoke-all"))
    .description("take back everything agreed to so far at one custodian")
    .requiredOption("--custodian <address>")
    .requiredOption(...FROM)
    .action((options: RevokeAllOptions) => run((connection) => revokeAllConsents(connection, options)));
  consent
    .command("show")
    .description("whether a consent is in force; exit code 3 if not")
    .argument("<consent>", "its id or its file")
    .action((given: string) => run((connection) => showConsent(connection, given)));
  return consent;
};
