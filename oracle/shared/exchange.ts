import http from "node:http";
import https from "node:https";
import { TheriacError } from "../../standards/errors.ts";

/** PEM texts for one server: whose certificates to trust instead of the usual ones, and what to show it. */
export type TlsClient = {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
};

export type ExchangeFailure = "UNREACHABLE" | "UNTRUSTED" | "TIMED_OUT" | "ABORTED" | "TOO_LARGE";

/** Thrown when a request got no whole answer. Its cause is withheld: it may quote addresses. */
export class ExchangeError extends TheriacError {
  override readonly code = "EXCHANGE_FAILED";
  override readonly retryable = true;
  readonly why: ExchangeFailure;
  constructor(why: ExchangeFailure) {
    super("A request got no answer.", { context: { why } });
    this.why = why;
  }
}

export type ExchangeRequest = {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
};

export type ExchangeReply = {
  readonly status: number;
  readonly body: string;
  /** What the server asked to wait before the next request, in milliseconds. */
  readonly retryAfterMs: number | undefined;
};

export type Exchange = {
  readonly send: (request: ExchangeRequest) => Promise<ExchangeReply>;
  readonly close: () => void;
};

const MAX_SOCKETS = 32;
const MAX_HEADER_BYTES = 8_192;

/** Sends requests to one server over kept connections. Follows no redirect, trusts no certificate it cannot verify. */
export const createExchange = (tls: TlsClient = {}): Exchange => {
  const plain = new http.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  const secure = new https.Agent({
    keepAlive: true,
    maxSockets: MAX_SOCKETS,
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
    ...tls,
  });
  return {
    send: (request) => send(request, request.url.protocol === "https:" ? secure : plain),
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
};

const send = (request: ExchangeRequest, agent: http.Agent, isSecond = false): Promise<ExchangeReply> =>
  new Promise((resolve, reject) => {
    const { method, url, body, signal, maxBytes } = request;
    const fail = (error: unknown) => reject(failureOf(error, signal));
    if (signal.aborted) return fail(signal.reason);
    const start = agent instanceof https.Agent ? https.request : http.request;
    const options = { method, agent, signal, headers: headersOf(request), maxHeaderSize: MAX_HEADER_BYTES };
    const sent = start(url, options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) {
          reject(new ExchangeError("TOO_LARGE"));
          sent.destroy();
        } else chunks.push(chunk);
      });
      response.on("end", () => resolve(replyOf(response, Buffer.concat(chunks))));
      response.on("error", fail);
      response.on("aborted", fail);
    });
    sent.on("error", (error: { code?: unknown }) => {
      // The server closed a kept connection as this began to use it, and has read nothing of it.
      const isStale = sent.reusedSocket && error.code === "ECONNRESET" && !isSecond && !signal.aborted;
      if (isStale) resolve(send(request, agent, true));
      else fail(error);
    });
    sent.end(body);
  });

const headersOf = ({ headers = {}, body }: ExchangeRequest): Record<string, string> =>
  body === undefined ? { ...headers } : { ...headers, "content-length": String(Buffer.byteLength(body)) };

const MAX_RETRY_AFTER_S = 3_600;

const replyOf = ({ statusCode, headers }: http.IncomingMessage, bytes: Buffer): ExchangeReply => {
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  const isGiven = Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_RETRY_AFTER_S;
  return {
    status: statusCode ?? 0,
    body: bytes.toString("utf8"),
    retryAfterMs: isGiven ? seconds * 1_000 : undefined,
  };
};

/** Codes of certificates that do not verify, as far as they do not begin with CERT_ or ERR_TLS_. */
const UNTRUSTED = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

const failureOf = (error: unknown, signal: AbortSignal): ExchangeError => {
  if (signal.aborted) return new ExchangeError(isTimeout(signal) ? "TIMED_OUT" : "ABORTED");
  const code = String((error as { code?: unknown } | undefined)?.code ?? "");
  const isUntrusted = UNTRUSTED.has(code) || /^(CERT_|ERR_TLS_|ERR_SSL_)/.test(code);
  return new ExchangeError(isUntrusted ? "UNTRUSTED" : "UNREACHABLE");
};

const isTimeout = ({ reason }: AbortSignal): boolean =>
  reason instanceof DOMException && reason.name === "TimeoutError";
