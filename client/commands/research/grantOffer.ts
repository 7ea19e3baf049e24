// theriac grant offer, fund, accept, cancel: from a draft to a grant that binds both.
import type { Command } from "commander";
import { GrantState, type GrantTerms, grantIdOf } from "../../../standards/grant.ts";
import { grantStateName } from "../../../standards/grantStates.ts";
import { offerMoves } from "../../../standards/nextStep.ts";
import { bytes } from "../../../standards/shapes.ts";
import { contractArgument } from "../../contractArgument.ts";
import { acceptance, acceptGrant } from "../../research/acceptGrant.ts";
import { checkOffer } from "../../research/checkOffer.ts";
import { draftShape, freezeDraft } from "../../research/draft.ts";
import { depositOf, fundGrant } from "../../research/fundGrant.ts";
import { ESCROW, escrowCall, type ResearchView, researchViewOf } from "../../research/grantContracts.ts";
import { signHere, typedDataText } from "../../research/signing.ts";
import { termsDocument } from "../../research/termsFile.ts";
import { readToken, withSymbol } from "../../tokens.ts";
import type { Connection } from "../connection.ts";
import { assertAbsent, readJson, writeSecretJson } from "../files.ts";
import { type Answer, type Facts, type Run, time } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act, assertIs, GRANT_ARGUMENT, moveFacts, resolveGrant } from "./act.ts";

type OfferOptions = { readonly terms: string; readonly out: string; readonly secrets?: string };

/** `terms.json` has its secrets in `terms.secrets.json`. */
const secretsBeside = (file: string): string => `${file.replace(/\.json$/, "")}.secrets.json`;

const summaryOf = async (view: ResearchView, terms: GrantTerms): Promise<Facts> => {
  const token = await readToken(view.provider, terms.account.token);
  const { account, conditions } = terms;
  const total = account.amounts.reduce((sum, amount) => sum + amount, 0n);
  return {
    grant: grantIdOf(terms),
    milestones: account.amounts.length,
    total: withSymbol(total, token),
    deposit: withSymbol(depositOf(terms), token),
    panel: `${conditions.policy.seats} of ${conditions.policy.reviewers.length} reviewers, ${conditions.policy.quorum} decide`,
    acceptBy: time(account.startBy),
  };
};

const offer = async (connection: Connection, options: OfferOptions): Promise<Answer> => {
  const secrets = options.secrets ?? secretsBeside(options.out);
  assertAbsent([options.out, secrets]);
  const view = researchViewOf(connection);
  const draft = await readJson(options.terms, draftShape);
  const token = await readToken(view.provider, draft.token);
  const { terms, criteria, orcid, orcidSalt } = freezeDraft(draft, token, view.addresses.MilestoneReview);
  await checkOffer(view, terms);
  const grant = grantIdOf(terms);
  // Secrets first: terms whose secrets are lost could not be met.
  await writeSecretJson(secrets, { kind: "grant-secrets/1", grant, orcid, orcidSalt });
  const escrow = view.addresses.ResearchEscrow;
  await writeSecretJson(options.out, termsDocument({ chainId: view.chainId, escrow, terms, criteria }));
  return { facts: { ...(await summaryOf(view, terms)), terms: options.out, secrets } };
};

const fund = (
  connection: Connection,
  given: string,
  options: ActOptions & { readonly wrap: boolean },
): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const terms = await resolveGrant(view, given);
    assertIs(from, terms.account.funder, "funder");
    const calls = await fundGrant(view, terms, options.wrap);
    const next = offerMoves(GrantState.Offered, terms.account.startBy, await view.now());
    const known: Facts = calls.length === 0 ? { state: "offered already" } : {};
    return { calls, facts: { ...(await summaryOf(view, terms)), ...known, ...moveFacts(next) } };
  });

type AcceptOptions = ActOptions & { readonly signature?: string };

const accept = (connection: Connection, given: string, options: AcceptOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const terms = await resolveGrant(view, given);
    const brought = options.signature;
    const sign = async () =>
      brought === undefined
        ? signHere(view.provider, terms.account.investigator, acceptance(view, terms))
        : parseOption("--signature", bytes, brought);
    const calls = await acceptGrant(view, terms, sign);
    const known: Facts = calls.length === 0 ? { state: "accepted already" } : {};
    return { calls, facts: { ...(await summaryOf(view, terms)), ...known } };
  });

const printTypedData = async (connection: Connection, given: string): Promise<Answer> => {
  const view = researchViewOf(connection);
  const terms = await resolveGrant(view, given);
  return { facts: { typedData: typedDataText(acceptance(view, terms)) } };
};

type CancelOptions = ActOptions & { readonly to?: string };

const cancel = (connection: Connection, given: string, options: CancelOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const terms = await resolveGrant(view, given);
    const id = grantIdOf(terms);
    const state = Number((await view.escrow.grantOf(id)).state);
    const facts = { grant: id, was: grantStateName(state) };
    if (state === GrantState.Cancelled) return { calls: [], facts };
    const account = contractArgument(terms.account);
    if (options.to !== undefined) assertIs(from, terms.account.funder, "funder");
    const data =
      options.to === undefined
        ? ESCROW.encodeFunctionData("cancel", [account])
        : ESCROW.encodeFunctionData("cancelTo", [account, options.to]);
    return { calls: [escrowCall(view.addresses, "gives the deposit back to the funder", data)], facts };
  });

/** Adds `offer`, `fund`, `accept` and `cancel`. */
export const addOfferCommands = (grant: Command, run: Run): void => {
  grant
    .command("offer")
    .description("freeze a draft into terms: checks it, hashes texts, commits to the ORCID iD; sends nothing")
    .requiredOption("--terms <file>", "draft, as in docs/funders.md")
    .requiredOption("--out <file>", "frozen terms, for both parties and the reviewers")
    .option(
      "--secrets <file>",
      "ORCID iD and its salt, for the investigator alone; beside the terms without it",
    )
    .action((options: OfferOptions) => run((connection) => offer(connection, options)));
  withActOptions(grant.command("fund"))
    .description("deposit a grant as its funder; again after a crash it does what is missing")
    .argument("<terms>", "terms file")
    .option("--wrap", "turn ether into what is missing of the wrapped-ether token", false)
    .action((given: string, options: ActOptions & { readonly wrap: boolean }) =>
      run((connection) => fund(connection, given, options)),
    );
  withActOptions(grant.command("accept"))
    .description("bring the investigator's signature over the terms; anyone may pay for it")
    .argument("<terms>", "terms file")
    .option("--signature <hex>", "made elsewhere; the endpoint's own account signs without it")
    .action((given: string, options: AcceptOptions) =>
      run((connection) => accept(connection, given, options)),
    );
  grant
    .command("sign")
    .description("print what the investigator's wallet has to sign (eth_signTypedData_v4)")
    .argument("<terms>", "terms file")
    .action((given: string) => run((connection) => printTypedData(connection, given)));
  withActOptions(grant.command("cancel"))
    .description("take an offer back before it is accepted; after its last day anyone may")
    .argument(...GRANT_ARGUMENT)
    .option("--to <address>", "another account than the funder's own")
    .action((given: string, options: CancelOptions) =>
      run((connection) => cancel(connection, given, options)),
    );
};
