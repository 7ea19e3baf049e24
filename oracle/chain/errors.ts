import { TheriacError } from "../../standards/errors.ts";

/** Thrown when no RPC node answers. */
export class RpcUnavailableError extends TheriacError {
  override readonly code = "RPC_UNAVAILABLE";
  override readonly retryable = true;
  constructor(tried: number, cause: unknown) {
    super("No RPC node answers.", {
      context: { tried },
      hint: "Is the chain running, and are chain.rpcUrls right?",
      cause,
    });
  }
}

/** Thrown when an RPC node serves another chain than the config names. */
export class WrongChainError extends TheriacError {
  override readonly code = "WRONG_CHAIN";
  constructor(expected: number, actual: string) {
    super("The RPC node serves another chain.", {
      context: { expected, actual },
      hint: "Correct chain.chainId or chain.rpcUrls.",
    });
  }
}

/** Thrown when there is no contract under an address of the config. */
export class NoContractError extends TheriacError {
  override readonly code = "NO_CONTRACT";
  constructor(name: string, address: string) {
    super("There is no contract at a configured address.", {
      context: { name, address },
      hint: "Take the addresses from deployments/<network>/.",
    });
  }
}

/** Thrown when the oracle works with another contract than the config names. */
export class WrongWiringError extends TheriacError {
  override readonly code = "WRONG_WIRING";
  constructor(name: string, configured: string, actual: string) {
    super("The oracle uses another contract than the config names.", {
      context: { name, configured, actual },
      hint: "Take all addresses from one folder of deployments/.",
    });
  }
}

/** Thrown when the chain changed while it was read; the next pass starts from what is true then. */
export class ChainMovedError extends TheriacError {
  override readonly code = "CHAIN_MOVED";
  override readonly retryable = true;
  constructor(block: number) {
    super("The chain changed while its events were read.", { context: { block } });
  }
}

/** Thrown when the oracle has adopted no committee. */
export class NoCommitteeError extends TheriacError {
  override readonly code = "NO_COMMITTEE";
  override readonly retryable = true;
  constructor() {
    super("The oracle has no committee yet.", {
      hint: "OperatorRegistry.setConfig, then InferenceOracle.adoptConfig.",
    });
  }
}

/** Thrown when a transaction is not mined within its time, whatever the fee. */
export class NotMinedError extends TheriacError {
  override readonly code = "NOT_MINED";
  override readonly retryable = true;
  constructor(nonce: number, replacements: number) {
    super("A transaction was not mined in time.", {
      context: { nonce, replacements },
      hint: "Raise submit.maxFeePerGasGwei if the network is busy.",
    });
  }
}

/** Thrown when no RPC node says in time what a call would cost. */
export class EstimateTimedOutError extends TheriacError {
  override readonly code = "ESTIMATE_TIMED_OUT";
  override readonly retryable = true;
  constructor(timeoutMs: number) {
    super("The gas of a call was not estimated in time.", { context: { timeoutMs } });
  }
}
