import { z } from "zod";
import { address } from "../../standards/shapes.ts";
import { file, milliseconds, secret, url } from "./schemaParts.ts";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** A key that Web3Signer keeps. */
const remoteSigner = z
  .strictObject({
    url: url(["http:", "https:"]),
    /** Address of the signing key. */
    address,
    timeoutMs: milliseconds.default(5_000),
    ca: file.optional(),
    cert: file.optional(),
    key: file.optional(),
    token: secret.optional(),
    allowInsecure: z.boolean().default(false),
  })
  .refine(
    ({ cert, key }) => (cert === undefined) === (key === undefined),
    "needs both cert and key, or neither",
  )
  .refine(({ url: value, allowInsecure }) => {
    const parsed = URL.parse(value);
    // What is no address was refused above already, with a better reason.
    if (parsed === null) return true;
    return parsed.protocol === "https:" || allowInsecure || LOOPBACK.test(parsed.hostname);
  }, "must use https, or stand on this machine, or have allowInsecure");

/** Who signs: a keystore or a remote signer, and during a rotation the one that comes next. */
export const operator = z
  .strictObject({
    address,
    keystore: file.optional(),
    remoteSigner: remoteSigner.optional(),
    encryptionKey: file,
    password: secret,
    nextKeystore: file.optional(),
    nextRemoteSigner: remoteSigner.optional(),
    nextEncryptionKey: file.optional(),
  })
  .refine(
    (given) => (given.keystore === undefined) !== (given.remoteSigner === undefined),
    "needs keystore or remoteSigner, and not both",
  )
  .refine(
    (given) => given.nextKeystore === undefined || given.nextRemoteSigner === undefined,
    "has nextKeystore and nextRemoteSigner: one key comes next",
  );

/** Other operators. `ca`: the authority that signs the peer's certificate, if it is none of the usual ones. */
export const peers = z
  .array(z.strictObject({ operator: address, url: url(["http:", "https:"]), ca: file.optional() }))
  .max(31)
  .refine(
    (all) => new Set(all.map(({ operator: account }) => account)).size === all.length,
    "must not name an operator twice",
  );

const count = (most: number) => z.number().int().min(1).max(most);

/** What one caller may use of the server. */
export const limits = z
  .strictObject({
    requestsPerSecond: count(100_000).default(1_000),
    peerRequestsPerSecond: count(100_000).default(300),
    peerConcurrency: count(1_000).default(128),
    connections: count(10_000).default(256),
    connectionsPerAddress: count(10_000).default(32),
  })
  .prefault({});

/** Certificate and key of the server, which it shows to peers that ask for one too. */
export const tls = z.strictObject({ cert: file, key: file, clientCa: file.optional() }).optional();

/** How far clocks of operators may be apart. */
export const peering = z
  .strictObject({
    maxClockAheadMs: milliseconds.max(60_000).default(2_000),
    maxClockBehindMs: milliseconds.max(300_000).default(30_000),
  })
  .prefault({});
