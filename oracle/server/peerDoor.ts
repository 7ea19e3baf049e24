import type { PeerAnswer, Proposal } from "../domain/ports.ts";
import { codeOf } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import type { Admission } from "./admission.ts";
import { EnvelopeError, type EnvelopeProblem } from "./envelopeError.ts";
import type { Envelopes, Opened } from "./envelopes.ts";
import { HttpError } from "./errors.ts";
import { parseProposal } from "./proposalShape.ts";
import { jsonText, type Reply } from "./routes.ts";

export type PeerDoorDeps = {
  readonly envelopes: Envelopes;
  readonly admission: Admission;
  readonly countersign: (proposal: Proposal) => Promise<PeerAnswer>;
  readonly metrics: Pick<Metrics, "messagesRefused">;
  readonly log: Log;
};

/** Answers a peer's message, or throws HttpError: who says it, then how much that operator may ask, and only then what it asks. */
export const createPeerDoor =
  (deps: PeerDoorDeps) =>
  async (text: string, address: string): Promise<Reply> => {
    const question = await authenticate(deps, text, address);
    deps.admission.trust(address);
    const done = deps.admission.serve(question.sender, text.length);
    try {
      return await answer(deps, question);
    } finally {
      done();
    }
  };

const authenticate = async (
  { envelopes, admission, metrics, log }: PeerDoorDeps,
  text: string,
  address: string,
): Promise<Opened> => {
  try {
    return await envelopes.open(text, () => admission.recover(address));
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    const { why } = error;
    metrics.messagesRefused.inc({ why });
    log.debug({ msg: "A message was not taken", why });
    if (why === "BAD_SESSION" || why === "BAD_SIGNATURE") admission.distrust(address);
    throw new HttpError(STATUS[why], why, undefined, RETRY_AFTER_S[why]);
  }
};

const STATUS: Record<EnvelopeProblem, number> = {
  MALFORMED_ENVELOPE: 400,
  WRONG_DEPLOYMENT: 421,
  WRONG_RECIPIENT: 421,
  OUT_OF_TIME: 401,
  JUST_STARTED: 503,
  UNKNOWN_SENDER: 401,
  BAD_SESSION: 401,
  BAD_SIGNATURE: 401,
  REPLAYED: 401,
  WRONG_ANSWER: 400,
  TOO_MANY_MESSAGES: 429,
};

const RETRY_AFTER_S: Partial<Record<EnvelopeProblem, number>> = { JUST_STARTED: 1, TOO_MANY_MESSAGES: 1 };

const answer = async (deps: PeerDoorDeps, { sender, nonce, body }: Opened): Promise<Reply> => {
  const proposal = parseProposal(parseJson(body));
  if ("wrong" in proposal) throw new HttpError(400, "MALFORMED_PROPOSAL", proposal.wrong);
  const said = await deps.countersign(proposal);
  const { text } = await deps.envelopes.seal(sender, JSON.stringify(said), nonce).catch((error) => {
    deps.log.warn({ msg: "An answer to a peer cannot be signed", error: codeOf(error) });
    throw new HttpError(503, "CANNOT_SIGN", undefined, 1);
  });
  if (said.signed) return jsonText(200, text);
  return jsonText(said.objection.retryable ? 425 : 409, text);
};

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new HttpError(400, "NOT_JSON");
  }
};
