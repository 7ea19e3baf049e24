// What an error says to whoever typed the command.
import { isError } from "ethers";
import { TheriacError } from "../../standards/errors.ts";

const SELECTOR = /^0x[0-9a-f]{8}/i;

/** A typed error of a contract: its name and its evidence. */
const revertOf = (error: unknown): string | undefined => {
  if (!isError(error, "CALL_EXCEPTION")) return undefined;
  if (error.revert !== null && error.revert !== undefined) {
    const { name, args } = error.revert;
    return `REVERTED: the contract refused with ${name}(${args.join(", ")}).`;
  }
  const data = String(error.data ?? "");
  return `REVERTED: the contract refused${SELECTOR.test(data) ? ` with ${data.slice(0, 10)}` : ""}.`;
};

/** One line for stderr. */
export const explain = (error: unknown): string => {
  if (error instanceof TheriacError) {
    return `${error.code}: ${error.message} ${JSON.stringify(error.context)} ${error.hint ?? ""}`.trimEnd();
  }
  if (isError(error, "NETWORK_ERROR") || isError(error, "SERVER_ERROR")) {
    return "ENDPOINT_UNREACHABLE: the endpoint of the chain does not answer. Give another one with --rpc.";
  }
  return revertOf(error) ?? (error instanceof Error ? error.message : String(error));
};
