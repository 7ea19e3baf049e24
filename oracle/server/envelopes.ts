import { randomBytes } from "node:crypto";
import { keccak256, toUtf8Bytes } from "ethers";
import { z } from "zod";
import { type Hex, ZERO_HASH } from "../../standards/hex.ts";
import { type PeerMessage, peerDomain, peerMessagePreimage } from "../../standards/peerMessage.ts";
import { address, bytes, bytes32, uint } from "../../standards/shapes.ts";
import type { Signer } from "../domain/signer.ts";
import type { Clock } from "../shared/clock.ts";
import { verifyEd25519 } from "../shared/ed25519.ts";
import { EnvelopeError } from "./envelopeError.ts";
import type { KeysOf } from "./memberKeys.ts";
import { createOwnSessions, createSessionCheck, type OwnSession, type SessionCheck } from "./peerSessions.ts";
import { type ClockTolerance, createReplayGuard, type ReplayGuard } from "./replayGuard.ts";

const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

const sized = (size: number) =>
  bytes.refine((value) => value.length === 2 + 2 * size, `must be ${size} bytes`);

const shape = z.strictObject({
  version: z.literal(1),
  chainId: uint(53),
  oracle: address,
  sender: address,
  recipient: address,
  sentAt: uint(53),
  nonce: bytes32,
  inReplyTo: bytes32,
  session: z.strictObject({ key: bytes32, expiresAt: uint(53), signature: sized(65) }),
  /** The signed bytes as text; nobody parses it before the signature is checked. */
  body: z.string().refine(isWellFormed),
  signature: sized(64),
});
type Wire = z.infer<typeof shape>;

export type EnvelopeDeps = {
  readonly chainId: number;
  readonly oracle: Hex;
  readonly operator: Hex;
  readonly signer: () => Promise<Signer>;
  readonly keysOf: KeysOf;
  readonly clock: Pick<Clock, "now">;
  readonly tolerance: ClockTolerance;
};

/** A message that its sender is known to have sent, now and once. */
export type Opened = { readonly sender: Hex; readonly nonce: Hex; readonly body: string };

/** What an answer must be: from whom was asked, about what was asked. */
export type Expected = { readonly sender: Hex; readonly inReplyTo: Hex };

export type Envelopes = {
  /** Signs a body for one operator. */
  readonly seal: (
    recipient: Hex,
    body: string,
    inReplyTo?: Hex,
  ) => Promise<{ readonly text: string; readonly nonce: Hex }>;
  /** Throws EnvelopeError. `admit` runs before work that costs, and may throw. */
  readonly open: (text: string, admit: () => void, expected?: Expected) => Promise<Opened>;
};

/** Signed envelopes around what operators say to each other (docs/adr/0015). */
export const createEnvelopes = (deps: EnvelopeDeps): Envelopes => {
  const domain = peerDomain(deps.chainId, deps.oracle);
  const ownSession = createOwnSessions({ ...deps, domain });
  const checkSession = createSessionCheck({ ...deps, domain });
  const guard = createReplayGuard(deps.tolerance, deps.clock);
  const preimageOf = (message: Omit<PeerMessage, "bodyHash">, body: string): Hex =>
    peerMessagePreimage(domain, { ...message, bodyHash: keccak256(toUtf8Bytes(body)) as Hex });
  return {
    seal: async (recipient, body, inReplyTo = ZERO_HASH) => {
      const session = await ownSession();
      return seal(deps, session, { recipient, body, inReplyTo }, preimageOf);
    },
    open: (text, admit, expected) =>
      open({ ...deps, checkSession, guard, preimageOf }, text, admit, expected),
  };
};

type PreimageOf = (message: Omit<PeerMessage, "bodyHash">, body: string) => Hex;

const seal = (
  { chainId, oracle, operator, clock }: EnvelopeDeps,
  { certificate, sign }: OwnSession,
  { recipient, body, inReplyTo }: { readonly recipient: Hex; readonly body: string; readonly inReplyTo: Hex },
  preimageOf: PreimageOf,
): { readonly text: string; readonly nonce: Hex } => {
  // Its hash is of UTF-8, in which half a surrogate pair cannot be written.
  if (!isWellFormed(body)) throw new TypeError("A message to a peer is no well-formed text.");
  const nonce: Hex = `0x${randomBytes(32).toString("hex")}`;
  const message = { sender: operator, recipient, sentAt: clock.now(), nonce, inReplyTo };
  const signature = sign(preimageOf(message, body));
  const wire = { version: 1, chainId, oracle, ...message, session: certificate, body, signature };
  return { text: JSON.stringify(wire), nonce };
};

type Opening = EnvelopeDeps & {
  readonly checkSession: SessionCheck;
  readonly guard: ReplayGuard;
  readonly preimageOf: PreimageOf;
};

/** The cheap questions first; whom it is from before what it says. */
const open = async (deps: Opening, text: string, admit: () => void, expected?: Expected): Promise<Opened> => {
  const envelope = parse(text);
  const { sender, recipient, sentAt, nonce, inReplyTo, session, body } = envelope;
  if (envelope.chainId !== deps.chainId || !same(envelope.oracle, deps.oracle))
    throw new EnvelopeError("WRONG_DEPLOYMENT");
  if (!same(recipient, deps.operator) || same(sender, deps.operator))
    throw new EnvelopeError("WRONG_RECIPIENT");
  // A question answers nothing, so that no answer is taken for one, and the other way round.
  if (inReplyTo !== (expected?.inReplyTo ?? ZERO_HASH)) throw new EnvelopeError("WRONG_ANSWER");
  if (expected !== undefined && !same(sender, expected.sender)) throw new EnvelopeError("WRONG_ANSWER");
  deps.guard.assertInTime(sentAt);
  // An answer is bound to a nonce that was asked with once, and whose asker takes one answer.
  if (expected === undefined) deps.guard.assertRemembered(sentAt);
  const key = await deps.checkSession(sender, session, admit);
  const preimage = deps.preimageOf({ sender, recipient, sentAt, nonce, inReplyTo }, body);
  if (!verifyEd25519(key, preimage, envelope.signature)) throw new EnvelopeError("BAD_SIGNATURE");
  if (expected === undefined) deps.guard.remember(sender, nonce, sentAt);
  return { sender, nonce, body };
};

const parse = (text: string): Wire => {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    throw new EnvelopeError("MALFORMED_ENVELOPE");
  }
};

const same = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase();
