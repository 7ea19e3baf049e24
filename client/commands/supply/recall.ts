// theriac recall ...: one write that reaches every pack, the notices that dispensers owe, and its end.
import type { Command } from "commander";
import { keccak256 } from "ethers";
import { z } from "zod";
import { formatGln } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { viewOf } from "../../provenance/chainView.ts";
import { closeRecall } from "../../provenance/closeRecall.ts";
import { listDispensed } from "../../provenance/listDispensed.ts";
import { passOnRecall } from "../../provenance/passOnRecall.ts";
import { recallLot } from "../../provenance/recallLot.ts";
import type { Connection } from "../connection.ts";
import { readText } from "../files.ts";
import type { Answer, Run } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, act, withActOptions } from "./act.ts";
import { inParts } from "./packing.ts";
import { LOT_ARGUMENT, reasonOf, resolveLot } from "./refs.ts";

type RecallOptions = ActOptions & { readonly class: string; readonly reason: string };

const recall = (connection: Connection, given: string, options: RecallOptions): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const { id, details } = await resolveLot(actor.view, given);
    const recallClass = parseOption("--class", z.enum(["I", "II", "III"]), options.class);
    const step = recallLot(details, recallClass, await actor.gln(), reasonOf(options.reason));
    return { steps: [step], facts: { lot: id, class: recallClass, units: details.unitCount } };
  });

const notices = async (connection: Connection, given: string): Promise<Answer> => {
  const view = viewOf(connection);
  const { id } = await resolveLot(view, given);
  const owed = await listDispensed(view, id);
  return {
    facts: {},
    list: owed.map(({ dispenser, dispensed, passedOn }) => ({
      dispenser: formatGln(dispenser),
      dispensed: dispensed.length,
      passedOn: passedOn.length,
      open: dispensed.length - passedOn.length,
    })),
  };
};

/** Notes for all packs that the caller dispensed and did not note yet; the same again notes nothing twice. */
const passOn = (connection: Connection, given: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const { id, details } = await resolveLot(actor.view, given);
    const own = await actor.gln();
    const notice = (await listDispensed(actor.view, id)).find(({ dispenser }) => dispenser === own);
    const indices = notice?.dispensed.filter((index) => !notice.passedOn.includes(index)) ?? [];
    const steps = inParts({ lot: details, indices }).map((part) => passOnRecall(part, own));
    return { steps, facts: { lot: id, passedOn: indices.length } };
  });

type CloseOptions = ActOptions & {
  readonly dispensed: string;
  readonly notified: string;
  readonly recovered: string;
  readonly destroyed: string;
  readonly report: string;
};

const packs = z.coerce
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1);

const close = (connection: Connection, given: string, options: CloseOptions): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const { id, details } = await resolveLot(actor.view, given);
    const figures = {
      dispensed: parseOption("--dispensed", packs, options.dispensed),
      notified: parseOption("--notified", packs, options.notified),
      recovered: parseOption("--recovered", packs, options.recovered),
      destroyed: parseOption("--destroyed", packs, options.destroyed),
      reportHash: keccak256(Buffer.from(await readText(options.report))) as Hex,
    };
    const step = closeRecall(details, await actor.gln(), figures);
    return { steps: [step], facts: { lot: id, ...figures } };
  });

/** Adds `recall lot|notices|pass-on|close`. */
export const addRecallCommands = (program: Command, run: Run): void => {
  const group = program.command("recall").description("recalls, wherever the packs are");
  withActOptions(group.command("lot"))
    .description("recall a lot for good: one write")
    .argument(...LOT_ARGUMENT)
    .requiredOption("--class <class>", "I (gravest), II or III")
    .requiredOption("--reason <text>", "only its hash goes to the chain")
    .action((given: string, options: RecallOptions) =>
      run((connection) => recall(connection, given, options)),
    );
  group
    .command("notices")
    .description("who dispensed packs of a lot, and how many notices are passed on; nothing about patients")
    .argument(...LOT_ARGUMENT)
    .action((given: string) => run((connection) => notices(connection, given)));
  withActOptions(group.command("pass-on"))
    .description("note, as a dispenser, that whoever got packs of the lot was told")
    .argument(...LOT_ARGUMENT)
    .action((given: string, options: ActOptions) => run((connection) => passOn(connection, given, options)));
  withActOptions(group.command("close"))
    .description("show what the recall achieved; closed when holder and regulator have shown the same")
    .argument(...LOT_ARGUMENT)
    .requiredOption("--dispensed <n>")
    .requiredOption("--notified <n>")
    .requiredOption("--recovered <n>")
    .requiredOption("--destroyed <n>")
    .requiredOption("--report <file>", "only its hash goes to the chain")
    .action((given: string, options: CloseOptions) => run((connection) => close(connection, given, options)));
};
