import { lookup } from "node:dns/promises";
import type { Config } from "./config/loadConfig.ts";
import { readTls } from "./config/readTls.ts";
import type { Chain, Keys, PeerAnswer, Peers, Proposal } from "./domain/ports.ts";
import type { Signer } from "./domain/signer.ts";
import { type Admission, createAdmission } from "./server/admission.ts";
import { createEnvelopes, type Envelopes } from "./server/envelopes.ts";
import { createMemberKeys, type KeysOf } from "./server/memberKeys.ts";
import { createPeers, type PeerAddress } from "./server/peerClient.ts";
import { createPeerDoor } from "./server/peerDoor.ts";
import type { ServerOptions } from "./server/startServer.ts";
import type { Clock } from "./shared/clock.ts";
import type { Log } from "./shared/log.ts";
import type { Metrics } from "./shared/metrics.ts";

export type PeeringDeps = {
  readonly config: Pick<Config, "chain" | "contracts" | "peers" | "peering" | "server">;
  readonly keys: Keys;
  readonly chain: Pick<Chain, "committee" | "committeeOf">;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** One node's part in the exchange between operators: whom it asks, and how it is asked. */
export type Peering = {
  readonly peers: Peers;
  readonly admission: Admission;
  readonly doorFor: (
    countersign: (proposal: Proposal) => Promise<PeerAnswer>,
  ) => ReturnType<typeof createPeerDoor>;
  /** Whether too few peers answer for a quorum with this node. */
  readonly isAlone: () => Promise<boolean>;
  readonly close: () => void;
};

export const openPeering = (deps: PeeringDeps): Peering => {
  const { config, clock, log, metrics } = deps;
  const keysOf = createMemberKeys(deps.chain, clock);
  const envelopes = openEnvelopes(deps, keysOf);
  const admission = createAdmission(config.server.limits, clock);
  const stopExpecting = expectPeers(config.peers, admission);
  const { close, reachable, ...peers } = createPeers(config.peers.map(withAuthority), {
    ...deps,
    envelopes,
    tls: readServerTls(config),
  });
  return {
    peers,
    admission,
    doorFor: (countersign) => createPeerDoor({ envelopes, admission, countersign, metrics, log }),
    isAlone: async () => reachable() + 1 < (await deps.chain.committee()).threshold,
    close: () => {
      stopExpecting();
      close();
    },
  };
};

/** Names may come to stand for other addresses. */
const RESOLVE_EVERY_MS = 300_000;

/** Has the addresses of the configured peers trusted, so that strangers cannot be in front of them after a restart. */
const expectPeers = (peers: Config["peers"], admission: Admission): (() => void) => {
  const hosts = [...new Set(peers.map(({ url }) => new URL(url).hostname.replace(/^\[|\]$/g, "")))];
  const resolve = async (): Promise<void> => {
    const found = await Promise.all(hosts.map((host) => lookup(host, { all: true }).catch(() => [])));
    admission.expect(found.flat().map(({ address }) => address));
  };
  void resolve();
  const timer = setInterval(() => void resolve(), RESOLVE_EVERY_MS).unref();
  return () => clearInterval(timer);
};

const openEnvelopes = ({ config, keys, clock }: PeeringDeps, keysOf: KeysOf): Envelopes => {
  const { maxClockAheadMs: maxAheadMs, maxClockBehindMs: maxBehindMs } = config.peering;
  return createEnvelopes({
    chainId: config.chain.chainId,
    oracle: config.contracts.oracle,
    operator: keys.operator,
    signer: () => signerOf(keys, keysOf),
    keysOf,
    clock,
    tolerance: { maxAheadMs, maxBehindMs },
  });
};

/** The held key that the newest committee lists; any will do where none is listed, because nobody listens then. */
const signerOf = async (keys: Keys, keysOf: KeysOf): Promise<Signer> => {
  const { next } = keys;
  if (next === undefined) return keys;
  const [listed] = await keysOf(keys.operator);
  return listed === next.signer.toLowerCase() ? next : keys;
};

const withAuthority = ({ operator, url, ca }: Config["peers"][number]): PeerAddress => ({
  operator,
  url,
  ca: readTls({ ca }).ca,
});

const readServerTls = ({ server }: Pick<Config, "server">) => {
  const { cert, key } = readTls({ cert: server.tls?.cert, key: server.tls?.key });
  return { cert, key };
};

/** What a server of the config listens with. */
export const serverOptionsOf = ({ server }: Pick<Config, "server">, admission?: Admission): ServerOptions => {
  const { host, port, tls } = server;
  if (tls === undefined) return { host, port, admission };
  const { cert, key, ca: clientCa } = readTls({ cert: tls.cert, key: tls.key, ca: tls.clientCa });
  if (cert === undefined || key === undefined) throw new TypeError("TLS has no certificate.");
  return { host, port, admission, tls: { cert, key, clientCa } };
};
