// theriac lot ...: from serials to a lot on chain, its release, what stops it, and how it stands.
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { keccak256 } from "ethers";
import { z } from "zod";
import { elementValue as elementOf } from "../../../standards/gs1/elements.ts";
import { formatGtin, parseExpiry } from "../../../standards/gs1/keys.ts";
import { readLabel } from "../../../standards/gs1/pack.ts";
import type { Hex } from "../../../standards/hex.ts";
import {
  EFFECTIVE_STATUSES,
  LOT_STATES,
  QUARANTINE_ORDERS,
  RECALL_CLASSES,
} from "../../../standards/provenance.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { viewOf } from "../../provenance/chainView.ts";
import { commissionLot } from "../../provenance/commissionLot.ts";
import { liftQuarantine, type QuarantineOrder } from "../../provenance/liftQuarantine.ts";
import { quarantineLot } from "../../provenance/quarantineLot.ts";
import { releaseLot } from "../../provenance/releaseLot.ts";
import { nameOf } from "../../provenance/supplyTypes.ts";
import type { Connection } from "../connection.ts";
import { readText } from "../files.ts";
import { type Answer, type Run, time } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, act, gtin, withActOptions } from "./act.ts";
import { buildLot, openLot, readLotFile, writeLot } from "./lotFiles.ts";
import { writePacks } from "./packFiles.ts";
import { LOT_ARGUMENT, reasonOf, resolveLot } from "./refs.ts";
import { saltSerials } from "./saltSerials.ts";

type CommissionOptions = ActOptions & {
  readonly gtin: string;
  readonly lot: string;
  readonly expiry: string;
  readonly units: string;
  readonly out: string;
};

/** Builds the tree; the same again, after a crash, finds its own file and its own lot. */
const commission = (connection: Connection, options: CommissionOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const lot = {
      gtin: parseOption("--gtin", gtin, options.gtin),
      lot: options.lot,
      expiry: parseExpiry(options.expiry).yymmdd,
    };
    const built = await buildLot(lot, options.units);
    const isWritten =
      existsSync(options.out) &&
      (await readLotFile(options.out)).details.unitsRoot === built.details.unitsRoot;
    if (!isWritten && options.dryRun !== true) await writeLot(options.out, built);
    const facts = { lot: built.id, units: built.details.unitCount, root: built.details.unitsRoot };
    const { commitment } = await view.batches.lotOf(built.id);
    const isThere = BigInt(commitment) !== 0n && (await view.batches.statusOfLot(built.details)) >= 0n;
    return { steps: isThere ? [] : [commissionLot(built.details)], facts: { ...facts, file: options.out } };
  });

type Certified = ActOptions & { readonly certificate: string };

const release = (connection: Connection, given: string, options: Certified): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const { id, details } = await resolveLot(view, given);
    const certificate = keccak256(Buffer.from(await readText(options.certificate))) as Hex;
    return { steps: [releaseLot(details, certificate)], facts: { lot: id, certificate } };
  });

type Reasoned = ActOptions & { readonly reason: string };

const quarantine = (connection: Connection, given: string, options: Reasoned): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const { id, details } = await resolveLot(actor.view, given);
    const reason = reasonOf(options.reason);
    return { steps: [quarantineLot(details, await actor.gln(), reason)], facts: { lot: id, reason } };
  });

const order = z.enum(QUARANTINE_ORDERS);

const lift = (
  connection: Connection,
  given: string,
  options: Reasoned & { readonly order: string },
): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const { id, details } = await resolveLot(actor.view, given);
    const lifted: QuarantineOrder = parseOption("--order", order, options.order);
    const reason = reasonOf(options.reason);
    const step = liftQuarantine(details, lifted, await actor.gln(), reason);
    return { steps: [step], facts: { lot: id, lifted, reason } };
  });

