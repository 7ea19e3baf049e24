import http from "node:http";
import type { AddressInfo } from "node:net";
import { describeError } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import { HttpError, ListenError } from "./errors.ts";
import { dispatch, type Reply, type RouteDeps } from "./routes.ts";

export type ServerOptions = { readonly host: string; readonly port: number };
export type RunningServer = { readonly port: number; readonly stop: () => Promise<void> };

const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 256;

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
  { host, port }: ServerOptions,
): Promise<RunningServer> => {
  const server = http.createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS, maxHeaderSize: 8_192 },
    async (request, response) => {
      const reply = await replyTo(dispatch, log, request);
      const headers: http.OutgoingHttpHeaders = {
        "content-type": reply.type,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      };
      // What a refused client still wants to send is not read.
      if (!request.complete) headers.connection = "close";
      response.writeHead(reply.status, headers).end(reply.body, () => {
        if (!request.complete) request.destroy();
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(new ListenError(host, port, cause)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1_000).unref();
      }),
  };
};

const replyTo = async (dispatch: Dispatch, log: Log, request: http.IncomingMessage): Promise<Reply> => {
  try {
    return await dispatch(request);
  } catch (error) {
    if (error instanceof HttpError) return errorReply(error.status, error.code, error.context.detail);
    log.error({ msg: "HTTP request failed", ...describeError(error) });
    return errorReply(500, "INTERNAL");
  }
};

const errorReply = (status: number, code: string, detail?: unknown): Reply => ({
  status,
  type: "application/json",
  body: JSON.stringify({ error: code, ...(detail === undefined ? {} : { detail }) }),
});
