// theriac ship, pickup, receive, reject, cancel: custody in two steps.
import type { Command } from "commander";
import { z } from "zod";
import { formatGln, formatSscc } from "../../../standards/gs1/keys.ts";
import { DISCREPANCY_CODES } from "../../../standards/provenance.ts";
import { cancelShipment } from "../../provenance/cancelShipment.ts";
import { pickUpUnit } from "../../provenance/pickUpUnit.ts";
import { readContents } from "../../provenance/readContents.ts";
import { receiveUnit } from "../../provenance/receiveUnit.ts";
import { rejectShipment } from "../../provenance/rejectShipment.ts";
import { shipUnit } from "../../provenance/shipUnit.ts";
import { NO_PARTNER } from "../../provenance/supplyTypes.ts";
import { moment } from "../codes.ts";
import type { Connection } from "../connection.ts";
import { type Answer, type Run, time } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, act, gln, sscc, withActOptions } from "./act.ts";

type ShipOptions = ActOptions & {
  readonly to: string;
  readonly acceptBy: string;
  readonly carrier?: string;
};

const ship = (connection: Connection, given: string, options: ShipOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const code = parseOption("<sscc>", sscc, given);
    const to = parseOption("--to", gln, options.to);
    const carrier =
      options.carrier === undefined ? NO_PARTNER : parseOption("--carrier", gln, options.carrier);
    const acceptBy = parseOption("--accept-by", moment, options.acceptBy);
    const place = { sscc: code, contents: await readContents(view, code) };
    return {
      steps: [shipUnit(place, { to, carrier, acceptBy })],
      facts: { sscc: formatSscc(code), to: formatGln(to), acceptBy: time(acceptBy) },
    };
  });

const code = z.enum(DISCREPANCY_CODES);
const counted = z.coerce.number().int().min(0);

type ReceiveOptions = ActOptions & { readonly count?: string; readonly code: string };

const receive = (connection: Connection, given: string, options: ReceiveOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const unit = parseOption("<sscc>", sscc, given);
    const sent = Number((await view.batches.logisticUnitOf(unit)).unitCount);
    const count = options.count === undefined ? sent : parseOption("--count", counted, options.count);
    const reason = parseOption("--code", code, options.code);
    const place = { sscc: unit, contents: await readContents(view, unit) };
    return {
      steps: [receiveUnit(place, count, reason)],
      facts: { sscc: formatSscc(unit), received: count, missing: sent - count },
    };
  });

const byCode =
  (
    make: (
      unit: ReturnType<typeof sscc.parse>,
      reason: z.output<typeof code>,
    ) => ReturnType<typeof rejectShipment>,
  ) =>
  (connection: Connection, given: string, options: ActOptions & { readonly code?: string }) =>
    act(connection, options, async () => {
      const unit = parseOption("<sscc>", sscc, given);
      const reason = parseOption("--code", code, options.code ?? "None");
      return { steps: [make(unit, reason)], facts: { sscc: formatSscc(unit) } };
    });

const pickUp = (connection: Connection, given: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const unit = parseOption("<sscc>", sscc, given);
    return { steps: [pickUpUnit(unit, await actor.gln())], facts: { sscc: formatSscc(unit) } };
  });

const ARGUMENT: [string, string] = ["<sscc>", "number of the logistic unit"];
const CODES = DISCREPANCY_CODES.join(", ");

/** Adds `ship`, `pickup`, `receive`, `reject` and `cancel`. */
export const addShippingCommands = (program: Command, run: Run): void => {
  const rejected = byCode(rejectShipment);
  const cancelled = byCode((unit) => cancelShipment(unit));
  withActOptions(program.command("ship"))
    .description("offer a logistic unit to a partner; custody stays until it accepts")
    .argument(...ARGUMENT)
    .requiredOption("--to <gln>")
    .requiredOption("--accept-by <date>", "after that anybody may end the offer")
    .option("--carrier <gln>", "may confirm the pick-up beside the receiver")
    .action((given: string, options: ShipOptions) => run((connection) => ship(connection, given, options)));
  withActOptions(program.command("pickup"))
    .description("confirm the pick-up, as receiver or named carrier")
    .argument(...ARGUMENT)
    .action((given: string, options: ActOptions) => run((connection) => pickUp(connection, given, options)));
  withActOptions(program.command("receive"))
    .description("accept a logistic unit; what it is short of is booked against the sender")
    .argument(...ARGUMENT)
    .option("--count <n>", "packs that came; all without it")
    .option("--code <name>", `why fewer came: ${CODES}`, "None")
    .action((given: string, options: ReceiveOptions) =>
      run((connection) => receive(connection, given, options)),
    );
  withActOptions(program.command("reject"))
    .description("refuse a logistic unit, as its receiver")
    .argument(...ARGUMENT)
    .requiredOption("--code <name>", CODES)
    .action((given: string, options: ActOptions & { readonly code: string }) =>
      run((connection) => rejected(connection, given, options)),
    );
  withActOptions(program.command("cancel"))
    .description("take an offer back before the pick-up")
    .argument(...ARGUMENT)
    .action((given: string, options: ActOptions) =>
      run((connection) => cancelled(connection, given, options)),
    );
};
