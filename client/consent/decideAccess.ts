import type { ContractRunner } from "ethers";
import { type AccessDecision, accessDecisionOf, decisionHash } from "../../standards/accessDecision.ts";
import { consentId } from "../../standards/consent.ts";
import { DENY_REASONS, type Decision, decide } from "../../standards/consentDecision.ts";
import type { Hex } from "../../standards/hex.ts";
import { contractArgument } from "../contractArgument.ts";
import type { Contracts } from "../deployment.ts";
import type { AccessQuestion } from "./accessQuestion.ts";
import { DecisionAlteredError } from "./errors.ts";
import { gatherFacts, type Moment } from "./gatherFacts.ts";
import { readQuestion } from "./readQuestion.ts";

/**
 * `contract` runs ConsentDecisions by eth_call: the endpoint sees terms, request and credentials, so it must be one's own.
 * `rules` runs standards/consentDecision.ts here, over facts that any endpoint may be asked for.
 */
export type Machine = "contract" | "rules";

/** A decision, and the document over it that the decider signs. */
export type DecidedAccess = {
  readonly decision: Decision;
  readonly document: AccessDecision;
  readonly hash: Hex;
};

type Deciding = Pick<Contracts, "consents" | "policies" | "trust" | "decisions">;

/** Decides about an access by the chain's latest block, or by another. Throws `QUESTION_MALFORMED`. */
export const decideAccess = async (
  contracts: Deciding,
  given: AccessQuestion,
  machine: Machine,
  blockTag: number | "latest" | "finalized" = "latest",
): Promise<DecidedAccess> => {
  const question = readQuestion(given);
  const { provider } = contracts.decisions.runner as ContractRunner;
  const block = await provider?.getBlock(blockTag);
  if (!provider || !block) throw new TypeError("A decision needs a provider that has the block.");
  if (machine === "contract") return askContract(contracts, question, block);
  const { chainId } = await provider.getNetwork();
  const facts = await gatherFacts(contracts, Number(chainId), question, block);
  const decision = decide(question.grant, question.request, facts);
  return documented(question, decision, block);
};

const documented = ({ grant, request }: AccessQuestion, decision: Decision, { timestamp }: Moment) => {
  const document = accessDecisionOf(consentId(grant), request, decision, timestamp);
  return { decision, document, hash: decisionHash(document) };
};

const askContract = async (
  { decisions }: Deciding,
  question: AccessQuestion,
  block: Moment,
): Promise<DecidedAccess> => {
  const [answer, hash] = await decisions.decide(
    contractArgument(question.grant),
    question.request,
    contractArgument(question.credentials),
    contractArgument(question.ancestry),
    { blockTag: block.number },
  );
  const decided = documented(question, decisionOf(answer), block);
  if (decided.hash !== hash) throw new DecisionAlteredError(decided.hash, hash as Hex);
  return decided;
};

type Answer = Awaited<ReturnType<Contracts["decisions"]["decide"]>>[0];

const decisionOf = (answer: Answer): Decision => {
  const { permitted, policyChanged, obligations, duoObligations } = answer;
  if (permitted) return { permitted, policyChanged, obligations: Number(obligations), duoObligations };
  const reason = DENY_REASONS[Number(answer.reason)];
  if (reason === undefined || reason === "NONE")
    throw new TypeError("A denial has one of the known reasons.");
  const coded = reason === "DUO" || reason === "CREDENTIAL";
  return { permitted, policyChanged, reason, ...(coded ? { duoCode: Number(answer.duoCode) } : {}) };
};
