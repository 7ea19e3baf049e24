// `npm run test:chaos [-- --short] [--chain hardhat|anvil] [--row NAME]... [--kills N]`: real operator processes and a real
// chain, against which everything fails that may. One line a row; ends with 1 if one is missed.
import { parseArgs } from "node:util";
import type { Configure } from "../../scripts/local/operators.ts";
import { databaseRow } from "./database.ts";
import { killRow } from "./kill.ts";
import { operatorRows } from "./operators.ts";
import { type Database, ON_POSTGRES, startDatabase } from "./postgres.ts";
import { reorgRow } from "./reorg.ts";
import { type Extent, lineOf, type Row, SHORT, WHOLE } from "./row.ts";
import { rpcRows } from "./rpc.ts";
import { signedRow } from "./signed.ts";
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

type Part = (world: World, extent: Extent, database: Database) => Promise<Row | readonly Row[]>;
/** Rows by name. Only anvil can take blocks back. */
const PARTS: readonly (readonly [name: string, part: Part, chains: readonly ChainName[]])[] = [
  ["kill", killRow, CHAINS],
  ["reorg", reorgRow, ["anvil"]],
  ["database", (world, extent, database) => databaseRow(world, database, extent), ["hardhat"]],
  ["rpc", rpcRows, ["hardhat"]],
  ["operators", operatorRows, ["hardhat"]],
  ["signed", (world, _, database) => signedRow(world, database), CHAINS],
];

// Whoever ends this ends its processes too: they go with this one's exit.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

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
  const database = await startDatabase();
  const configure: Configure = async (_, i, folder) => (i === ON_POSTGRES ? database.store(folder) : {});
  const world = await startWorld({ chainName, configure });
  try {
    for (const [, part] of parts) {
      const found = [await part(world, extent, database)].flat();
      rows.push(...found);
      for (const row of found) console.log(lineOf(row));
    }
  } finally {
    await world.end();
    await database.end();
  }
}
if (values.json) console.log(JSON.stringify(rows, undefined, 2));
process.exitCode = rows.some(({ missed }) => missed.length > 0) ? 1 : 0;
