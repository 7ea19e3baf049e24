// theriac grant terminate, replace: what takes both parties' signatures.
import type { Command } from "commander";
import { z } from "zod";
import { type GrantTerms, grantIdOf } from "../../../standards/grant.ts";
import type { Hex } from "../../../standards/hex.ts";
import { bytes } from "../../../standards/shapes.ts";
import type { Call } from "../../calls.ts";
import { checkOffer } from "../../research/checkOffer.ts";
import { percent } from "../../research/draft.ts";
import { replaceGrant, replacement, terminateGrant, termination } from "../../research/endGrant.ts";
import { type ResearchView, researchViewOf } from "../../research/grantContracts.ts";
import { type Signable, signHere, typedDataText } from "../../research/signing.ts";
import { moment } from "../codes.ts";
import type { Connection } from "../connection.ts";
import { type Answer, type Facts, type Run, time } from "../output.ts";
import { BadOptionError, parseOption } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act, GRANT_ARGUMENT, readTermsFile, resolveGrant } from "./act.ts";

type Signed = ActOptions & {
  readonly funderSignature?: string;
  readonly investigatorSignature?: string;
};

/** A document that both sign, and the calls that bring it with both signatures. */
type Ending = {
  readonly terms: GrantTerms;
  readonly signable: Signable;
  readonly facts: Facts;
  readonly calls: (funder: Hex, investigator: Hex) => Promise<readonly Call[]>;
};

const signatureOf = (
  option: string,
  given: string | undefined,
  party: Hex,
  ending: Ending,
  view: ResearchView,
) =>
  given === undefined
    ? signHere(view.provider, party, ending.signable)
    : Promise.resolve(parseOption(option, bytes, given));

const bring = (
  connection: Connection,
  options: Signed,
  make: (view: ResearchView) => Promise<Ending>,
): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const ending = await make(view);
    const { funder, investigator } = ending.terms.account;
    const { funderSignature, investigatorSignature } = options;
    const both = [
      await signatureOf("--funder-signature", funderSignature, funder, ending, view),
      await signatureOf("--investigator-signature", investigatorSignature, investigator, ending, view),
    ] as const;
    return { calls: await ending.calls(...both), facts: ending.facts };
  });

/** What a wallet elsewhere signs. */
const show = async (
  connection: Connection,
  make: (view: ResearchView) => Promise<Ending>,
): Promise<Answer> => {
  const { signable, facts } = await make(researchViewOf(connection));
  return { facts: { ...facts, typedData: typedDataText(signable) } };
};

type TerminateOptions = { readonly shares: string; readonly deadline: string };

const ended =
  (given: string, options: TerminateOptions) =>
  async (view: ResearchView): Promise<Ending> => {
    const terms = await resolveGrant(view, given);
    const payeeBps = parseOption("--shares", z.array(percent), options.shares.split(",") as never);
    const count = terms.account.amounts.length;
    if (payeeBps.length !== count)
      throw new BadOptionError("--shares", options.shares, `needs one share a milestone: ${count}`);
    const deadline = parseOption("--deadline", moment, options.deadline);
    const message = { grantId: grantIdOf(terms), payeeBps, deadline };
    return {
      terms,
      signable: termination(view, message),
      facts: { grant: message.grantId, shares: options.shares, deadline: time(deadline) },
      calls: (funder, investigator) => terminateGrant(view, terms, message, { funder, investigator }),
    };
  };

const replaced =
  (given: string, file: string) =>
  async (view: ResearchView): Promise<Ending> => {
    const before = await resolveGrant(view, given);
    const { terms } = await readTermsFile(view, file);
    const message = { replaced: grantIdOf(before), replacement: grantIdOf(terms) };
    return {
      terms: before,
      signable: replacement(view, message),
      facts: { grant: message.replaced, replacement: message.replacement },
      calls: async (funder, investigator) => {
        await checkOffer(view, terms);
        return replaceGrant(view, before, terms, { funder, investigator });
      },
    };
  };

const withSignatures = (command: Command): Command =>
  withActOptions(command)
    .option("--funder-signature <hex>", "made elsewhere; the endpoint's own account signs without it")
    .option("--investigator-signature <hex>", "made elsewhere; the endpoint's own account signs without it");

const SHARES: [string, string] = [
  "--shares <list>",
  "the investigator's per cent of each milestone, as in 100,60,0; that of a final one changes nothing",
];
const TYPED_DATA = "print what both wallets have to sign (eth_signTypedData_v4)";

/** Adds `terminate`, `replace`, and what prints their documents. */
export const addEndCommands = (grant: Command, run: Run): void => {
  withSignatures(grant.command("terminate"))
    .description("end a grant by both signatures; every milestone that is not final is split as signed")
    .argument(...GRANT_ARGUMENT)
    .requiredOption(...SHARES)
    .requiredOption("--deadline <date>", "last moment at which the signatures count")
    .action((given: string, options: Signed & TerminateOptions) =>
      run((connection) => bring(connection, options, ended(given, options))),
    );
  grant
    .command("sign-termination")
    .description(TYPED_DATA)
    .argument(...GRANT_ARGUMENT)
    .requiredOption(...SHARES)
    .requiredOption("--deadline <date>")
    .action((given: string, options: TerminateOptions) =>
      run((connection) => show(connection, ended(given, options))),
    );
  withSignatures(grant.command("replace"))
    .description(
      "put other terms in place of a grant's own, by both signatures; what is undecided moves over",
    )
    .argument(...GRANT_ARGUMENT)
    .requiredOption("--terms <file>", "frozen terms of the replacement")
    .action((given: string, options: Signed & { readonly terms: string }) =>
      run((connection) => bring(connection, options, replaced(given, options.terms))),
    );
  grant
    .command("sign-replacement")
    .description(TYPED_DATA)
    .argument(...GRANT_ARGUMENT)
    .requiredOption("--terms <file>", "frozen terms of the replacement")
    .action((given: string, options: { readonly terms: string }) =>
      run((connection) => show(connection, replaced(given, options.terms))),
    );
};
