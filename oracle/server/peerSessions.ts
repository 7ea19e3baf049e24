import type { KeyObject } from "node:crypto";
import { keccak256 } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Eip712Domain } from "../../standards/inference.ts";
import { type PeerSession, peerSessionPreimage } from "../../standards/peerMessage.ts";
import { recoverSigner } from "../../standards/signatures.ts";
import type { Signer } from "../domain/signer.ts";
import { BoundedMap } from "../shared/boundedMap.ts";
import type { Clock } from "../shared/clock.ts";
import { type Ed25519Pair, generateEd25519, importEd25519 } from "../shared/ed25519.ts";
import { createTokenBucket, type TokenBucket } from "../shared/tokenBucket.ts";
import { EnvelopeError } from "./envelopeError.ts";
import type { KeysOf } from "./memberKeys.ts";

/** A session as it travels: with the operator's signature. */
export type SessionCertificate = Omit<PeerSession, "operator"> & { readonly signature: Hex };

const HOUR_MS = 3_600_000;
const LIFE_MS = HOUR_MS;
const MAX_LIFE_MS = 24 * HOUR_MS;
/** Of one operator: one for each of its processes, and those from before a restart. */
const MAX_KNOWN = 8;
/** Recovering what vouches for a session is dear, and an honest process makes two an hour. */
const NEW_SESSIONS = { perSecond: 1 / 3, burst: MAX_KNOWN };

export type OwnSession = {
  readonly certificate: SessionCertificate;
  readonly sign: Ed25519Pair["sign"];
};

export type OwnSessionDeps = {
  readonly domain: Eip712Domain;
  readonly operator: Hex;
  /** The key that the newest committee lists for this operator. */
  readonly signer: () => Promise<Signer>;
  readonly clock: Pick<Clock, "now">;
};

/** This node's session: renewed in its second half, and when another signing key is due. */
export const createOwnSessions = (deps: OwnSessionDeps): (() => Promise<OwnSession>) => {
  let current: (OwnSession & { readonly signer: Hex }) | undefined;
  let renewing: Promise<OwnSession> | undefined;

  const renew = async (signer: Signer): Promise<OwnSession> => {
    const pair = generateEd25519();
    const session = { key: pair.publicKey, expiresAt: deps.clock.now() + LIFE_MS };
    const preimage = peerSessionPreimage(deps.domain, { operator: deps.operator, ...session });
    const signature = await signer.sign(preimage);
    current = { certificate: { ...session, signature }, sign: pair.sign, signer: signer.signer };
    return current;
  };

  return async () => {
    const signer = await deps.signer();
    const left = current?.signer === signer.signer ? current.certificate.expiresAt - deps.clock.now() : 0;
    if (current !== undefined && left > LIFE_MS / 2) return current;
    renewing ??= renew(signer).finally(() => {
      renewing = undefined;
    });
    // A signing key that is away for a while does not silence the node.
    if (current !== undefined && left > 0) return renewing.catch(() => current as OwnSession);
    return renewing;
  };
};

export type SessionCheckDeps = {
  readonly domain: Eip712Domain;
  readonly keysOf: KeysOf;
  readonly clock: Pick<Clock, "now">;
};

/** The session's key, if a signing key that the chain knows for the operator stands behind it. */
export type SessionCheck = (
  operator: Hex,
  certificate: SessionCertificate,
  /** Called before a signature is recovered, which is the dear part; may throw. */
  admit: () => void,
) => Promise<KeyObject>;

type Known = { readonly signer: Hex; readonly key: KeyObject };
type Sessions = { readonly known: BoundedMap<Hex, Known>; readonly take: TokenBucket };

export const createSessionCheck = ({ domain, keysOf, clock }: SessionCheckDeps): SessionCheck => {
  /** Only members of a committee come this far, so the map stays small. */
  const all = new Map<string, Sessions>();
  const sessionsOf = (operator: Hex): Sessions => {
    const id = operator.toLowerCase();
    const sessions = all.get(id) ?? {
      known: new BoundedMap<Hex, Known>(MAX_KNOWN),
      take: createTokenBucket(NEW_SESSIONS, clock),
    };
    all.set(id, sessions);
    return sessions;
  };
  return async (operator, certificate, admit) => {
    const { key, expiresAt, signature } = certificate;
    const left = expiresAt - clock.now();
    if (left <= 0 || left > MAX_LIFE_MS) throw new EnvelopeError("BAD_SESSION");
    const keys = await keysOf(operator);
    if (keys.length === 0) throw new EnvelopeError("UNKNOWN_SENDER");
    const digest = keccak256(peerSessionPreimage(domain, { operator, key, expiresAt })) as Hex;
    const { known, take } = sessionsOf(operator);
    const before = known.get(digest);
    if (before !== undefined && keys.includes(before.signer)) return before.key;
    // Only a session that holds is counted: forgeries in an operator's name are not to keep its own out.
    if (take(0) > 0) throw new EnvelopeError("TOO_MANY_MESSAGES");
    admit();
    const signer = recoverSigner(digest, signature)?.toLowerCase() as Hex | undefined;
    if (signer === undefined || !keys.includes(signer)) throw new EnvelopeError("BAD_SESSION");
    take();
    const imported = importEd25519(key);
    known.set(digest, { signer, key: imported });
    return imported;
  };
};
