import { type Interface, isCallException, isError } from "ethers";
import { isRetryable } from "../shared/retry.ts";

/** JSON-RPC code of a reverted execution. */
const EXECUTION_REVERTED = 3;

/** The contract's error name of a failed call, or undefined when the failure was not the contract's. */
export const revertNameOf = (error: unknown, errors: Interface): string | undefined => {
  if (!isCallException(error)) return undefined;
  if (typeof error.data !== "string" || error.data.length < 10) return "REVERTED";
  return errors.parseError(error.data)?.name ?? error.data.slice(0, 10);
};

/**
 * What a node said of a raw transaction.
 *
 * sent         it is in the pool, was there before, or is mined
 * unknown      no answer came, or one that says nothing of it: it may have got there
 * used         the chain has used the nonce
 * underpriced  the pool holds a dearer one of the same nonce, or wants more for any
 * early        nonces before it are missing there, or there is no room for it yet
 * refused      nothing of it will be mined as it is
 */
export type Verdict = "sent" | "unknown" | "used" | "underpriced" | "early" | "refused";

const KNOWN = /already known|known transaction|already imported|alreadyexists/;
const USED = /nonce too low|nonce is too low|nonce has already been used|old nonce|stale nonce/;
const EARLY = /nonce too high|nonce is too high|nonce gap|gapped|pool is full/;
const UNDERPRICED =
  /underpriced|fee too low|gas price too low|less than block base fee|too low for the next block/;

/**
 * What no pool keeps, and no other node has kept either. Whatever else a node says may be its own trouble after it has
 * passed the transaction on, so that another one under another nonce could be mined as well.
 */
const REFUSED = new RegExp(
  [
    "insufficient ?funds",
    "(doesn't|does not) have enough funds",
    "upfront[ _]cost|insufficient balance",
    "intrinsic[ _]gas|floor data gas|requires at least \\d+ gas",
    "gas ?limit|exceeds[ _]block[ _]gas",
    "init ?code",
    "invalid sender|sender not an eoa|senderiscontract",
    "chain ?id|replay[- ]protected",
    "(tx|transaction)[ _]?type|type not supported",
    "oversized data|maxtxsize",
    "tip higher than|priority fee (per gas )?higher than|tx fee .* exceeds",
  ].join("|"),
);

/** Reads a node's answer to eth_sendRawTransaction. Clients word it differently and agree on no code. */
export const verdictOf = (error: unknown): Verdict => {
  const text = messageOf(error);
  if (KNOWN.test(text) || isMinedRevert(error)) return "sent";
  if (isRetryable(error)) return "unknown";
  if (isError(error, "NONCE_EXPIRED") || USED.test(text)) return "used";
  if (EARLY.test(text)) return "early";
  if (isError(error, "REPLACEMENT_UNDERPRICED") || UNDERPRICED.test(text)) return "underpriced";
  return isError(error, "INSUFFICIENT_FUNDS") || REFUSED.test(text) ? "refused" : "unknown";
};

/** Whether a chain that mines on demand took the transaction and answers with what its execution reverted with. */
const isMinedRevert = (error: unknown): boolean => {
  const { code, data } = (error as { error?: { code?: unknown; data?: unknown } } | null)?.error ?? {};
  return code === EXECUTION_REVERTED && typeof data === "string";
};

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "";
  const inner = (error as { error?: { message?: unknown } }).error?.message;
  return `${error.message} ${typeof inner === "string" ? inner : ""}`.toLowerCase();
};
