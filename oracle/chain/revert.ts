import { type Interface, isCallException, isError } from "ethers";

/** JSON-RPC code of a reverted execution. */
const EXECUTION_REVERTED = 3;

/** The contract's error name of a failed call, or undefined when the failure was not the contract's. */
export const revertNameOf = (error: unknown, errors: Interface): string | undefined => {
  if (!isCallException(error)) return undefined;
  if (typeof error.data !== "string" || error.data.length < 10) return "REVERTED";
  return errors.parseError(error.data)?.name ?? error.data.slice(0, 10);
};

/** Whether the chain already used the nonce. */
export const isNonceUsed = (error: unknown): boolean =>
  isError(error, "NONCE_EXPIRED") || messageOf(error).includes("nonce too low");

/** Whether this or an equal-paying transaction is in the pool already. */
export const isAlreadyKnown = (error: unknown): boolean =>
  isError(error, "REPLACEMENT_UNDERPRICED") || /already known|known transaction/i.test(messageOf(error));

/** Whether a chain that mines on demand took the transaction and answers with what its execution reverted with. */
export const isMinedRevert = (error: unknown): boolean => {
  const { code, data } = (error as { error?: { code?: unknown; data?: unknown } }).error ?? {};
  return code === EXECUTION_REVERTED && typeof data === "string";
};

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "";
  const inner = (error as { error?: { message?: unknown } }).error?.message;
  return `${error.message} ${typeof inner === "string" ? inner : ""}`.toLowerCase();
};
