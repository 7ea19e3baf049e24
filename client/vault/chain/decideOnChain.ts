import type { Decision } from "../../../standards/consentDecision.ts";
import { DENY_REASONS, type DenyReason } from "../../../standards/consentDecision.ts";
import type { IConsentDecisions } from "../../../types/index.ts";
import { DecisionUnavailableError, ForgedAncestryError } from "../errors.ts";
import type { AtBlock, Decide } from "../ports.ts";

/** Blocks of the custodian's own endpoint: terms are shown to nobody else's. */
export type Blocks = {
  readonly getBlock: (
    tag: AtBlock,
  ) => Promise<{ readonly number: number; readonly timestamp: number } | null>;
};

/** Asks the decision contract, all of one block. What it throws quotes neither terms nor request. */
export const decideOnChain =
  (decisions: Pick<IConsentDecisions, "decide">, blocks: Blocks): Decide =>
  async ({ grant, request, credentials, ancestry }, tag) => {
    try {
      const block = await blocks.getBlock(tag);
      if (block === null) throw new DecisionUnavailableError();
      const shown = ancestry.map((claim) => ({ ...claim, proof: [...claim.proof] }));
      const terms = {
        ...grant.terms,
        diseases: [...grant.terms.diseases],
        jurisdictions: [...grant.terms.jurisdictions],
        denials: [...grant.terms.denials],
      };
      const [decision] = await decisions.decide({ ...grant, terms }, request, [...credentials], shown, {
        blockTag: block.number,
      });
      return { decision: read(decision), decidedAt: block.timestamp };
    } catch (error) {
      throw isRevert(error) ? new ForgedAncestryError() : new DecisionUnavailableError();
    }
  };

/** The only revert that the contract knows is of a claimed kinship. */
const isRevert = (error: unknown): boolean => {
  const { code, data } = error as { code?: string; data?: string };
  return code === "CALL_EXCEPTION" && typeof data === "string" && data.length > 2;
};

type Answer = Awaited<ReturnType<IConsentDecisions["decide"]["staticCall"]>>[0];

const read = (answer: Answer): Decision => {
  const { policyChanged } = answer;
  if (answer.permitted) {
    const { duoObligations } = answer;
    return { permitted: true, policyChanged, obligations: Number(answer.obligations), duoObligations };
  }
  const reason = DENY_REASONS[Number(answer.reason)] as DenyReason;
  const coded = reason === "DUO" || reason === "CREDENTIAL";
  return { permitted: false, policyChanged, reason, ...(coded ? { duoCode: Number(answer.duoCode) } : {}) };
};
