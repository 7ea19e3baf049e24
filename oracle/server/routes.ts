import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { keccak256 } from "ethers";
import type { Hex, RequestId } from "../../standards/hex.ts";
import type { Sealed } from "../../standards/hpke.ts";
import type { SignedDecision } from "../domain/decision.ts";
import { HttpError } from "./errors.ts";
import { readJsonText } from "./readBody.ts";

/** Whether the node does its duty, and what is wrong if not. */
export type Health = { readonly ok: boolean; readonly problems: readonly string[] } & Record<string, unknown>;

export type RouteDeps = {
  readonly operator: Hex;
  readonly maxBodyBytes: number;
  /** Answers what a network address sent as an operator's message; a watcher has none. */
  readonly peerDoor?: ((text: string, address: string) => Promise<Reply>) | undefined;
  /** Whether peers have to show a certificate of the operators' authority. */
  readonly asksForCertificates?: boolean;
  readonly resultOf: (id: RequestId) => Promise<Sealed | undefined>;
  readonly decisionsOf: (id: RequestId) => Promise<readonly SignedDecision[]>;
  /** Readiness: whether it does its duty. */
  readonly health: () => Health | Promise<Health>;
  /** Liveness: whether a new process would do better. Without it a process that answers is alive. */
  readonly live?: () => Health | Promise<Health>;
  readonly metrics: () => Promise<string>;
};

export type Reply = {
  readonly status: number;
  readonly type: string;
  readonly body: string;
};

export const jsonText = (status: number, body: string): Reply => ({ status, type: "application/json", body });

export const json = (status: number, value: unknown): Reply => jsonText(status, JSON.stringify(value));

type Route = (deps: RouteDeps, request: IncomingMessage, parameter: string) => Reply | Promise<Reply>;

const propose: Route = async ({ peerDoor, maxBodyBytes, asksForCertificates }, request) => {
  if (peerDoor === undefined) throw new HttpError(404, "NOT_FOUND");
  const socket: Socket | TLSSocket = request.socket;
  if (asksForCertificates === true && !isCertified(socket))
    throw new HttpError(403, "CLIENT_CERTIFICATE_NEEDED");
  return peerDoor(await readJsonText(request, maxBodyBytes), socket.remoteAddress ?? "");
};

/** `authorized` alone also holds for a resumed session whose client never showed a certificate. */
const isCertified = (socket: Socket | TLSSocket): boolean =>
  "authorized" in socket && socket.authorized && socket.getPeerX509Certificate() !== undefined;

/** Ciphertext only: it opens for the grantee that the patient's consent named. */
const result: Route = async ({ resultOf, operator }, _, parameter) => {
  const requestId = parameter.toLowerCase() as RequestId;
  const sealed = await resultOf(requestId);
  if (sealed === undefined) throw new HttpError(404, "NO_RESULT");
  return json(200, { version: 1, requestId, operator, ...sealed });
};

/**
 * What this node decided about a person, with its signature. Whoever holds the grant shows the key that follows from its
 * salt; a denial that says no more than the chain does is for everybody.
 */
const decisions: Route = async ({ decisionsOf, operator }, request, parameter) => {
  const requestId = parameter.toLowerCase() as RequestId;
  const all = await decisionsOf(requestId);
  if (all.length === 0) throw new HttpError(404, "NO_DECISION");
  const key = /^Bearer (0x[0-9a-fA-F]{64})$/.exec(request.headers.authorization ?? "")?.[1];
  const shown = key === undefined ? undefined : keccak256(key);
  const readable = all.filter(({ reader }) => reader === undefined || reader === shown);
  if (readable.length === 0) throw new HttpError(401, "READER_KEY_NEEDED");
  const decided = readable.map(({ decision, signature }) => ({
    decision: { ...decision, duoObligations: decision.duoObligations.toString() },
    signature,
  }));
  return json(200, { version: 1, requestId, operator, decisions: decided });
};

export const healthReply = (state: Health): Reply => json(state.ok ? 200 : 503, state);

const health: Route = async (deps) => healthReply(await deps.health());

const live: Route = async (deps) => healthReply((await deps.live?.()) ?? { ok: true, problems: [] });

const metrics: Route = async (deps) => ({
  status: 200,
  type: "text/plain; version=0.0.4; charset=utf-8",
  body: await deps.metrics(),
});

const ROUTES: readonly { method: string; path: RegExp; route: Route }[] = [
  { method: "POST", path: /^\/v1\/proposals$/, route: propose },
  { method: "GET", path: /^\/v1\/results\/(0x[0-9a-fA-F]{64})$/, route: result },
  { method: "GET", path: /^\/v1\/decisions\/(0x[0-9a-fA-F]{64})$/, route: decisions },
  { method: "GET", path: /^\/healthz$/, route: health },
  { method: "GET", path: /^\/livez$/, route: live },
  { method: "GET", path: /^\/metrics$/, route: metrics },
];

/** Finds and runs the route of a request. Throws `HttpError`. */
export const dispatch = async (deps: RouteDeps, request: IncomingMessage): Promise<Reply> => {
  const path = (request.url ?? "/").split("?", 1)[0] as string;
  const found = ROUTES.filter((route) => route.path.test(path));
  if (found.length === 0) throw new HttpError(404, "NOT_FOUND");
  const match = found.find((route) => route.method === request.method);
  if (match === undefined) throw new HttpError(405, "METHOD_NOT_ALLOWED");
  return match.route(deps, request, match.path.exec(path)?.[1] ?? "");
};
