// What every command that changes something of grants has in common: who acts, trying it, sending it.
import { existsSync } from "node:fs";
import { type GrantId, type GrantTerms, grantIdOf } from "../../../standards/grant.ts";
import { milestoneStateName } from "../../../standards/grantStates.ts";
import type { Hex } from "../../../standards/hex.ts";
import { type Move, nextMoves, offerMoves } from "../../../standards/nextStep.ts";
import { address } from "../../../standards/shapes.ts";
import { type Call, type Sent, sendCall } from "../../calls.ts";
import { OtherAccountError } from "../../research/errors.ts";
import { type ResearchView, researchViewOf } from "../../research/grantContracts.ts";
import { assertOwnReview, type ReadGrant, readGrant } from "../../research/readGrant.ts";
import { readTerms } from "../../research/readTerms.ts";
import { type GrantFile, openTermsFile, termsFileShape } from "../../research/termsFile.ts";
import type { Connection } from "../connection.ts";
import { readJson } from "../files.ts";
import { type Answer, BadIdentifierError, type Facts, time } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type Act, type ActOptions, sendOrTry } from "../sending.ts";

/** Who acts, and on what chain. */
export type Actor = {
  readonly connection: Connection;
  readonly view: ResearchView;
  readonly from: Hex;
};

export const GRANT_ARGUMENT: [string, string] = ["<grant>", "id of the grant, or its terms file"];
export const MILESTONE_ARGUMENT: [string, string] = ["<milestone>", "counted from 1"];

export const actorOf = (connection: Connection, options: ActOptions): Actor => ({
  connection,
  view: researchViewOf(connection),
  from: parseOption("--from", address, options.from),
});

export const readTermsFile = async (view: ResearchView, file: string): Promise<GrantFile> => {
  const document = await readJson(file, termsFileShape);
  return openTermsFile(file, document, { chainId: view.chainId, escrow: view.addresses.ResearchEscrow });
};

/** Terms by the grant's id, from the chain's events, or by a file of them. */
export const resolveGrant = async (view: ResearchView, given: string): Promise<GrantTerms> => {
  const isId = /^0x[0-9a-fA-F]{64}$/.test(given);
  if (!isId && !existsSync(given)) throw new BadIdentifierError(given);
  const terms = isId
    ? await readTerms(view, given.toLowerCase() as GrantId)
    : (await readTermsFile(view, given)).terms;
  assertOwnReview(view, terms);
  return terms;
};

/** Throws unless the account is the one that the terms name for the act. */
export const assertIs = (from: Hex, needed: Hex, role: string): void => {
  if (from.toLowerCase() !== needed.toLowerCase()) throw new OtherAccountError(from, needed, role);
};

/** Makes the calls of a command and sends them, or tries them only. */
export const act = async (
  connection: Connection,
  options: ActOptions,
  make: (actor: Actor) => Promise<Act>,
): Promise<Answer> => {
  const actor = actorOf(connection, options);
  return sendOrTry(connection, actor.from, options, await make(actor));
};

/** Sends single calls of one account. */
export const senderOf = async ({ connection, from }: Actor): Promise<(call: Call) => Promise<Sent>> => {
  const signer = await connection.sender(from);
  return (call) => sendCall(signer, call);
};

/** What may happen next, by whom, from when and until when. */
export const moveFacts = (moves: readonly Move[]): Facts => {
  const [first, ...others] = moves;
  const also = others.map(({ act: verb, by, from, until }) => {
    const end = until === undefined ? "" : ` until ${time(until)}`;
    return `${verb} by ${by} from ${time(from)}${end}`;
  });
  return {
    next: first?.act ?? "",
    by: first?.by ?? "",
    does: first?.does ?? "",
    from: first === undefined ? "" : time(first.from),
    until: first?.until === undefined ? "" : time(first.until),
    also: also.join("; "),
  };
};

/** Facts of the usual next step of one milestone. */
export const nextFacts = (grant: ReadGrant, index: number): Facts => ({
  state: milestoneStateName(grant.standings[index]?.word.state ?? 0),
  ...moveFacts(nextMoves(grant, index)),
});

/** The same, read now. */
export const readNext = async (view: ResearchView, terms: GrantTerms, index: number): Promise<Facts> =>
  nextFacts(await readGrant(view, terms), index);

export const offerFacts = (terms: GrantTerms, state: number, now: number): Facts => ({
  grant: grantIdOf(terms),
  ...moveFacts(offerMoves(state, terms.account.startBy, now)),
});
