import type { Hex } from "../hex.ts";

/** An event of the provenance contracts, decoded, and where it stands on the chain. */
export type ProvenanceEvent = {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly blockNumber: number;
  readonly logIndex: number;
  /** Chain time of its block. */
  readonly timestamp: number;
  readonly transactionHash: Hex;
};

/** Units of one lot inside a logistic unit. */
export type Content = {
  readonly lot: Hex;
  readonly expiresAt: number;
  readonly firstUnit: number;
  readonly unitCount: number;
};

export const bigArg = ({ args }: ProvenanceEvent, name: string): bigint => BigInt(args[name] as bigint);
export const numberArg = ({ args }: ProvenanceEvent, name: string): number => Number(args[name]);
export const hexArg = ({ args }: ProvenanceEvent, name: string): Hex =>
  String(args[name]).toLowerCase() as Hex;

/** The runs that an event names. */
export const contentsArg = ({ args }: Pick<ProvenanceEvent, "args">): readonly Content[] =>
  [...(args.contents as Iterable<Readonly<Record<keyof Content, unknown>>>)].map((run) => ({
    lot: String(run.lot).toLowerCase() as Hex,
    expiresAt: Number(run.expiresAt),
    firstUnit: Number(run.firstUnit),
    unitCount: Number(run.unitCount),
  }));

/** Indices of single packs that an event names. */
export const indicesArg = ({ args }: ProvenanceEvent): readonly number[] =>
  [...(args.indices as Iterable<unknown>)].map(Number);

/** Whether one event stands before another on the chain. */
export const isBefore = (
  a: Pick<ProvenanceEvent, "blockNumber" | "logIndex">,
  b: Pick<ProvenanceEvent, "blockNumber" | "logIndex">,
): boolean => a.blockNumber < b.blockNumber || (a.blockNumber === b.blockNumber && a.logIndex < b.logIndex);
