import { TheriacError } from "../../standards/errors.ts";
import type { RequestId } from "../../standards/hex.ts";

/** Thrown when the chain tells of no such request. */
export class RequestUnknownError extends TheriacError {
  override readonly code = "REQUEST_UNKNOWN";
  constructor(requestId: RequestId) {
    super("The chain tells of no such request.", {
      context: { requestId },
      hint: "Check the id, contracts.oracle, and that chain.startBlock is not after the request.",
    });
  }
}
