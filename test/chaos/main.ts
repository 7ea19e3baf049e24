// `npm run test:chaos [-- --short] [--chain hardhat|anvil] [--row NAME]... [--kills N]`: real operator processes and a real
// chain, against which everything fails that may. One line a row; ends with 1 if one is missed.
import { parseArgs } from "node:util";
import { killRow } from "./kill.ts";
import { reorgRow } from "./reorg.ts";
import { type Extent, lineOf, type Row, SHORT, WHOLE } from "./row.ts";
import { CHAINS, type ChainName, startWorld, type World } from "./world.ts";

const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    chain: { type: "string", multiple: true, default: [...CHAINS] },
    row: { type: "string", multiple: true },
    kills: { type: "string" },
    reorgs: { type: "string" },
  },
});

type Part = (world: World, extent: Extent) => Promise<Row>;
/** Rows by name. Only anvil can take blocks back. */
const PARTS: readonly (readonly [name: string, part: Part, chains: readonly ChainName[]])[] = [
  ["kill", killRow, CHAINS],
  ["reorg", reorgRow, ["anvil"]],
];

const base = values.short ? SHORT : WHOLE;
const extent: Extent = {
  ...base,
  kills: Number(values.kills ?? base.kills),
  reorgs: Number(values.reorgs ?? base.reorgs),
};
const rows: Row[] = [];
for (const chainName of CHAINS.filter((name) => values.chain.includes(name))) {
  const parts = PARTS.filter(
    ([name, , chains]) => chains.includes(chainName) && (values.row?.includes(name) ?? true),
  );
  if (parts.length === 0) continue;
  const world = await startWorld({ chainName });
  try {
    for (const [, part] of parts) {
      const row = await part(world, extent);
      rows.push(row);
      console.log(lineOf(row));
    }
  } finally {
    await world.end();
  }
}
if (values.json) console.log(JSON.stringify(rows, undefined, 2));
process.exitCode = rows.some(({ missed }) => missed.length > 0) ? 1 : 0;
