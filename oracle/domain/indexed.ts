import { type ConsentId, type Hex, ZERO_HASH } from "../../standards/hex.ts";
import type { BlockRef, Head } from "./ports.ts";

/**
 * What an event is found by. `signer`: the event is about a patient's key as a whole. Of the supply chain: `parent`, the
 * logistic unit that something lies in; `unit`, a pack by its subject (standards/provenance/subjects.ts); `subject`, what
 * a series of readings was judged for; `anchoring`, the partner whose events were anchored. Of requests: `opened`, all of
 * them under one key, in the order of the chain; `config`, the committee that answered.
 */
export const INDEX_KEYS = [
  ...(["consent", "signer", "request", "emergency", "policy", "anchor"] as const),
  ...(["lot", "unit", "sscc", "parent", "gln", "gtin", "series", "subject", "profile", "anchoring"] as const),
  ...(["opened", "requester", "model", "config", "operator"] as const),
] as const;
export type IndexKeyKind = (typeof INDEX_KEYS)[number];
export type IndexKey = { readonly kind: IndexKeyKind; readonly key: Hex };

/** Under one key, so that a page of all requests is read in their order. */
export const EVERY_REQUEST: IndexKey = { kind: "opened", key: ZERO_HASH };

/** An event just as the chain holds it, and what it is found by. */
export type IndexedEvent = {
  readonly blockNumber: number;
  readonly logIndex: number;
  readonly blockHash: Hex;
  /** Chain time of its block. */
  readonly timestamp: number;
  readonly transactionHash: Hex;
  readonly address: Hex;
  readonly name: string;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly keys: readonly IndexKey[];
  /** Units that it placed in a logistic unit. */
  readonly runs?: readonly UnitRun[];
};

/** Units of a lot that were packed into a logistic unit together. */
export type UnitRun = {
  readonly lot: Hex;
  readonly firstUnit: number;
  readonly unitCount: number;
  readonly sscc: Hex;
};

/** Who granted a consent, and when it ends: read from the registry, because its event says neither. */
export type IndexedGrant = {
  readonly id: ConsentId;
  readonly signer: Hex;
  readonly issuedAt: number;
  readonly end: number;
  readonly blockNumber: number;
  readonly logIndex: number;
};

/** What a range of blocks that ends with `to` told of. */
export type IndexRange = {
  readonly to: Head;
  readonly events: readonly IndexedEvent[];
  readonly grants: readonly IndexedGrant[];
};

/** Where a page ends: the next begins after it. */
export type Position = { readonly blockNumber: number; readonly logIndex: number };
export type PageRequest = { readonly after: Position | undefined; readonly limit: number };
export type StoredEvent = Omit<IndexedEvent, "keys" | "runs">;
export type Page<T> = { readonly items: readonly T[]; readonly next: Position | undefined };

/** What the index has durably. Every call is one transaction. Implemented by store/. */
export type IndexStore = {
  readonly cursor: () => BlockRef | undefined;
  readonly journal: () => readonly BlockRef[];
  readonly rewindTo: (block: BlockRef | undefined) => void;
  /** Stores a range and the cursor; returns how many events were new. */
  readonly record: (range: IndexRange) => number;
  /** The block up to which the index is complete. */
  readonly asOf: () => Head | undefined;
  readonly events: (keys: readonly IndexKey[], page: PageRequest) => Page<StoredEvent>;
  /** Every event under a key that has one of these names. */
  readonly eventsNamed: (key: IndexKey, names: readonly string[]) => readonly StoredEvent[];
  /** The latest of them. */
  readonly lastNamed: (key: IndexKey, names: readonly string[]) => StoredEvent | undefined;
  /** The logistic unit into which a unit of a lot was packed by its index. */
  readonly runOf: (lot: Hex, index: number) => UnitRun | undefined;
  /** All events of a kind, whatever their key. */
  readonly eventsOfKind: (kind: IndexKeyKind, page: PageRequest) => Page<StoredEvent>;
  /** What is indexed of one transaction. */
  readonly eventsOfTransaction: (blockNumber: number, transactionHash: Hex) => readonly StoredEvent[];
  readonly grant: (id: ConsentId) => IndexedGrant | undefined;
  readonly grantsBy: (signer: Hex, page: PageRequest) => Page<IndexedGrant>;
  /** Requests that name a consent, in the order in which they were opened. */
  readonly requestsOf: (id: ConsentId, page: PageRequest) => Page<Hex>;
  readonly close: () => void;
};
