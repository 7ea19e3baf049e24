// theriac dispense, return ...: single packs leave the supply chain, and some come back.
import type { Command } from "commander";
import { keccak256 } from "ethers";
import { z } from "zod";
import { formatGln } from "../../../standards/gs1/keys.ts";
import { type Hex, ZERO_HASH } from "../../../standards/hex.ts";
import { VERIFICATION_FAILURES } from "../../../standards/provenance.ts";
import { bytes32 } from "../../../standards/shapes.ts";
import { acceptReturn } from "../../provenance/acceptReturn.ts";
import { answerReturn } from "../../provenance/answerReturn.ts";
import { dispensePack } from "../../provenance/dispensePack.ts";
import { endReturn } from "../../provenance/endReturn.ts";
import { findPlace } from "../../provenance/findPlace.ts";
import { readLot } from "../../provenance/readLot.ts";
import { requestReturn } from "../../provenance/requestReturn.ts";
import { revertDispense } from "../../provenance/revertDispense.ts";
import type { Step } from "../../provenance/step.ts";
import type { LotDetails } from "../../provenance/supplyTypes.ts";
import type { Connection } from "../connection.ts";
import type { Answer, Run } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, type Actor, act, gln, withActOptions } from "./act.ts";
import {
  type PacksOptions,
  reasonOf,
  SCAN_ARGUMENT,
  type ScannedPack,
  scanPack,
  withPacksOption,
} from "./refs.ts";

type PackOptions = ActOptions & PacksOptions;

/** An act upon one scanned pack. */
const upon = (
  connection: Connection,
  scan: string,
  options: PackOptions,
  make: (actor: Actor, scanned: ScannedPack, lot: LotDetails) => Promise<Step>,
): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const scanned = await scanPack(scan, options);
    const step = await make(actor, scanned, await readLot(actor.view, scanned.id));
    return { steps: [step], facts: { lot: scanned.id, index: scanned.pack.index } };
  });

type DispenseOptions = PackOptions & { readonly supplied: boolean; readonly revert: boolean };

const dispense = (connection: Connection, scan: string, options: DispenseOptions): Promise<Answer> =>
  upon(connection, scan, options, async ({ view }, { id, pack }, lot) =>
    options.revert
      ? revertDispense(lot, pack.index)
      : dispensePack(await findPlace(view, id, pack.index), lot, pack, options.supplied),
  );

type RequestOptions = PackOptions & { readonly to: string };

const request = (connection: Connection, scan: string, options: RequestOptions): Promise<Answer> =>
  upon(connection, scan, options, async ({ view }, { id, pack }, lot) => {
    const to = parseOption("--to", gln, options.to);
    formatGln(to);
    return requestReturn(await findPlace(view, id, pack.index), lot, pack.index, to);
  });

type AnswerOptions = PackOptions & { readonly failure: string; readonly corrUuid: string };

const corrUuid = z.union([bytes32, z.uuid().transform((id) => keccak256(Buffer.from(id)) as Hex)]);

const answer = (connection: Connection, scan: string, options: AnswerOptions): Promise<Answer> =>
  upon(connection, scan, options, async (_, { pack }, lot) =>
    answerReturn(
      lot,
      pack.index,
      parseOption("--failure", z.enum(VERIFICATION_FAILURES), options.failure),
      parseOption("--corr-uuid", corrUuid, options.corrUuid),
    ),
  );

type AcceptOptions = PackOptions & { readonly series?: string };

const accept = (connection: Connection, scan: string, options: AcceptOptions): Promise<Answer> =>
  upon(connection, scan, options, async (_, { pack }, lot) => {
    const series =
      options.series === undefined ? ZERO_HASH : parseOption("--series", bytes32, options.series);
    return acceptReturn(lot, pack.index, series);
  });

type EndOptions = PackOptions & { readonly reason: string };

const end = (connection: Connection, scan: string, options: EndOptions): Promise<Answer> =>
  upon(connection, scan, options, async (actor, { pack }, lot) =>
    endReturn(lot, pack.index, await actor.gln(), reasonOf(options.reason)),
  );

const withPack = (command: Command): Command =>
  withPacksOption(withActOptions(command)).argument(...SCAN_ARGUMENT);

/** Adds `dispense` and `return request|answer|accept|end`. */
export const addDispensingCommands = (program: Command, run: Run): void => {
  withPack(program.command("dispense"))
    .description("take a pack out of the supply chain; the first dispense wins")
    .option("--supplied", "it was handed over and never comes back", false)
    .option("--revert", "take a dispense back instead: within ten days, not supplied", false)
    .action((scan: string, options: DispenseOptions) =>
      run((connection) => dispense(connection, scan, options)),
    );
  const back = program.command("return").description("saleable returns");
  withPack(back.command("request"))
    .description("send a pack back to a wholesaler, once in its life")
    .requiredOption("--to <gln>")
    .action((scan: string, options: RequestOptions) =>
      run((connection) => request(connection, scan, options)),
    );
  withPack(back.command("answer"))
    .description("answer, as the authorisation holder, whether a returned or suspect pack matches")
    .option("--failure <name>", VERIFICATION_FAILURES.join(", "), "None")
    .requiredOption("--corr-uuid <id>", "of the request that is answered")
    .action((scan: string, options: AnswerOptions) => run((connection) => answer(connection, scan, options)));
  withPack(back.command("accept"))
    .description("take a verified return into custody, saleable")
    .option("--series <id>", "conformant readings of its time outside, where the product asks for them")
    .action((scan: string, options: AcceptOptions) => run((connection) => accept(connection, scan, options)));
  withPack(back.command("end"))
    .description("end a return without success")
    .requiredOption("--reason <text>", "only its hash goes to the chain")
    .action((scan: string, options: EndOptions) => run((connection) => end(connection, scan, options)));
};
