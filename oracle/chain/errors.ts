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

/** What an RPC endpoint did instead of answering; `missing_logs`: it left out logs that its block headers tell of. */
export type EndpointFault =
  | "timeout"
  | "connection"
  | "status"
  | "rate_limit"
  | "malformed"
  | "behind"
  | "missing_logs";

type FaultDetails = {
  readonly status?: number | undefined;
  /** How long the endpoint asks to be left alone. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
};

/** Thrown when one RPC endpoint does not serve; another one may. */
export class EndpointFailedError extends TheriacError {
  override readonly code: string = "RPC_ENDPOINT_FAILED";
  override readonly retryable = true;
  readonly retryAfterMs: number | undefined;
  readonly fault: EndpointFault;
  constructor(endpoint: number, fault: EndpointFault, { status, retryAfterMs, cause }: FaultDetails = {}) {
    super("An RPC endpoint did not serve.", {
      context: { endpoint, fault, ...(status === undefined ? {} : { status }) },
      ...(cause === undefined ? {} : { cause }),
    });
    this.fault = fault;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown when a node does not know of a block that was read before, although its branch is the same. */
export class NodeBehindError extends TheriacError {
  override readonly code = "RPC_BEHIND";
  override readonly retryable = true;
  constructor(head: number, cursor: number) {
    super("The RPC node is behind what was read before.", { context: { head, cursor } });
  }
}

/** Thrown when a block's header tells of events that the RPC node did not give. */
export class LogsMissingError extends TheriacError {
  override readonly code = "LOGS_MISSING";
  override readonly retryable = true;
  readonly block: number;
  constructor(block: number) {
    super("A block's header tells of events that the RPC node does not give.", { context: { block } });
    this.block = block;
  }
}

/** Thrown when an RPC node refuses to give the events of that many blocks at once. */
export class RangeTooLargeError extends TheriacError {
  override readonly code = "RANGE_TOO_LARGE";
  override readonly retryable = true;
  constructor(blocks: number) {
    super("An RPC node refuses the events of so many blocks at once.", {
      context: { blocks },
      hint: "The range shrinks by itself; chain.maxBlockRange bounds it.",
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

/** Thrown when the chain's next nonce lies far above those taken here, and no confirmed block says so. */
export class NonceDoubtfulError extends TheriacError {
  override readonly code = "NONCE_DOUBTFUL";
  override readonly retryable = true;
  constructor(told: number, known: number) {
    super("An RPC node tells a next nonce that is far above what was sent; nothing is sent.", {
      context: { told, known },
      hint: "Is the RPC node right, and does nothing else use the signing key?",
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
