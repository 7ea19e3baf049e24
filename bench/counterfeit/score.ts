import { findSuspicions, type Suspicion } from "../../client/counterfeit/findSuspicions.ts";
import { type ScanRecord, tagOfUnit } from "../../client/counterfeit/scans.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Stream } from "./simulate.ts";

export type Score = {
  readonly flagged: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
};
export type Scores = Readonly<Record<"DuplicateDispense" | "ImpossibleTravel" | "either", Score>>;

const KEY: Hex = `0x${"42".repeat(32)}`;

/** Runs the rules over a stream as a log does, scan by scan, and counts packs: flagged, and of those really copied. */
export const score = ({ places, scans, copied }: Stream): Scores => {
  const byTag = new Map<Hex, ScanRecord[]>();
  const flagged: Record<Suspicion["reason"], Set<Hex>> = {
    UnknownSerial: new Set(),
    DuplicateDispense: new Set(),
    ImpossibleTravel: new Set(),
  };
  for (const [seq, { unitHash, purpose, place, at }] of scans.entries()) {
    const tag = tagOfUnit(KEY, unitHash);
    const record = { seq, tag, purpose, place, at };
    const all = byTag.get(tag) ?? [];
    all.push(record);
    byTag.set(tag, all);
    for (const { reason } of findSuspicions(record, all, places)) flagged[reason].add(unitHash);
  }
  const { DuplicateDispense, ImpossibleTravel } = flagged;
  return {
    DuplicateDispense: scoreOf(DuplicateDispense, copied),
    ImpossibleTravel: scoreOf(ImpossibleTravel, copied),
    either: scoreOf(new Set([...DuplicateDispense, ...ImpossibleTravel]), copied),
  };
};

const scoreOf = (flagged: ReadonlySet<Hex>, copied: ReadonlySet<Hex>): Score => {
  const right = [...flagged].filter((pack) => copied.has(pack)).length;
  return {
    flagged: flagged.size,
    right,
    precision: flagged.size === 0 ? 1 : right / flagged.size,
    recall: right / copied.size,
  };
};
