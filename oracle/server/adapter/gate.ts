import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Clock } from "../../shared/clock.ts";
import { AdapterError } from "./errors.ts";

export type GateRules = {
  readonly token: string | undefined;
  readonly requestsPerMinute: number;
  readonly maxConcurrent: number;
};

/** Lets a job in, or throws why not; `leave` must be called once for each that was let in. */
export type Gate = { readonly enter: (request: IncomingMessage) => void; readonly leave: () => void };

type Bucket = { tokens: number; at: number };

const MINUTE_MS = 60_000;
const MOST_CLIENTS = 10_000;

/** Token, then rate by the client's address, then how many jobs run at once. */
export const createGate = ({ token, requestsPerMinute, maxConcurrent }: GateRules, clock: Clock): Gate => {
  const buckets = new Map<string, Bucket>();
  let running = 0;
  const take = (client: string): boolean => {
    const now = clock.now();
    const { tokens, at } = buckets.get(client) ?? { tokens: requestsPerMinute, at: now };
    const filled = Math.min(requestsPerMinute, tokens + ((now - at) * requestsPerMinute) / MINUTE_MS);
    buckets.delete(client);
    buckets.set(client, { tokens: filled >= 1 ? filled - 1 : filled, at: now });
    // The client that was silent longest is forgotten first: its bucket is the fullest.
    if (buckets.size > MOST_CLIENTS) buckets.delete(buckets.keys().next().value as string);
    return filled >= 1;
  };
  return {
    enter: (request) => {
      if (!take(request.socket.remoteAddress ?? "")) {
        throw new AdapterError(429, "TOO_MANY_REQUESTS", `At most ${requestsPerMinute} requests a minute.`);
      }
      if (token !== undefined && !shows(request, token)) {
        throw new AdapterError(401, "UNAUTHORISED", "The bearer token is missing or wrong.");
      }
      if (running >= maxConcurrent) {
        throw new AdapterError(503, "BUSY", `At most ${maxConcurrent} jobs at once: try again.`);
      }
      running += 1;
    },
    leave: () => {
      running -= 1;
    },
  };
};

/** Digests are compared, in constant time: neither length nor first difference shows. */
const shows = ({ headers }: IncomingMessage, token: string): boolean =>
  timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
