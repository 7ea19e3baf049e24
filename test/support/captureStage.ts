import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { GTIN, serials } from "./captureDocuments.ts";
import { killWhen as killCommandWhen } from "./processes.ts";
import type { SupplyStage } from "./supplyStage.ts";

/** The lot file of serials `lot`X0..29, nothing of which is on chain. */
export const makeLot = async (stage: SupplyStage, lot: string): Promise<string> => {
  const at = (name: string): string => path.join(stage.dir, name);
  const list = await stage.file(`${lot}.txt`, serials(lot, 0, 30).join("\n"));
  await stage.done("lot", "salt", list, "--out", at(`${lot}.jsonl`));
  const what = ["--gtin", GTIN, "--lot", lot, "--expiry", "280331", "--units", at(`${lot}.jsonl`)];
  // A refused account makes the file and sends nothing.
  await stage.theriac(
    "lot",
    "commission",
    ...what,
    "--out",
    at(`${lot}.json`),
    "--from",
    stage.actors.regulator.address,
  );
  return at(`${lot}.json`);
};

/** Runs the command in a process of its own and kills it as soon as the journal says so. */
export const killWhen = (
  stage: SupplyStage,
  args: readonly string[],
  journal: string,
  sign: RegExp,
): Promise<void> =>
  killCommandWhen(
    ["--rpc", stage.chain.url, "--deployment", stage.deployment, ...args],
    async () => existsSync(journal) && sign.test(readFileSync(journal, "utf8")),
  );
