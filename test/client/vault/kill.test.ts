import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { openRelease } from "../../../client/vault/openRelease.ts";
import type { RecordId } from "../../../client/vault/vaultTypes.ts";
import { describeEachStore, type StorePlace } from "./eachStore.ts";
import { fileLedger, SUBJECT } from "./worker.ts";
import { aGrantFor, anObservation, CHAIN_ID, CONTRACTS, codeOf, NOW, openWorld } from "./world.ts";

const WORKER = path.join(import.meta.dirname, "worker.ts");
/** How many things each worker says before it dies, and how many milliseconds later. */
const KILLS = [
  [8, 3],
  [11, 10],
  [14, 6],
] as const;

describeEachStore("a vault whose process is killed", (newPlace) => {
  let place: StorePlace;
  let folder: string;
  let ledger: string;
  const said: string[] = [];

  before(async () => {
    place = await newPlace();
    folder = mkdtempSync(path.join(tmpdir(), "theriac-kill-"));
    ledger = path.join(folder, "chain");
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Lets a worker run until it has said `lines` things, and `ms` longer; then it dies at once. */
  const runAndKill = (lines: number, ms: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ["--import", "tsx", WORKER, place.kind, place.where, ledger], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      let heard = 0;
      let failure = "";
      child.stderr.on("data", (chunk) => {
        failure += chunk;
      });
      createInterface({ input: child.stdout }).on("line", (line) => {
        said.push(line);
        if (++heard === lines) setTimeout(() => child.kill("SIGKILL"), ms);
      });
      child.on("close", (_, signal) =>
        signal === "SIGKILL" ? resolve() : reject(new Error(`The worker ended by itself: ${failure}`)),
      );
    });

  const named = (verb: string): RecordId[] =>
    said.filter((line) => line.startsWith(`${verb} `)).map((line) => line.split(" ")[1] as RecordId);

  it(`loses nothing, releases nothing unwritten and leaves nothing readable, ${KILLS.length} times`, async function () {
    this.timeout(120_000);
    for (const [lines, ms] of KILLS) await runAndKill(lines, ms);
    // By then what a dead worker had taken on is free again.
    const chain = fileLedger(ledger, NOW + 1_000);
    const { vault, ask, encryption, deps } = await openWorld(await place.open(), { ledger: chain });
    try {
      // Whatever was cut off inside an erasure is whole or gone before anything is resumed.
      for (const id of named("erased")) expect(await deps.store.records([id])).to.have.length(0);
      for (const id of named("erasing")) {
        const [whole] = await deps.store.records([id]);
        const state = await deps.store.erasure(id);
        expect(whole === undefined).to.equal(state !== "none");
      }
      await vault.resume();
      expect(await deps.store.unconfirmed()).to.have.length(0);
      await checkKept();
      await checkErased();
      await checkReleases();
    } finally {
      await vault.close();
    }

    async function checkKept(): Promise<void> {
      const registry = { chainId: CHAIN_ID, recordRegistry: CONTRACTS.RecordRegistry };
      expect(named("kept").length).to.be.greaterThan(2);
      for (const id of named("kept")) {
        const release = await vault.release(await ask([id], aGrantFor(SUBJECT)));
        const [opened] = await openRelease(release, encryption.privateKey, registry);
        expect(opened?.document).to.deep.equal(anObservation());
      }
    }
    async function checkErased(): Promise<void> {
      for (const id of named("erased")) {
        expect(await deps.store.erasure(id)).to.equal("done");
        expect(await codeOf(vault.release(await ask([id], aGrantFor(SUBJECT))))).to.equal("CONSENT_DENIED");
      }
      // On chain each place once or again, never another's.
      expect(new Set(chain.erasures()).size).to.be.least(named("erased").length);
    }
    async function checkReleases(): Promise<void> {
      const written = new Set((await vault.accessesOf(SUBJECT)).map(({ id }) => id as string));
      for (const access of named("released")) expect(written.has(access)).to.equal(true);
      expect(named("released").length).to.be.greaterThan(2);
    }
  });
});
