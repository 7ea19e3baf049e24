// npm start: the main job. A local chain, a full deployment, four operator processes, seven stories on real models and
// data, and a summary in which every claim was read back from the chain. `-- --story NAME` plays one, `-- --stay`
// keeps everything up afterwards.
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command, Option } from "commander";
import { TheriacError } from "../standards/errors.ts";
import { compile } from "./ignition/compile.ts";
import { removeDeployment } from "./ignition/removeDeployment.ts";
import { createFleet, type Fleet } from "./local/fleet.ts";
import type { LocalNetwork } from "./local/network.ts";
import { createReport, type Report } from "./local/report.ts";

const STORIES = [
  "consent",
  "data-use",
  "genomics",
  "break-glass",
  "provenance",
  "research",
  "collusion",
] as const;
type Story = (typeof STORIES)[number];
type Options = { readonly story?: Story; readonly stay: boolean };

const FAILED = 1;
const SIGNAL_LAG_MS = 250;
const INTERRUPTED = 130;

/** Leaves nothing behind: no process, key or journal. After a failure the logs stay. */
const cleanUp = async (fleet: Fleet, dir: string, deploymentId: string, keepLogs = false): Promise<void> => {
  await fleet.stopAll();
  if (!keepLogs) await rm(dir, { recursive: true, force: true });
  await removeDeployment(deploymentId);
};

const playAll = async (options: Options, fleet: Fleet, dir: string, deploymentId: string, report: Report) => {
  report.story("Local network");
  await report.step("Compiled the contracts", compile);
  // Only now: these modules read the types that the compilation generates.
  const { startNetwork } = await import("./local/network.ts");
  const { playConsent } = await import("./stories/consent.ts");
  const { playDataUse } = await import("./stories/dataUse.ts");
  const { playGenomics } = await import("./stories/genomics.ts");
  const { playBreakGlass } = await import("./stories/breakGlass.ts");
  const { playProvenance } = await import("./stories/provenance.ts");
  const { playResearch } = await import("./stories/research.ts");
  const { playCollusion } = await import("./stories/collusion.ts");
  const plays = {
    consent: playConsent,
    "data-use": playDataUse,
    genomics: playGenomics,
    "break-glass": playBreakGlass,
    provenance: playProvenance,
    research: playResearch,
    collusion: playCollusion,
  };
  const network = await startNetwork({ fleet, dir, report, deploymentId });
  for (const story of STORIES) {
    if (options.story === undefined || options.story === story) await plays[story](network, report);
  }
  report.summary();
  return network;
};

/** For whoever follows docs/funders.md: ten thousand dollars. */
const FUNDERS_DOLLARS = 10_000_000_000n;

/** Tells what a reader of the documents needs to go on from here. */
const stayUp = async ({ chain, usd, actors, dir }: LocalNetwork, deploymentId: string): Promise<void> => {
  await (await usd.mint(actors.funder.address, FUNDERS_DOLLARS)).wait();
  const lines = [
    "Staying up. Ctrl-C ends it.",
    `  RPC=${chain.url}`,
    `  DEPLOYMENT=${deploymentId}`,
    `  TOKEN=${await usd.getAddress()} (dollars of six decimals; FUNDER=${actors.funder.address} holds 10,000 and more)`,
    `  files in ${dir}`,
  ];
  process.stdout.write(`\n${lines.join("\n")}\n`);
};

const untilInterrupted = (): Promise<void> =>
  new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });

/** Runs `end` at the first Ctrl-C; an impatient second one does not cut it short. */
const onInterrupt = (end: () => Promise<never>) => {
  let ending: Promise<never> | undefined;
  const handle = () => {
    ending ??= end();
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return {
    ending: () => ending,
    ignore: () => {
      process.off("SIGINT", handle);
      process.off("SIGTERM", handle);
    },
  };
};

const main = async (): Promise<number> => {
  const command = new Command("start")
    .addOption(new Option("--story <name>", "play one story").choices(STORIES))
    .option("--stay", "keep the chain and the operators up at the end", false);
  const options = command.parse().opts<Options>();
  const dir = await mkdtemp(path.join(os.tmpdir(), "theriac-"));
  const deploymentId = `story-${process.pid}`;
  const fleet = createFleet();
  const report = createReport((text) => process.stdout.write(text), process.stdout.isTTY === true);

  const interrupts = onInterrupt(async () => {
    process.stdout.write("\nInterrupted: ending the chain and the operators.\n");
    await cleanUp(fleet, dir, deploymentId);
    process.exit(INTERRUPTED);
  });

  let failed = false;
  try {
    const network = await playAll(options, fleet, dir, deploymentId, report);
    if (options.stay) {
      interrupts.ignore();
      await stayUp(network, deploymentId);
      await untilInterrupted();
    }
    network.chain.provider.destroy();
    return 0;
  } catch (error) {
    // A Ctrl-C reaches the whole group at once: what it broke may be heard of before the signal itself is.
    await sleep(SIGNAL_LAG_MS);
    if (interrupts.ending() !== undefined) await interrupts.ending();
    failed = true;
    process.stdout.write("\n");
    if (error instanceof TheriacError) {
      console.error(`${error.code}: ${error.message}`, error.context, error.hint ?? "");
      if (error.cause !== undefined) console.error(error.cause);
    } else {
      console.error(error);
    }
    console.error(`Logs of the chain and the operators are in ${dir}.`);
    return FAILED;
  } finally {
    await cleanUp(fleet, dir, deploymentId, failed);
  }
};

process.exit(await main());
