// theriac pack, unpack: what lies in what.
import type { Command } from "commander";
import { z } from "zod";
import { formatSscc, type Sscc } from "../../../standards/gs1/keys.ts";
import { SHIPMENT_STATES } from "../../../standards/provenance.ts";
import { aggregateUnits } from "../../provenance/aggregateUnits.ts";
import type { ChainView } from "../../provenance/chainView.ts";
import { packLoose } from "../../provenance/packLoose.ts";
import { packRuns } from "../../provenance/packRuns.ts";
import { readContents } from "../../provenance/readContents.ts";
import { readLot } from "../../provenance/readLot.ts";
import type { Step } from "../../provenance/step.ts";
import {
  type Child,
  type Contents,
  type LotUnits,
  MOST_INDICES,
  numberOf,
  type PackItem,
} from "../../provenance/supplyTypes.ts";
import { takeOut } from "../../provenance/takeOut.ts";
import { unpackUnits } from "../../provenance/unpackUnits.ts";
import type { Connection } from "../connection.ts";
import type { Answer, Run } from "../output.ts";
import { BadOptionError, parseOption } from "../parseOption.ts";
import { type ActOptions, act, sscc, withActOptions } from "./act.ts";
import { resolveLot, scanPack } from "./refs.ts";

type What = {
  readonly unit?: readonly string[];
  readonly scan?: readonly string[];
  readonly packs?: string;
};
type PackOptions = ActOptions &
  What & { readonly lot?: readonly string[]; readonly count?: readonly string[] };

const count = z.coerce.number().int().min(1);

const isNew = async ({ batches }: ChainView, code: Sscc): Promise<boolean> =>
  Number((await batches.logisticUnitOf(code)).state) === numberOf(SHIPMENT_STATES, "None");

/** The next units of each lot, from its cursor on. */
const runsOf = async (
  view: ChainView,
  { lot = [], count: counts = [] }: PackOptions,
): Promise<PackItem[]> => {
  const items: PackItem[] = [];
  for (const [i, given] of lot.entries()) {
    const { id, details } = await resolveLot(view, given);
    const firstUnit = Number((await view.batches.lotOf(id)).packedUpTo);
    const wanted = counts[i];
    const rest = details.unitCount - firstUnit;
    const unitCount = wanted === undefined ? rest : parseOption("--count", count, wanted);
    items.push({ lot: details, firstUnit, unitCount });
  }
  return items;
};

const childrenOf = (view: ChainView, units: readonly string[]): Promise<Child[]> =>
  Promise.all(
    units.map(async (given) => {
      const code = parseOption("--unit", sscc, given);
      return { sscc: code, contents: await readContents(view, code) };
    }),
  );

/** Scanned packs by lot, their indices ascending. */
const unitsOf = async (view: ChainView, { scan = [], packs }: What): Promise<LotUnits[]> => {
  if (scan.length === 0) return [];
  if (packs === undefined) throw new BadOptionError("--packs", "", "is needed where packs are scanned");
  const byLot = new Map<string, number[]>();
  const lots = new Map<string, LotUnits["lot"]>();
  for (const given of scan) {
    const { id, pack } = await scanPack(given, { packs });
    if (!lots.has(id)) lots.set(id, await readLot(view, id));
    byLot.set(id, [...(byLot.get(id) ?? []), pack.index]);
  }
  return [...byLot].flatMap(([id, indices]) => {
    const lot = lots.get(id);
    return lot === undefined ? [] : [{ lot, indices: indices.toSorted((a, b) => a - b) }];
  });
};

/** Lists of the length that one call takes. */
export const inParts = ({ lot, indices }: LotUnits): LotUnits[] =>
  Array.from({ length: Math.ceil(indices.length / MOST_INDICES) }, (_, i) => ({
    lot,
    indices: indices.slice(i * MOST_INDICES, (i + 1) * MOST_INDICES),
  }));

const pack = (connection: Connection, given: string, options: PackOptions): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const code = parseOption("<sscc>", sscc, given);
    const items = await runsOf(actor.view, options);
    const children = await childrenOf(actor.view, options.unit ?? []);
    const loose = await unitsOf(actor.view, options);
    const kinds = [items, children, loose].filter((kind) => kind.length > 0).length;
    if (kinds !== 1)
      throw new BadOptionError("<sscc>", given, "needs exactly one of --lot, --unit and --scan");
    const contents: Contents = (await isNew(actor.view, code)) ? [] : await readContents(actor.view, code);
    const place = { sscc: code, contents };
    const steps: Step[] = [];
    if (items.length > 0) steps.push(packRuns(code, items));
    if (children.length > 0) steps.push(aggregateUnits(place, children));
    if (loose.length > 0) steps.push(packLoose(place, loose, await actor.gln()));
    return { steps, facts: { sscc: formatSscc(code) } };
  });

const unpack = (connection: Connection, given: string, options: ActOptions & What): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const code = parseOption("<sscc>", sscc, given);
    const place = { sscc: code, contents: await readContents(view, code) };
    const children = await childrenOf(view, options.unit ?? []);
    const units = await unitsOf(view, options);
    if (children.length + units.length === 0)
      throw new BadOptionError("<sscc>", given, "needs --unit or --scan");
    // Taking one out changes what must be shown for the next: one at a time.
    if (children.length > 1 || (children.length > 0 && units.length > 0))
      throw new BadOptionError("--unit", given, "takes out one logistic unit a command");
    const steps = [
      ...children.map((child) => takeOut(place, child)),
      ...units.flatMap(inParts).map((part) => unpackUnits(place, part)),
    ];
    return { steps, facts: { sscc: formatSscc(code) } };
  });

const withWhat = (command: Command): Command =>
  withActOptions(command)
    .argument("<sscc>", "number of the logistic unit")
    .option("--unit <sscc...>", "logistic units")
    .option("--scan <scan...>", "single packs that lie by themselves")
    .option("--packs <file>", "proofs of the scanned packs, or their lot file");

/** Adds `pack` and `unpack`. */
export const addPackingCommands = (program: Command, run: Run): void => {
  withWhat(program.command("pack"))
    .description("pack the next units of lots, other logistic units, or single packs")
    .option("--lot <lot...>", "lots, by file or label, whose next units go in")
    .option("--count <n...>", "how many of each lot; all that are left without it")
    .action((given: string, options: PackOptions) => run((connection) => pack(connection, given, options)));
  withWhat(program.command("unpack"))
    .description("take a logistic unit, or single packs, out of one")
    .action((given: string, options: ActOptions & What) =>
      run((connection) => unpack(connection, given, options)),
    );
};
