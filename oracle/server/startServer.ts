import http from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { systemClock } from "../shared/clock.ts";
import { describeError } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import { type Admission, createAdmission, type Limits } from "./admission.ts";
import { HttpError, ListenError } from "./errors.ts";
import { dispatch, type Reply, type RouteDeps } from "./routes.ts";

/** PEM texts. With `clientCa`, peers have to show a certificate that it signed. */
export type TlsServer = {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string | undefined;
};

export type ServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsServer | undefined;
  readonly admission?: Admission | undefined;
  /** For the whole of a request to arrive. */
  readonly requestTimeoutMs?: number | undefined;
};
export type RunningServer = { readonly port: number; readonly stop: () => Promise<void> };

const REQUEST_TIMEOUT_MS = 10_000;
/** How often requests that take too long to arrive are looked for. */
const CHECK_INTERVAL_MS = 1_000;
/** Neither a byte out nor in for that long ends a connection: a client may not read its answer for ever. */
const IDLE_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 15_000;
const MAX_HEADER_BYTES = 8_192;
const REQUESTS_PER_CONNECTION = 10_000;

export const DEFAULT_LIMITS: Limits = {
  requestsPerSecond: 1_000,
  peerRequestsPerSecond: 300,
  peerConcurrency: 128,
  connections: 256,
  connectionsPerAddress: 32,
};

/** Serves peers, grantees and monitors. */
export const startServer = (
  deps: RouteDeps & { readonly log: Log },
  options: ServerOptions,
): Promise<RunningServer> => serveReplies((request) => dispatch(deps, request), deps.log, options);

/** Finds the reply to a request. Throws `HttpError`. */
export type Dispatch = (request: http.IncomingMessage) => Promise<Reply>;

/** Serves what `dispatch` replies, and errors as JSON. */
export const serveReplies = async (
  dispatch: Dispatch,
  log: Log,
  options: ServerOptions,
): Promise<RunningServer> => {
  const { host, port, admission = createAdmission(DEFAULT_LIMITS, systemClock) } = options;
  const admitted: Dispatch = async (request) => {
    admission.request(request.socket.remoteAddress ?? "");
    return dispatch(request);
  };
  const answering = new Map<string, http.IncomingMessage>();
  const server = createServer(options, async (request, response) => {
    const from = nameOf(request.socket);
    answering.set(from, request);
    response.once("close", () => answering.delete(from));
    const { reply, retryAfterS } = await replyTo(admitted, log, request);
    const headers: http.OutgoingHttpHeaders = {
      "content-type": reply.type,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    };
    if (retryAfterS !== undefined) headers["retry-after"] = String(retryAfterS);
    // What a refused client still wants to send is not read.
    if (!request.complete) headers.connection = "close";
    response.writeHead(reply.status, headers).end(reply.body, () => {
      if (!request.complete) request.destroy();
    });
  });
  server.on("connection", (socket) => {
    const from = nameOf(socket);
    const release = admission.connect(socket.remoteAddress ?? "", {
      // Who is still sending is not waiting for us.
      isIdle: () => answering.get(from)?.complete !== true,
      end: () => socket.destroy(),
    });
    if (release === undefined) socket.destroy();
    else socket.once("close", release);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(new ListenError(host, port, cause)));
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server) };
};

/** The same for a connection and for the TLS on top of it. */
const nameOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

const createServer = (
  { tls, requestTimeoutMs = REQUEST_TIMEOUT_MS }: ServerOptions,
  listener: http.RequestListener,
): http.Server => {
  const rules = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_INTERVAL_MS, requestTimeoutMs),
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const server = tls === undefined ? http.createServer(rules, listener) : createTls(tls, rules, listener);
  server.timeout = IDLE_TIMEOUT_MS;
  server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION;
  return server;
};

const createTls = (
  { cert, key, clientCa }: TlsServer,
  rules: http.ServerOptions,
  listener: http.RequestListener,
): https.Server => {
  // Only peers need a certificate (see routes): grantees and monitors come without.
  const asking = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false };
  const handshakeTimeout = rules.requestTimeout ?? REQUEST_TIMEOUT_MS;
  return https.createServer(
    { ...rules, ...asking, cert, key, minVersion: "TLSv1.2", handshakeTimeout },
    listener,
  );
};

const stop = (server: http.Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1_000).unref();
  });

type Replied = { readonly reply: Reply; readonly retryAfterS?: number | undefined };

const replyTo = async (dispatch: Dispatch, log: Log, request: http.IncomingMessage): Promise<Replied> => {
  try {
    return { reply: await dispatch(request) };
  } catch (error) {
    if (error instanceof HttpError) {
      const { status, code, context, retryAfterS } = error;
      return { reply: errorReply(status, code, context.detail), retryAfterS };
    }
    // Who went away while it was still speaking is no failure of ours.
    if (request.destroyed && !request.complete) return { reply: errorReply(400, "INCOMPLETE") };
    log.error({ msg: "HTTP request failed", ...describeError(error) });
    return { reply: errorReply(500, "INTERNAL") };
  }
};

const errorReply = (status: number, code: string, detail?: unknown): Reply => ({
  status,
  type: "application/json",
  body: JSON.stringify({ error: code, ...(detail === undefined ? {} : { detail }) }),
});
