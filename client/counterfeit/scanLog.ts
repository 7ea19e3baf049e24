import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { findSuspicions, type Suspicion } from "./findSuspicions.ts";
import { coordinatesOf, type Places } from "./places.ts";
import { assertKey, type PackScan, type ScanPurpose, tagOfClaim, tagOfUnit } from "./scans.ts";
import { type KeptSuspicion, openScanStore, type ScanStore } from "./store/openScanStore.ts";
import type { TravelRule } from "./travel.ts";

export type ScanLogDeps = {
  readonly file: string;
  /** 32 bytes that only this log knows: whoever has them and the lots' files can tell which packs were scanned. */
  readonly key: Hex;
  readonly places: Places;
  readonly rule?: TravelRule;
};

/** A pack whose serial is in no lot, as its text says it: GTIN, serial, lot and expiry. */
export type UnknownPack = {
  readonly claim: string;
  readonly purpose: ScanPurpose;
  readonly place: string;
  readonly at: number;
};

/** A log of scans, as a partner or a verification service keeps it, and what it finds suspicious. */
export type ScanLog = {
  /**
   * Keeps a scan of a pack that verified; returns what it makes suspicious and was not known before. A scan that is sent
   * again, to the second, is the same one: what it made suspicious is among `suspicions`.
   */
  readonly scan: (scan: PackScan) => readonly KeptSuspicion[];
  /** Keeps a scan of a pack whose serial is nobody's: that is suspicious by itself. */
  readonly scanUnknown: (pack: UnknownPack) => readonly KeptSuspicion[];
} & Pick<ScanStore, "suspicions" | "noteProposal" | "close">;

/** Opens a log. Throws `SCAN_KEY_MALFORMED`, `SCAN_LOG_FAILED`; `scan` throws `PLACE_UNKNOWN` before it keeps anything. */
export const openScanLog = ({ file, key, places, rule }: ScanLogDeps): ScanLog => {
  assertKey(key);
  const store = openScanStore(file);
  const { suspicions, noteProposal, close } = store;
  return {
    scan: ({ unitHash, purpose, place, at }) => {
      coordinatesOf(places, place);
      const record = { tag: tagOfUnit(key, unitHash), purpose, place, at };
      return store.record(record, (scan, all) => findSuspicions(scan, all, places, rule), randomWord)
        .suspicions;
    },
    scanUnknown: ({ claim, purpose, place, at }) => {
      coordinatesOf(places, place);
      const record = { tag: tagOfClaim(key, claim), purpose, place, at };
      const unknown = (scan: Suspicion["later"]): readonly Suspicion[] => [
        { reason: "UnknownSerial", earlier: scan, later: scan },
      ];
      return store.record(record, unknown, randomWord).suspicions;
    },
    suspicions,
    noteProposal,
    close,
  };
};
