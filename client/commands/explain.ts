// What an error says to whoever typed the command.
import { isError } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import { revertReason } from "../contractErrors.ts";

/** JSON has no whole numbers of any size. */
const asText = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);

/** One line for stderr. */
export const explain = (error: unknown): string => {
  if (error instanceof TheriacError) {
    return `${error.code}: ${error.message} ${JSON.stringify(error.context, asText)} ${error.hint ?? ""}`.trimEnd();
  }
  if (isError(error, "NETWORK_ERROR") || isError(error, "SERVER_ERROR")) {
    return "ENDPOINT_UNREACHABLE: the endpoint of the chain does not answer. Give another one with --rpc.";
  }
  const reason = revertReason(error);
  if (reason !== undefined)
    return `REVERTED: the contract refused with ${reason.name}(${reason.args.join(", ")}).`;
  // What others' code says may quote what it was given: terms, salts, documents.
  if (process.env.THERIAC_DEBUG === "1") return error instanceof Error ? (error.stack ?? "") : String(error);
  const { code = "", shortMessage = "" } = error as { code?: string; shortMessage?: string };
  const name = error instanceof Error ? error.name : typeof error;
  return `UNEXPECTED: ${[name, code, shortMessage].filter(Boolean).join(", ")}. With THERIAC_DEBUG=1 it says more, which may be personal.`;
};
