import type { ContractTransactionResponse, Interface } from "ethers";
import { revertData } from "../../client/contractErrors.ts";

/** How long the committee may take on a busy machine. */
export const ANSWER_TIMEOUT_MS = 30_000;

/** Waits for a transaction and returns its gas. */
export const gasOf = async (sent: Promise<ContractTransactionResponse>): Promise<bigint> =>
  (await (await sent).wait())?.gasUsed ?? 0n;

/** The name of the typed error that a call reverts with, or "no error". */
export const revertName = async (abi: Interface, call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return "no error";
  } catch (error) {
    const data = revertData(error);
    if (data === undefined) throw error;
    return abi.parseError(data)?.name ?? data;
  }
};

/** The name of an enum's member. */
export const nameOf = (members: readonly string[], value: bigint): string =>
  members[Number(value)] ?? "unknown";
