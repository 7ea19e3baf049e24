// Calls of contracts as data: verbs make them, and they are tried or sent one after the other.
import type { JsonRpcApiProvider, JsonRpcSigner } from "ethers";
import { TheriacError } from "../standards/errors.ts";
import type { Hex } from "../standards/hex.ts";
import type { Addresses, ContractName } from "./addresses.ts";
import { refusalOf } from "./contractErrors.ts";

/** A transaction passed its trial and was mined without effect. */
export class CallRevertedError extends TheriacError {
  readonly code = "CALL_REVERTED";
  constructor(does: string, transaction: string) {
    super("A transaction was mined and reverted.", {
      context: { does, transaction },
      hint: "Something changed between its trial and its block: run the command again, it does only what is missing.",
    });
  }
}

/** A call to be. `does` says for people what changes. */
export type Call = {
  /** Name of the contract, for people. */
  readonly contract: string;
  readonly to: Hex;
  readonly data: Hex;
  /** In wei. */
  readonly value?: bigint;
  readonly does: string;
};

/** Makes calls of one deployed contract. */
export const callOf =
  (contract: ContractName) =>
  (addresses: Addresses, does: string, data: string): Call => ({
    contract,
    to: addresses[contract],
    data: data as Hex,
    does,
  });

/** A call that was mined. */
export type Sent = { readonly call: Call; readonly hash: Hex; readonly gas: number };

/** Room for what a block between estimate and inclusion changes. */
const MORE_GAS = 120n;
const HUNDRED = 100n;

const fieldsOf = ({ to, data, value }: Call) => ({ to, data, ...(value === undefined ? {} : { value }) });

/** Sends one call and waits until it is mined. The contract's typed errors pass through. */
export const sendCall = async (sender: JsonRpcSigner, call: Call): Promise<Sent> => {
  const gasLimit = ((await sender.estimateGas(fieldsOf(call))) * MORE_GAS) / HUNDRED;
  const sent = await sender.sendTransaction({ ...fieldsOf(call), gasLimit });
  const receipt = await sender.provider.waitForTransaction(sent.hash);
  if (receipt?.status !== 1) throw new CallRevertedError(call.does, sent.hash);
  return { call, hash: sent.hash as Hex, gas: Number(receipt.gasUsed) };
};

/** Sends calls in order; one that fails leaves those after it unsent. */
export const sendCalls = async (sender: JsonRpcSigner, calls: readonly Call[]): Promise<readonly Sent[]> => {
  const sent: Sent[] = [];
  for (const call of calls) sent.push(await sendCall(sender, call));
  return sent;
};

/** What a call would do if it were sent; `waits` if that hangs on one before it. */
export type Trial = {
  readonly call: Call;
  readonly verdict: "passes" | "refused" | "waits";
  readonly gas: number;
  readonly reason: string;
};

/** Tries calls and sends none. */
export const tryCalls = async (
  provider: JsonRpcApiProvider,
  from: Hex,
  calls: readonly Call[],
): Promise<readonly Trial[]> => {
  const trials: Trial[] = [];
  for (const [n, call] of calls.entries()) {
    try {
      const gas = Number(await provider.estimateGas({ from, ...fieldsOf(call) }));
      trials.push({ call, verdict: "passes", gas, reason: "" });
    } catch (error) {
      trials.push({ call, verdict: n === 0 ? "refused" : "waits", gas: 0, reason: refusalOf(error) });
    }
  }
  return trials;
};
