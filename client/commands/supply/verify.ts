// theriac verify: whether a scanned pack is what it says, and how it stands.
import type { Command } from "commander";
import { formatExpiry, formatGln, formatGtin } from "../../../standards/gs1/keys.ts";
import { EFFECTIVE_STATUSES, VERIFICATION_RESULTS } from "../../../standards/provenance.ts";
import { contractArgument } from "../../contractArgument.ts";
import { type ChainView, viewOf } from "../../provenance/chainView.ts";
import { LotUnknownError, PackNotPlacedError } from "../../provenance/errors.ts";
import { findPlace } from "../../provenance/findPlace.ts";
import { readLot } from "../../provenance/readLot.ts";
import { type LotDetails, NO_LOGISTIC_UNIT, nameOf } from "../../provenance/supplyTypes.ts";
import type { Connection } from "../connection.ts";
import type { Answer, Run } from "../output.ts";
import { SerialUnknownError } from "./lotFiles.ts";
import { type PacksOptions, SCAN_ARGUMENT, type ScannedPack, scanPack, withPacksOption } from "./refs.ts";

const VERIFIED = 0n;

/** Nobody packed it: its lot may stand as it likes, and the pack is not for sale. */
const NOT_PACKED = "NotPacked";

/** Everything above the pack counts: its logistic units and its lot. */
const standingOf = async (view: ChainView, { id, pack }: ScannedPack, lot: LotDetails, alone: bigint) => {
  try {
    const place = await findPlace(view, id, pack.index);
    const { custodian } =
      place.sscc === NO_LOGISTIC_UNIT
        ? await view.units.unitOf(id, pack.index)
        : { custodian: (await view.batches.outermostOf(place.sscc)).custodian };
    const status = await view.units.statusOfUnit(contractArgument(place), lot, pack.index);
    return { status: nameOf(EFFECTIVE_STATUSES, status), custodian: formatGln(custodian) };
  } catch (error) {
    // An endpoint that only withholds the packing throws another error.
    if (!(error instanceof PackNotPlacedError)) throw error;
    const status = nameOf(EFFECTIVE_STATUSES, alone);
    return { status: status === "Active" ? NOT_PACKED : status, custodian: "" };
  }
};

const no = (why: string): Answer => ({ facts: { result: why, status: "" }, isNo: true });

const verify = async (connection: Connection, scan: string, options: PacksOptions): Promise<Answer> => {
  const view = viewOf(connection);
  let scanned: ScannedPack;
  let lot: LotDetails;
  try {
    scanned = await scanPack(scan, options);
    lot = await readLot(view, scanned.id);
  } catch (error) {
    if (error instanceof SerialUnknownError) return no("SerialUnknown");
    if (error instanceof LotUnknownError) return no("LotNotFound");
    throw error;
  }
  const { index, unitHash, proof } = scanned.pack;
  const found = await view.units.verify(lot, index, unitHash, contractArgument(proof));
  if (found.result !== VERIFIED) return no(nameOf(VERIFICATION_RESULTS, found.result));
  const { status, custodian } = await standingOf(view, scanned, lot, found.status);
  const facts = {
    result: "Verified",
    status,
    gtin: formatGtin(lot.gtin),
    lot: scanned.lot.lot,
    expiry: formatExpiry(lot.expiry),
    custodian,
  };
  return { facts, isNo: facts.status !== "Active" };
};

/** Adds `verify`. */
export const addVerifyCommand = (program: Command, run: Run): void => {
  withPacksOption(program.command("verify"))
    .description("check a scanned pack against the chain; exit code 3 unless it is genuine and Active")
    .argument(...SCAN_ARGUMENT)
    .action((scan: string, options: PacksOptions) => run((connection) => verify(connection, scan, options)));
};
