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
  readonly connect: (address: string, connection?: Connection) => (() => void) | undefined;
  /** Throws 429 if the address asks too often. */
  readonly request: (address: string) => void;
  /** Throws 429 if too many signatures of strangers would have to be recovered. */
  readonly recover: (address: string) => void;
  /** The address spoke for an operator, or showed a signature that is none. */
  readonly trust: (address: string) => void;
  readonly distrust: (address: string) => void;
  /** The addresses where operators are expected, instead of those of the last time: trusted before they have spoken. */
  readonly expect: (addresses: readonly string[]) => void;
  /**
   * Throws 429 if the operator asks too often, too much or too much at once; call the returned function when it is served. A
   * message of many bytes counts as several: what it asks for is in proportion.
   */
  readonly serve: (operator: Hex, bytes?: number) => () => void;
};

/** A connection as far as it may have to make room. */
export type Connection = {
  /** Nothing of it is being answered. */
  readonly isIdle: () => boolean;
  readonly end: () => void;
};

/** A second's worth of requests may come at once. */
const BURST_SECONDS = 2;
/** Recovering a signature costs milliseconds: all strangers together get that many. */
const STRANGERS_RECOVERIES = { perSecond: 20, burst: 40 };
/** One address has less, so that it does not drink up what is for all. */
const STRANGER_RECOVERIES = { perSecond: 1, burst: 3 };
/** A question about one request is smaller than that. */
const BYTES_A_TOKEN = 1_500;
const MAX_ADDRESSES = 10_000;
const MAX_TRUSTED = 256;
/** Of all connections, what strangers may hold. */
const STRANGERS_SHARE = 0.75;
/** Of all connections, what one address of operators may hold. */
const TRUSTED_SHARE = 0.5;
const MAX_FORGERIES = 10;

export const createAdmission = (limits: Limits, clock: Pick<Clock, "now">): Admission => {
  const bucket = (perSecond: number) =>
    createTokenBucket({ perSecond, burst: BURST_SECONDS * perSecond }, clock);
  const requests = new BoundedMap<string, TokenBucket>(MAX_ADDRESSES);
  const recoveries = new BoundedMap<string, TokenBucket>(MAX_ADDRESSES);
  const strangersRecoveries = createTokenBucket(STRANGERS_RECOVERIES, clock);
  const trusted = createTrust();
  return {
    // This machine's own probes and operators are always let in; what signatures cost is another question.
    connect: createConnections(limits, (address) => isLoopback(address) || trusted.has(address)),
    request: (address) => {
      const from = groupOf(address);
      const own = requests.get(from) ?? bucket(limits.requestsPerSecond);
      // Written back, so that who asks now is the last to be forgotten.
      requests.set(from, own);
      refuseIf(own());
    },
    recover: (address) => {
      if (trusted.has(address)) return;
      const from = groupOf(address);
      const own = recoveries.get(from) ?? createTokenBucket(STRANGER_RECOVERIES, clock);
      recoveries.set(from, own);
      refuseIf(own());
      refuseIf(strangersRecoveries());
    },
    trust: trusted.add,
    distrust: trusted.blame,
    expect: trusted.expect,
    serve: createPeerShares(limits, bucket),
  };
};

const createTrust = () => {
  const learned = new BoundedMap<string, number>(MAX_TRUSTED);
  let expected = new Map<string, number>();
  const holderOf = (from: string) => [expected, learned].find((each) => each.has(from));
  return {
    has: (address: string): boolean => holderOf(groupOf(address)) !== undefined,
    add: (address: string): void => {
      const from = groupOf(address);
      const holder = holderOf(from) ?? learned;
      holder.set(from, holder.get(from) ?? 0);
    },
    blame: (address: string): void => {
      const from = groupOf(address);
      const holder = holderOf(from);
      const forgeries = (holder?.get(from) ?? 0) + 1;
      if (forgeries >= MAX_FORGERIES) holder?.delete(from);
      else holder?.set(from, forgeries);
    },
    expect: (addresses: readonly string[]): void => {
      expected = new Map(addresses.map((address) => [groupOf(address), 0]));
    },
  };
};

type Open = { readonly from: string; readonly connection: Connection | undefined };

const createConnections = (limits: Limits, isTrusted: (address: string) => boolean): Admission["connect"] => {
  const counts = new Map<string, number>();
  /** Oldest first. */
  const open = new Set<Open>();
  const close = (one: Open): void => {
    if (!open.delete(one)) return;
    const left = (counts.get(one.from) ?? 1) - 1;
    if (left === 0) counts.delete(one.from);
    else counts.set(one.from, left);
  };
  /** Ends the stranger's connection that has done nothing for us for the longest time. */
  const makeRoom = (): boolean => {
    for (const one of open) {
      if (one.connection?.isIdle() !== true || isTrusted(one.from)) continue;
      close(one);
      one.connection.end();
      return true;
    }
    return false;
  };
  return (address, connection) => {
    const from = groupOf(address);
    const trusted = isTrusted(address);
    const own = counts.get(from) ?? 0;
    const most = trusted ? limits.connections : limits.connections * STRANGERS_SHARE;
    const mostOfOne = Math.max(
      limits.connectionsPerAddress,
      trusted ? limits.connections * TRUSTED_SHARE : 0,
    );
    if (own >= mostOfOne || (open.size >= most && !makeRoom())) return undefined;
    const one = { from, connection };
    open.add(one);
    counts.set(from, (counts.get(from) ?? 0) + 1);
    return () => close(one);
  };
};

/** Only members of a committee come this far, so the map stays small. */
const createPeerShares = (
  { peerRequestsPerSecond, peerConcurrency }: Limits,
  bucket: (perSecond: number) => TokenBucket,
): Admission["serve"] => {
  const shares = new Map<string, { readonly take: TokenBucket; active: number }>();
  return (operator, bytes = 0) => {
    const key = operator.toLowerCase();
    const share = shares.get(key) ?? { take: bucket(peerRequestsPerSecond), active: 0 };
    shares.set(key, share);
    if (share.active >= peerConcurrency) throw tooMany(1);
    refuseIf(share.take(Math.max(1, bytes / BYTES_A_TOKEN)));
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

const isLoopback = (address: string): boolean => /^(127\.|0:0:0:0$)/.test(groupOf(address));

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
