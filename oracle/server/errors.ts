import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";

/** An answer to a client that did something wrong. */
export class HttpError extends TheriacError {
  override readonly code: string;
  readonly status: number;
  /** For status 429 and 503: when it may be tried again. */
  readonly retryAfterS: number | undefined;
  constructor(status: number, code: string, detail?: string, retryAfterS?: number) {
    super("The HTTP request was refused.", detail === undefined ? {} : { context: { detail } });
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** Thrown when a peer does not answer as a peer. */
export class PeerUnavailableError extends TheriacError {
  override readonly code = "PEER_UNAVAILABLE";
  override readonly retryable = true;
  constructor(operator: Hex, why: string) {
    super("A peer does not answer.", {
      context: { operator, why },
      hint: "Check its entry in peers, and that it runs.",
    });
  }
}

/** Thrown when the server cannot listen. */
export class ListenError extends TheriacError {
  override readonly code = "CANNOT_LISTEN";
  constructor(host: string, port: number, cause: unknown) {
    super("The server cannot listen.", {
      context: { host, port },
      hint: "Is the port taken? Change server.port.",
      cause,
    });
  }
}
