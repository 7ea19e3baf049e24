import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { RequestStatus } from "../../../standards/inference.ts";
import { configOf, type Member, PASSWORD } from "./committee.ts";
import {
  askPersonal,
  grant,
  MODEL_FOLDER,
  type Scenario,
  settled,
  startScenario,
  stopScenario,
} from "./scenario.ts";

const MAIN = path.resolve(import.meta.dirname, "../../../oracle/main.ts");

/** As providers of RPC nodes put it into the address. */
const ACCESS_KEY = "5f3a9c1e7d";

describe("a node as a process", function () {
  this.timeout(60_000);
  let scenario: Scenario;
  let mine: Member;
  let config: string;
  let child: ChildProcess | undefined;
  let output = "";

  before(async () => {
    scenario = await startScenario({ leaveOut: 1 });
    mine = scenario.members[0] as Member;
    config = path.join(scenario.folder, "node.json");
    const { file, submit, ...written } = configOf(scenario, mine, scenario.folder);
    const guard = { ...submit.guard, minProfitWei: submit.guard.minProfitWei.toString() };
    const models = { folders: [MODEL_FOLDER], backend: "cpu" };
    const chain = { ...written.chain, rpcUrls: [{ env: "RPC_URL" }] };
    writeFileSync(
      config,
      JSON.stringify({ ...written, submit: { ...submit, guard }, chain, models, log: { level: "debug" } }),
    );
  });
  after(async () => {
    child?.kill("SIGKILL");
    await stopScenario(scenario);
  });

  const environment = () => ({
    ...process.env,
    PASSWORD,
    RPC_URL: `${scenario.chain.url}/?key=${ACCESS_KEY}`,
  });
  const start = async (): Promise<number> => {
    const startedAt = Date.now();
    const running = spawn(process.execPath, ["--import", "tsx", MAIN, "start", "--config", config], {
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = running;
    for (const stream of [running.stdout, running.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    while (running.exitCode === null) {
      const healthy = await fetch(`${mine.url}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (healthy) return Date.now() - startedAt;
      await sleep(50);
    }
    throw new Error(`The node ended with ${running.exitCode}: ${output}`);
  };

  const command = async (...words: string[]) => {
    const args = ["--import", "tsx", MAIN, ...words, "--config", config];
    const running = spawn(process.execPath, args, { env: environment() });
    let stdout = "";
    running.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    const [code] = await once(running, "close");
    return { code, stdout };
  };

  /** What a route serves, as a line of JSON. */
  const textOf = async (route: string): Promise<string> =>
    `${JSON.stringify(await (await fetch(`${mine.url}/${route}`)).text())}\n`;

  const answered = async () => {
    const { id } = await askPersonal(scenario, await grant(scenario));
    return async () => expect(await settled(scenario, id)).to.equal(RequestStatus.Fulfilled);
  };

  it("starts healthy and answers with its peers", async () => {
    await start();
    const [second] = scenario.nodes.keys();
    await scenario.nodes.get(second as Member)?.stop("three are enough");
    scenario.nodes.delete(second as Member);
    await (await answered())();
    for (const route of ["metrics", "healthz"]) output += await textOf(route);
  });

  it("is well by its doctor and explains an answer, while it runs and holds its store", async () => {
    const { id } = await askPersonal(scenario, await grant(scenario));
    expect(await settled(scenario, id)).to.equal(RequestStatus.Fulfilled);
    const doctor = await command("doctor", "--json");
    const findings: { check: string; verdict: string; says: string }[] = JSON.parse(doctor.stdout).findings;
    expect(findings.filter(({ verdict }) => verdict === "failed")).to.deep.equal([]);
    expect(doctor.code).to.equal(0);
    const checks = findings.map(({ check }) => check);
    expect(checks).to.include.members([
      "keys",
      "contracts",
      "committee",
      "bond",
      "store",
      "running node",
      "disk",
    ]);

    const replay = await command("replay", id, "--decrypt", "--json");
    const { verdict, steps } = JSON.parse(replay.stdout);
    const agreed = steps.filter((step: { verdict: string }) => step.verdict === "agrees");
    expect(agreed.map(({ step }: { step: string }) => step)).to.include.members([
      "record",
      "output",
      "signatures",
    ]);
    expect([verdict, replay.code]).to.deep.equal(["agrees", 0]);
  });

  it("loses nothing to kill -9: what was asked before and meanwhile is answered after it is back", async () => {
    const asked = [await answered(), await answered()];
    await sleep(60);
    const dead = once(child as ChildProcess, "exit");
    child?.kill("SIGKILL");
    await dead;
    asked.push(await answered());
    await sleep(500);
    await start();
    for (const check of asked) await check();
  });

  it("stops in order on SIGTERM", async () => {
    const ended = once(child as ChildProcess, "exit");
    child?.kill("SIGTERM");
    expect(await ended).to.deep.equal([0, null]);
    expect(output.trim().split("\n").at(-1)).to.contain('"msg":"Stopped"');
  });

  it("logs nothing but JSON lines, and shows nothing of the patient or the keys", () => {
    for (const line of output.trim().split("\n")) expect(() => JSON.parse(line), line).not.to.throw();
    const values: string[] = JSON.parse(Buffer.from(scenario.row).toString("utf8")).values;
    for (const value of values.filter((text) => text.length > 5)) expect(output).not.to.contain(`"${value}"`);
    expect(output).not.to.contain(mine.keys.encryptionPrivateKey.slice(2));
    expect(output).not.to.contain(PASSWORD);
    expect(output).not.to.contain(ACCESS_KEY);
  });

  it("exits with a code and one line that says what to do", async () => {
    const wrong = spawn(process.execPath, ["--import", "tsx", MAIN, "start", "--config", config], {
      env: { ...process.env, PASSWORD: "wrong", RPC_URL: `${scenario.chain.url}/?key=${ACCESS_KEY}` },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let text = "";
    wrong.stderr.on("data", (chunk) => {
      text += chunk;
    });
    expect((await once(wrong, "exit"))[0]).to.equal(3);
    expect(JSON.parse(text)).to.include({ error: "BAD_KEYS", hint: "Is it the password of this file?" });
  });
});
