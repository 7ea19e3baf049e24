import { AbiCoder, id, keccak256 } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { SuspicionReasonName } from "../../standards/provenance.ts";
import { coordinatesOf, type Places } from "./places.ts";
import type { ScanRecord } from "./scans.ts";
import { greatCircleKm, isImpossibleTravel, TRAVEL_RULE, type TravelRule } from "./travel.ts";

/** Two scans of one tag that cannot be of one pack; of an unknown serial it is the one scan twice. */
export type Suspicion = {
  readonly reason: Extract<SuspicionReasonName, "UnknownSerial" | "DuplicateDispense" | "ImpossibleTravel">;
  readonly earlier: ScanRecord;
  readonly later: ScanRecord;
};

const isBefore = (a: ScanRecord, b: ScanRecord): boolean => a.at < b.at || (a.at === b.at && a.seq < b.seq);

/**
 * What a new scan makes suspicious, in the light of all other scans of its tag. Order is by time, not by arrival: a log
 * that was offline for a while brings scans late.
 */
export const findSuspicions = (
  scan: ScanRecord,
  others: readonly ScanRecord[],
  places: Places,
  rule: TravelRule = TRAVEL_RULE,
): readonly Suspicion[] => {
  const all = [...others.filter(({ seq }) => seq !== scan.seq), scan].sort((a, b) =>
    isBefore(a, b) ? -1 : 1,
  );
  return [...duplicateDispense(scan, all), ...impossibleTravel(scan, all, places, rule)];
};

/** Only the neighbours in time: the least time is a metric, so up to its tolerances nothing hides behind them. */
const impossibleTravel = (
  scan: ScanRecord,
  all: readonly ScanRecord[],
  places: Places,
  rule: TravelRule,
): readonly Suspicion[] => {
  const at = all.indexOf(scan);
  const pairs = [all.slice(at - 1, at + 1), all.slice(at, at + 2)];
  return pairs.flatMap(([earlier, later]): readonly Suspicion[] => {
    if (earlier === undefined || later === undefined) return [];
    const km = greatCircleKm(coordinatesOf(places, earlier.place), coordinatesOf(places, later.place));
    const isImpossible = isImpossibleTravel(km, later.at - earlier.at, rule);
    return isImpossible ? [{ reason: "ImpossibleTravel", earlier, later }] : [];
  });
};

/**
 * A pack that was dispensed and not taken back is with a patient: another dispense, or another place that has it, is of
 * a second one. A look at it where it was dispensed is not.
 */
const duplicateDispense = (scan: ScanRecord, all: readonly ScanRecord[]): readonly Suspicion[] => {
  let dispensed: ScanRecord | undefined;
  for (const each of all) {
    if (each.purpose === "revert" && each.place === dispensed?.place) dispensed = undefined;
    else if (dispensed !== undefined && (each.purpose === "dispense" || each.place !== dispensed.place)) {
      if (each === scan || dispensed === scan) {
        return [{ reason: "DuplicateDispense", earlier: dispensed, later: each }];
      }
    } else if (each.purpose === "dispense") dispensed = each;
  }
  return [];
};

const EVIDENCE = id("theriac.suspicion.v1");
const coder = AbiCoder.defaultAbiCoder();
const SCAN = "tuple(bytes32 tag, string purpose, string place, uint64 at)";

/** What stands on chain for the two scans: whoever is shown both and the salt can check it, nobody else learns of them. */
export const evidenceOf = ({ reason, earlier, later }: Suspicion, salt: Hex): Hex =>
  keccak256(
    coder.encode(["bytes32", "string", SCAN, SCAN, "bytes32"], [EVIDENCE, reason, earlier, later, salt]),
  ) as Hex;
