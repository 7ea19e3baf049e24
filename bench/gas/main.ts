// `npm run bench:gas [-- --json] [-- --terms]`: what our operations cost, beside peers measured in the same run.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import type { Chain } from "./chain.ts";
import { openChain } from "./chain.ts";
import { campaign } from "./ours/campaign.ts";
import { consent } from "./ours/consent.ts";
import { consentActs } from "./ours/consentActs.ts";
import { court } from "./ours/court.ts";
import { emergency } from "./ours/emergency.ts";
import { escrow } from "./ours/escrow.ts";
import { modes } from "./ours/modes.ts";
import { networks } from "./ours/networks.ts";
import type { Gas, Room } from "./ours/operation.ts";
import { oracle } from "./ours/oracle.ts";
import { packs } from "./ours/packs.ts";
import { proofs } from "./ours/proofs.ts";
import { provenance } from "./ours/provenance.ts";
import { records } from "./ours/records.ts";
import { measurePeers } from "./peers/measure.ts";
import type { Row } from "./report.ts";
import { table, unexplained } from "./report.ts";
import { TARGETS } from "./targets.ts";
import { termsOf } from "./terms.ts";

const EXPLANATIONS = path.resolve(import.meta.dirname, "..", "..", "docs", "gas.md");
const HARDHAT = path.join(
  path.dirname(createRequire(import.meta.url).resolve("hardhat/package.json")),
  "dist",
  "src",
  "cli.js",
);
const ROOMS: Readonly<Record<string, Room>> = {
  oracle,
  modes,
  proofs,
  networks,
  court,
  consent,
  emergency,
  records,
  consentActs,
  provenance,
  packs,
  escrow,
  campaign,
};

const progress = (line: string): void => console.error(line);

const printTerms = async (chain: Chain, gas: Gas): Promise<void> => {
  for (const [name, used] of Object.entries(gas)) {
    const hash = chain.measured.get(used);
    if (hash !== undefined) progress(`${name} ${used}: ${JSON.stringify(await termsOf(chain, hash, used))}`);
  }
};

const measureOurs = async (): Promise<Gas> => {
  const all: Record<string, number> = {};
  for (const [name, room] of Object.entries(ROOMS)) {
    progress(`measuring our ${name}`);
    const chain = await openChain();
    try {
      const gas = await room(chain);
      if (process.argv.includes("--terms")) await printTerms(chain, gas);
      Object.assign(all, gas);
    } finally {
      await chain.close();
    }
  }
  return all;
};

const rowsOf = (ours: Gas, peers: ReadonlyMap<string, ReadonlyMap<string, number>>): Row[] =>
  TARGETS.map((target) => {
    const gas = ours[target.name];
    if (gas === undefined) throw new Error(`No figure for ${target.name}`);
    return { ...target, gas, peers: Object.fromEntries(peers.get(target.name) ?? []) };
  });

const asJson = (rows: readonly Row[], missing: readonly string[]): string =>
  JSON.stringify(
    {
      ops: rows.map(({ name, gas, target, floor, peers, quoted }) => ({
        name,
        gas,
        target,
        floor,
        peers,
        quoted,
      })),
      missing,
    },
    null,
    2,
  );

progress("building");
// Both build profiles hold the production compiler settings; the default one is the one that is cached.
await promisify(execFile)(process.execPath, [HARDHAT, "build"]);
const ours = await measureOurs();
const { figures, missing } = await measurePeers(progress);
const rows = rowsOf(ours, figures);
console.log(process.argv.includes("--json") ? asJson(rows, missing) : table(rows));
for (const peer of missing) progress(`not measured: ${peer}`);

const excesses = unexplained(rows, existsSync(EXPLANATIONS) ? readFileSync(EXPLANATIONS, "utf8") : "");
for (const { row, explainedTo } of excesses) {
  progress(
    `${row.name} costs ${row.gas}, above its target ${row.target}; docs/gas.md explains ${explainedTo ?? "nothing"}`,
  );
}
process.exitCode = excesses.length === 0 ? 0 : 1;
