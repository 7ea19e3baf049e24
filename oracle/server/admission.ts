import { isIPv6 } from "node:net";
import type { Hex } from "../../standards/hex.ts";
import { BoundedMap } from "../shared/boundedMap.ts";
import type { Clock } from "../shared/clock.ts";
import { createTokenBucket, type TokenBucket } from "../shared/tokenBucket.ts";
import { HttpError } from "./errors.ts";

/** How much of the node one caller may use. */
export type Limits = {
  /** Requests of one network address. */
  readonly requestsPerSecond: number;
  /** Messages of one authenticated operator. */
  readonly peerRequestsPerSecond: number;
  /** Messages of one operator that are worked on at once. */
  readonly peerConcurrency: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
};

/** Keeps callers from each other's share. Addresses that operators have spoken from have one that strangers cannot use. */
export type Admission = {
  /** Whether a new connection may stay; if so, call the returned function when it ends. */
  readonly connect: (address: string) => (() => void) | undefined;
  /** Throws 429 if the address asks too often. */
  readonly request: (address: string) => void;
  /** Throws 429 if too many signatures of strangers would have to be recovered. */
  readonly recover: (address: string) => void;
  /** The address spoke for an operator, or showed a signature that is none. */
  readonly trust: (address: string) => void;
  readonly distrust: (address: string) => void;
  /** Throws 429 if the operator asks too often or too much at once; call the returned function when it is served. */
  readonly serve: (operator: Hex) => () => void;
};

/** A second's worth of requests may come at once. */
const BURST_SECONDS = 2;
/** Recovering a signature costs milliseconds: all strangers together get that many. */
const STRANGERS_RECOVERIES = { perSecond: 20, burst: 40 };
const MAX_ADDRESSES = 10_000;
const MAX_TRUSTED = 256;
/** Of all connections, what strangers may hold. */
const STRANGERS_SHARE = 0.75;
const MAX_FORGERIES = 10;

export const createAdmission = (limits: Limits, clock: Pick<Clock, "now">): Admission => {
  const bucket = (perSecond: number) =>
    createTokenBucket({ perSecond, burst: BURST_SECONDS * perSecond }, clock);
  const requests = new BoundedMap<string, TokenBucket>(MAX_ADDRESSES);
  const strangersRecoveries = createTokenBucket(STRANGERS_RECOVERIES, clock);
  const trusted = createTrust();
  return {
    connect: createConnections(limits, trusted.has),
    request: (address) => {
      const from = groupOf(address);
      const own = requests.get(from) ?? bucket(limits.requestsPerSecond);
      // Written back, so that who asks now is the last to be forgotten.
      requests.set(from, own);
      refuseIf(own());
    },
    recover: (address) => {
      if (!trusted.has(address)) refuseIf(strangersRecoveries());
    },
    trust: trusted.add,
    distrust: trusted.blame,
    serve: createPeerShares(limits, bucket),
  };
};

const createTrust = () => {
  const forgeries = new BoundedMap<string, number>(MAX_TRUSTED);
  return {
    has: (address: string): boolean => forgeries.has(groupOf(address)),
    add: (address: string): void => {
      const from = groupOf(address);
      forgeries.set(from, forgeries.get(from) ?? 0);
    },
    blame: (address: string): void => {
      const from = groupOf(address);
      const before = forgeries.get(from);
      if (before === undefined) return;
      if (before + 1 >= MAX_FORGERIES) forgeries.delete(from);
      else forgeries.set(from, before + 1);
    },
  };
};

const createConnections = (limits: Limits, isTrusted: (address: string) => boolean): Admission["connect"] => {
  const open = new Map<string, number>();
  let all = 0;
  return (address) => {
    const from = groupOf(address);
    const own = open.get(from) ?? 0;
    const most = isTrusted(address) ? limits.connections : limits.connections * STRANGERS_SHARE;
    if (own >= limits.connectionsPerAddress || all >= most) return undefined;
    open.set(from, own + 1);
    all++;
    return () => {
      all--;
      const left = (open.get(from) ?? 1) - 1;
      if (left === 0) open.delete(from);
      else open.set(from, left);
    };
  };
};

/** Only members of a committee come this far, so the map stays small. */
const createPeerShares = (
  { peerRequestsPerSecond, peerConcurrency }: Limits,
  bucket: (perSecond: number) => TokenBucket,
): Admission["serve"] => {
  const shares = new Map<string, { readonly take: TokenBucket; active: number }>();
  return (operator) => {
    const key = operator.toLowerCase();
    const share = shares.get(key) ?? { take: bucket(peerRequestsPerSecond), active: 0 };
    shares.set(key, share);
    if (share.active >= peerConcurrency) throw tooMany(1);
    refuseIf(share.take());
    share.active++;
    return () => {
      share.active--;
    };
  };
};

const refuseIf = (waitMs: number): void => {
  if (waitMs > 0) throw tooMany(Math.ceil(waitMs / 1_000));
};

const tooMany = (retryAfterS: number): HttpError =>
  new HttpError(429, "TOO_MANY_REQUESTS", undefined, retryAfterS);

/** One caller: an IPv4 address, also when written as IPv6, or a /64, which is what a household or server gets. */
const groupOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::", 2);
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : new Array<string>(8 - front.length - back.length).fill("0");
  return [...front, ...zeros, ...back].slice(0, 4).join(":");
};
