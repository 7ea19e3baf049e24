import type { JsonRpcPayload, JsonRpcResult } from "ethers";
import { EndpointFailedError, type EndpointFault } from "../errors.ts";

/** Sends one payload and gives its answer, or throws `RPC_ENDPOINT_FAILED`. */
export type Transport = (payload: JsonRpcPayload, signal: AbortSignal) => Promise<JsonRpcAnswer>;

/** A JSON-RPC error is an answer too. */
export type JsonRpcAnswer = JsonRpcResult | JsonRpcFailure;
export type JsonRpcFailure = {
  readonly id: number;
  readonly error: { readonly code: number; readonly message?: string; readonly data?: unknown };
};

const TOO_MANY_REQUESTS = 429;
/** "Limit exceeded" of EIP-1474; services use it for long ranges of blocks too. */
const LIMIT_EXCEEDED = -32_005;
const MAX_RETRY_AFTER_MS = 300_000;
const MS_PER_SECOND = 1_000;

const RANGE_REFUSED =
  /block range|range (is )?too|too (large|wide|many (blocks|results|logs))|more than [\d,]+ (results|logs|blocks)|query (returned|exceeds)|response size|logs? limit|limited to|max(imum)? .*range/i;
const RATE_LIMITED = /rate limit|too many requests|request limit|quota|throttl|compute units|capacity/i;
const BEHIND =
  /header not found|unknown block|block not found|missing trie node|block #?\d+ not (found|available)/i;

/** Whether a node refused to give the logs of that many blocks at once. */
export const isRangeRefusal = (message: string): boolean => RANGE_REFUSED.test(message);

/** What an answer says of the endpoint instead of the question; undefined when it is about the question. */
export const faultIn = (answer: JsonRpcAnswer): EndpointFault | undefined => {
  if (!("error" in answer)) return undefined;
  const { code, message = "" } = answer.error;
  if (isRangeRefusal(message)) return undefined;
  if (code === TOO_MANY_REQUESTS || code === LIMIT_EXCEEDED || RATE_LIMITED.test(message))
    return "rate_limit";
  return BEHIND.test(message) ? "behind" : undefined;
};

/** Sends over HTTP. Redirects are not followed: an address may carry an access key. */
export const httpTransport = (address: string, endpoint: number): Transport => {
  const { url, headers } = targetOf(address);
  return async (payload, signal) => {
    const { status, retryAfterMs, body } = await post(url, headers, payload, signal).catch((cause) => {
      throw new EndpointFailedError(endpoint, signal.aborted ? "timeout" : "connection", { cause });
    });
    if (status === TOO_MANY_REQUESTS || retryAfterMs !== undefined) {
      throw new EndpointFailedError(endpoint, "rate_limit", { status, retryAfterMs });
    }
    const answer = parseAnswer(body, payload.id);
    // Some nodes answer a failed call with an error status and a sound body.
    if (answer !== undefined) return answer;
    throw new EndpointFailedError(endpoint, status >= 400 ? "status" : "malformed", { status });
  };
};

const targetOf = (address: string) => {
  const url = new URL(address);
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (url.username !== "" || url.password !== "") {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
    url.username = "";
    url.password = "";
  }
  return { url: url.href, headers };
};

const post = async (
  url: string,
  headers: Record<string, string>,
  payload: JsonRpcPayload,
  signal: AbortSignal,
) => {
  const body = JSON.stringify(payload);
  const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "error" });
  const retryAfterMs = retryAfterOf(response.headers.get("retry-after"));
  return { status: response.status, retryAfterMs, body: await response.text() };
};

/** Seconds, or a date (RFC 9110). */
const retryAfterOf = (value: string | null): number | undefined => {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * MS_PER_SECOND : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
};

/** The answer in a body; undefined when there is none to that payload. */
export const parseAnswer = (body: string, id: number): JsonRpcAnswer | undefined => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  const answer = (Array.isArray(parsed) ? parsed[0] : parsed) as Partial<JsonRpcFailure> | null;
  if (typeof answer !== "object" || answer === null || answer.id !== id) return undefined;
  const isFailure = typeof answer.error === "object" && answer.error !== null;
  return isFailure || "result" in answer ? (answer as JsonRpcAnswer) : undefined;
};
