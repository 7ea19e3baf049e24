// What operators say to each other, signed (docs/adr/0015): whom it is from and for, when, and which bytes.
import { TypedDataEncoder } from "ethers";
import type { Hex } from "./hex.ts";
import type { Eip712Domain } from "./inference.ts";

/** An operator's word, signed with the key that its committee lists, that messages under an Ed25519 key are its own. */
export type PeerSession = {
  readonly operator: Hex;
  /** Ed25519 public key. */
  readonly key: Hex;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
};

/** One message from operator to operator, signed with a session's key. */
export type PeerMessage = {
  readonly sender: Hex;
  readonly recipient: Hex;
  /** Milliseconds since 1970, by the sender's clock. */
  readonly sentAt: number;
  /** Random, once each message. */
  readonly nonce: Hex;
  /** Nonce of the question that this answers; zero in a question. */
  readonly inReplyTo: Hex;
  /** keccak256 of the body's bytes. */
  readonly bodyHash: Hex;
};

type TypedFields = Record<string, { name: string; type: string }[]>;

export const PEER_SESSION_TYPES: TypedFields = {
  PeerSession: [
    { name: "operator", type: "address" },
    { name: "key", type: "bytes32" },
    { name: "expiresAt", type: "uint64" },
  ],
};

export const PEER_MESSAGE_TYPES: TypedFields = {
  PeerMessage: [
    { name: "sender", type: "address" },
    { name: "recipient", type: "address" },
    { name: "sentAt", type: "uint64" },
    { name: "nonce", type: "bytes32" },
    { name: "inReplyTo", type: "bytes32" },
    { name: "bodyHash", type: "bytes32" },
  ],
};

/** No contract has this name: what is signed under it means nothing on chain. */
export const peerDomain = (chainId: number, oracle: Hex): Eip712Domain => ({
  name: "TheriacPeers",
  version: "1",
  chainId,
  verifyingContract: oracle,
});

/** The bytes whose keccak256 the operator's signing key signs. */
export const peerSessionPreimage = (domain: Eip712Domain, session: PeerSession): Hex =>
  TypedDataEncoder.encode(domain, PEER_SESSION_TYPES, session) as Hex;

/** The bytes that the session's key signs. */
export const peerMessagePreimage = (domain: Eip712Domain, message: PeerMessage): Hex =>
  TypedDataEncoder.encode(domain, PEER_MESSAGE_TYPES, message) as Hex;
