import { decideAccess, type Machine } from "../../consent/decideAccess.ts";
import { ForgedAncestryError as ForgedHere } from "../../consent/errors.ts";
import type { Contracts } from "../../deployment.ts";
import { DecisionUnavailableError, ForgedAncestryError } from "../errors.ts";
import type { Decide } from "../ports.ts";

/**
 * Decides by one block of the chain: see decideAccess for the two machines. What this throws quotes neither terms nor
 * request, which errors of providers do.
 */
export const decideOnChain =
  (contracts: Pick<Contracts, "consents" | "policies" | "trust" | "decisions">, machine: Machine): Decide =>
  async (question, block) => {
    try {
      const { decision, document } = await decideAccess(contracts, question, machine, block);
      return { decision, decidedAt: document.decidedAt };
    } catch (error) {
      throw isForged(error) ? new ForgedAncestryError() : new DecisionUnavailableError();
    }
  };

/** The only revert that the contract knows is of a kinship that is claimed and not shown. */
const isForged = (error: unknown): boolean => {
  const { code, data } = error as { code?: string; data?: string };
  return (
    error instanceof ForgedHere || (code === "CALL_EXCEPTION" && typeof data === "string" && data.length > 2)
  );
};
