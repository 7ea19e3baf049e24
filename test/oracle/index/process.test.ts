import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { readConsentHistory } from "../../../client/history/readConsentHistory.ts";
import { verifyHistory } from "../../../client/history/verifyHistory.ts";
import { freePort } from "../../../scripts/local/freePort.ts";
import type { ConsentId } from "../../../standards/hex.ts";
import { scratch } from "../node/committee.ts";
import { giveConsent, openIndex, revoke, startWorld, type World } from "./world.ts";

const MAIN = path.resolve(import.meta.dirname, "../../../oracle/main.ts");
const KILLS = 2;

describe("an index as a process", function () {
  this.timeout(120_000);
  const { folder, clean } = scratch();
  const config = path.join(folder, "index.json");
  const file = path.join(folder, "index.sqlite");
  let world: World;
  let url: string;
  let child: ChildProcess | undefined;
  let output = "";

  before(async () => {
    world = await startWorld();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const { chain, deployment } = world;
    const written = {
      // One block a range: every block is an instant to be killed at.
      chain: {
        chainId: chain.chainId,
        rpcUrls: [chain.url],
        confirmations: 0,
        pollIntervalMs: 20,
        maxBlockRange: 1,
      },
      contracts: deployment.indexed,
      store: { path: file },
      server: { host: "127.0.0.1", port },
      log: { level: "debug" },
    };
    writeFileSync(config, JSON.stringify(written));
  });
  after(async () => {
    child?.kill("SIGKILL");
    await world.stop();
    clean();
  });

  const start = (): ChildProcess => {
    child = spawn(process.execPath, ["--import", "tsx", MAIN, "index", "--config", config], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        output += chunk;
      });
    }
    return child;
  };
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < 600 && !(await holds().catch(() => false)); i++) await sleep(50);
    expect(await holds()).to.equal(true);
  };
  const isComplete = async () => {
    const { ok, indexed } = (await (await fetch(`${url}/health`)).json()) as { ok: boolean; indexed: number };
    return ok && indexed === (await world.provider.getBlockNumber());
  };

  it("loses and repeats nothing when it is killed again and again", async () => {
    const ids: ConsentId[] = [];
    for (let i = 0; i < KILLS; i++) {
      for (let n = 0; n < 5; n++) ids.push(await giveConsent(world));
      await revoke(world, ids[i * 5] as ConsentId);
      const running = start();
      const reached = world.chain
        .now()
        .then(() => until(async () => (await fetch(`${url}/health`)).status > 0));
      await reached;
      await sleep(7 * i);
      const dead = once(running, "exit");
      running.kill("SIGKILL");
      await dead;
    }
    start();
    await until(isComplete);
    for (const [i, id] of ids.entries()) {
      const history = await readConsentHistory({ url }, id);
      const names = history.events.map(({ name }) => name);
      expect(names).to.deep.equal(i % 5 === 0 ? ["ConsentGranted", "ConsentRevoked"] : ["ConsentGranted"]);
      await verifyHistory({ provider: world.provider, consents: world.deployment.indexed.consent }, history);
    }
    expect(output).not.to.contain('"level":"error"');
  });

  it("stops in order on SIGTERM, and has exactly what a fresh index finds", async () => {
    const ended = once(child as ChildProcess, "exit");
    child?.kill("SIGTERM");
    expect(await ended).to.deep.equal([0, null]);
    const [killed, fresh] = [openIndex(world, file), openIndex(world, path.join(folder, "fresh.sqlite"))];
    await fresh.follow(500);
    const all = { after: undefined, limit: 10_000 };
    for (const kind of ["consent", "signer", "policy"] as const) {
      expect(killed.store.eventsOfKind(kind, all)).to.deep.equal(fresh.store.eventsOfKind(kind, all));
    }
    killed.store.close();
    fresh.store.close();
  });
});
