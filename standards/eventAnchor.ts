// A batch of events under one root, as contracts/interfaces/IEventAnchors.sol checks it.
//
//   leaf(digest, salt) = keccak256(keccak256(abi.encode(bytes32 digest, bytes32 salt)))
//   node(a, b)         = keccak256 of both, the smaller first; one without a neighbour is carried up
//
// An event's hash alone can be guessed, few of its facts being unknown; its salt cannot.
import { AbiCoder, concat, isHexString, keccak256 } from "ethers";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";

/** An event's digest, 32 bytes, and a salt of 32 random bytes of its own. */
export type SaltedDigest = { readonly digest: Hex; readonly salt: Hex };

/** A batch's root, and what each event needs to prove that it is in it. */
export type EventTree = {
  readonly root: Hex;
  readonly events: number;
  readonly proofOf: (index: number) => Hex[];
};

/** The contract counts in 32 bits; one batch of this many is anchored and proved with 24 hashes. */
export const MOST_EVENTS = 2 ** 24;

/** A batch has no events, too many, or none at that place. */
export class EventIndexError extends TheriacError {
  readonly code = "EVENT_INDEX_OUT_OF_RANGE";
  constructor(index: number, events: number) {
    super("A batch has no event at this place.", { context: { index, events } });
  }
}

/** A digest or salt is not 32 bytes. */
export class EventWordError extends TheriacError {
  readonly code = "EVENT_WORD_MALFORMED";
  constructor(field: string, index: number) {
    super("Digests and salts of events are 32 bytes.", { context: { field, index } });
  }
}

const coder = AbiCoder.defaultAbiCoder();

/** Leaf of one event. */
export const eventLeaf = ({ digest, salt }: SaltedDigest): Hex =>
  keccak256(keccak256(coder.encode(["bytes32", "bytes32"], [digest, salt]))) as Hex;

const nodeOf = (a: Hex, b: Hex): Hex =>
  keccak256(BigInt(a) < BigInt(b) ? concat([a, b]) : concat([b, a])) as Hex;

const above = (level: readonly Hex[]): readonly Hex[] =>
  Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => {
    const [left, right] = [level[2 * i] as Hex, level[2 * i + 1]];
    return right === undefined ? left : nodeOf(left, right);
  });

const assertWords = ({ digest, salt }: SaltedDigest, index: number): void => {
  if (!isHexString(digest, 32)) throw new EventWordError("digest", index);
  if (!isHexString(salt, 32)) throw new EventWordError("salt", index);
};

/** Puts events under one root, in the order given. */
export const buildEventTree = (events: readonly SaltedDigest[]): EventTree => {
  if (events.length === 0 || events.length > MOST_EVENTS) throw new EventIndexError(0, events.length);
  events.forEach(assertWords);
  const levels: (readonly Hex[])[] = [events.map(eventLeaf)];
  for (let top = levels[0] ?? []; top.length > 1; levels.push(top)) top = above(top);
  return {
    root: levels.at(-1)?.[0] as Hex,
    events: events.length,
    proofOf: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= events.length)
        throw new EventIndexError(index, events.length);
      return levels
        .map((level, height) => level[(index >> height) ^ 1])
        .filter((neighbour): neighbour is Hex => neighbour !== undefined);
    },
  };
};

/** Whether the proof shows an event under a root. */
export const isEventAnchored = (root: Hex, event: SaltedDigest, proof: readonly Hex[]): boolean => {
  if (![event.digest, event.salt, root, ...proof].every((word) => isHexString(word, 32))) return false;
  return proof.reduce(nodeOf, eventLeaf(event)) === root.toLowerCase();
};