const status = async (connection: Connection, given: string): Promise<Answer> => {
  const view = viewOf(connection);
  const { id, details } = await resolveLot(view, given);
  const [record, standing, counts] = await Promise.all([
    view.batches.lotOf(id),
    view.batches.statusOfLot(details),
    view.units.countsOf(id),
  ]);
  const orders = QUARANTINE_ORDERS.filter((_, bit) => ((Number(record.marks) >> bit) & 1) === 1);
  const facts = {
    lot: id,
    gtin: formatGtin(details.gtin),
    status: nameOf(EFFECTIVE_STATUSES, standing),
    state: nameOf(LOT_STATES, record.state),
    recall: nameOf(RECALL_CLASSES, record.recall),
    orders: orders.join(" "),
    expires: time(details.expiresAt),
    units: details.unitCount,
    packed: Number(record.packedUpTo),
    dispensed: Number(counts.dispensed),
    destroyed: Number(counts.destroyed),
  };
  return { facts, isNo: facts.status !== "Active" };
};

const serialOf = (given: string): string => {
  const looksLikeLabel = /^[(\]]|^https?:|^01[0-9]{14}/i.test(given);
  return (looksLikeLabel ? elementOf(readLabel(given), "21") : undefined) ?? given;
};

type ProveOptions = { readonly lot: string; readonly out: string };

const prove = async (serials: readonly string[], { lot, out }: ProveOptions): Promise<Answer> => {
  const open = await openLot(lot);
  const wanted = serials.length === 0 ? open.serials : serials.map(serialOf);
  await writePacks(out, open, wanted);
  return { facts: { file: out, packs: wanted.length } };
};

const salt = async (serials: string, { out }: { readonly out: string }): Promise<Answer> => ({
  facts: { file: out, units: await saltSerials(serials, out, randomWord) },
});

const addMaking = (lot: Command, run: Run): void => {
  lot
    .command("salt")
    .description("give each serial of a list, one a line, the salt that keeps it from being guessed")
    .argument("<serials>", "file of your serialisation system, in the order of packing")
    .requiredOption("--out <file>", "the units; kept for good, as secret as the serials")
    .action((serials: string, options: { readonly out: string }) => run(() => salt(serials, options)));
  withActOptions(lot.command("commission"))
    .description("build the tree over a lot's units and bring the lot to life: one write")
    .requiredOption("--gtin <gtin>")
    .requiredOption("--lot <number>", "as it stands on the packs")
    .requiredOption("--expiry <YYMMDD>", "as it stands on the packs")
    .requiredOption("--units <file>", 'one {"serial", "salt"} a line, in the order of packing')
    .requiredOption("--out <file>", "lot file, which names the units' file")
    .action((options: CommissionOptions) => run((connection) => commission(connection, options)));
  lot
    .command("prove")
    .description("write what partners need to verify and dispense packs of a lot; all of them without a scan")
    .argument("[scans...]", "scans or serials")
    .requiredOption("--lot <file>", "lot file")
    .requiredOption("--out <file>")
    .action((serials: string[], options: ProveOptions) => run(() => prove(serials, options)));
};

/** Adds `lot salt|commission|prove|release|quarantine|lift|status`. */
export const addLotCommands = (program: Command, run: Run): void => {
  const lot = program.command("lot").description("lots: their units, release, what stops them");
  addMaking(lot, run);
  withActOptions(lot.command("release"))
    .description("release a lot to trade, as the quality person")
    .argument(...LOT_ARGUMENT)
    .requiredOption("--certificate <file>", "certificate of analysis; only its hash goes to the chain")
    .action((given: string, options: Certified) => run((connection) => release(connection, given, options)));
  withActOptions(lot.command("quarantine"))
    .description("stop a lot at once")
    .argument(...LOT_ARGUMENT)
    .requiredOption("--reason <text>", "only its hash goes to the chain")
    .action((given: string, options: Reasoned) =>
      run((connection) => quarantine(connection, given, options)),
    );
  withActOptions(lot.command("lift"))
    .description("lift one order on a lot")
    .argument(...LOT_ARGUMENT)
    .requiredOption("--order <name>", QUARANTINE_ORDERS.join(", "))
    .requiredOption("--reason <text>", "only its hash goes to the chain")
    .action((given: string, options: Reasoned & { readonly order: string }) =>
      run((connection) => lift(connection, given, options)),
    );
  lot
    .command("status")
    .description("how a lot stands; exit code 3 unless it is Active")
    .argument(...LOT_ARGUMENT)
    .action((given: string) => run((connection) => status(connection, given)));
};
