// theriac scan: a pack's way and standing as an index tells them, checked against the chain.
import type { Command } from "commander";
import { z } from "zod";
import { IndexRefusedError } from "../history/errors.ts";
import { askLot } from "../provenance/scan/askLot.ts";
import { PackNotIndexedError } from "../provenance/scan/errors.ts";
import { type Scan, scanPack } from "../provenance/scan/scanPack.ts";
import type { Connection } from "./connection.ts";
import { type Answer, type Facts, type Run, time } from "./output.ts";
import { parseOption } from "./parseOption.ts";
import { type PacksOptions, scanPack as readScan, SCAN_ARGUMENT, withPacksOption } from "./supply/refs.ts";

type ScanOptions = PacksOptions & { readonly index: string; readonly way: boolean };

const summaryOf = ({ result, status, statusNow, saleable, asOf, chain, checked }: Scan): Facts => ({
  result,
  status: statusNow,
  statusAsOf: status,
  saleable,
  custodian: chain.custodian ?? "",
  asOf: asOf.number,
  at: time(asOf.timestamp),
  steps: chain.steps.length,
  checked,
});

const wayOf = ({ chain }: Scan): readonly Facts[] =>
  chain.steps.map(({ name, timestamp, sscc, custodian, parties }) => ({
    what: name,
    at: time(timestamp),
    in: sscc ?? "",
    custodian: custodian ?? "",
    parties: Object.entries(parties)
      .flatMap(([role, gln]) => (gln === null ? [] : [`${role} ${gln}`]))
      .join(", "),
  }));

const scan = async (
  { provider, addresses }: Connection,
  label: string,
  options: ScanOptions,
): Promise<Answer> => {
  const index = { url: parseOption("--index", z.url(), options.index) };
  const { id, pack } = await readScan(label, options);
  const chain = { provider, batches: addresses.BatchLedger, units: addresses.UnitLedger };
  const lot = await askLot(index, id).catch((error) => {
    throw error instanceof IndexRefusedError && error.context.status === 404
      ? new PackNotIndexedError(id, pack.index)
      : error;
  });
  const found = await scanPack({ index, chain }, { lot, ...pack, proof: [...pack.proof] });
  const isNo = !found.saleable;
  return options.way ? { facts: {}, list: wayOf(found), isNo } : { facts: summaryOf(found), isNo };
};

/** Adds `scan`. */
export const addScanCommand = (program: Command, run: Run): void => {
  withPacksOption(program.command("scan"))
    .description(
      "a pack's way and standing from an index, checked against the chain; exit code 3 unless saleable",
    )
    .argument(...SCAN_ARGUMENT)
    .option("--index <url>", "where the index answers", "http://127.0.0.1:9720")
    .option("--way", "print every step of its way instead", false)
    .action((label: string, options: ScanOptions) => run((connection) => scan(connection, label, options)));
};
