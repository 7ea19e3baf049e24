import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type Command, processesWith, startScript, until } from "../support/processes.ts";
import { SCENARIOS } from "./printed.ts";

const STARTED_MS = 90_000;
const ALL_PLAYED_MS = 150_000;
const ENDED_MS = 15_000;

/** Deployments on disk that a run could have made: those of other tests, which run beside, have names of their own. */
const deployments = (): string[] =>
  (existsSync("deployments") ? readdirSync("deployments") : []).filter((name) => /^story-\d+$/.test(name));

describe("npm start, as a process", () => {
  let temp: string;
  let before: string[];
  let command: Command | undefined;

  beforeEach(() => {
    temp = mkdtempSync(path.join(os.tmpdir(), "theriac-e2e-"));
    before = deployments();
  });

  afterEach(() => {
    command?.signal("SIGKILL");
    rmSync(temp, { recursive: true, force: true });
  });

  const run = (...args: string[]): Command => {
    command = startScript("start", args, { TMPDIR: temp });
    return command;
  };

  /** The port of the chain that the run printed, and its temporary folder, name all its processes. */
  const leftovers = (output: string): string[] => {
    const port = /url http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
    expect(port, output).to.not.equal(undefined);
    return processesWith(temp, `--port ${port}`);
  };

  const expectNothingLeft = async ({ output }: Command): Promise<void> => {
    await until("its processes end", 5_000, () => leftovers(output()).length === 0);
    expect(readdirSync(temp).filter((name) => name.startsWith("theriac-"))).to.deep.equal([]);
    expect(deployments()).to.deep.equal(before);
  };

  it("leaves no process, folder or deployment behind when it is interrupted, even twice", async () => {
    const start = run();
    await until("operators run", STARTED_MS, () =>
      start.output().includes("Started four operator processes"),
    );
    expect(leftovers(start.output())).to.have.length(5);
    start.signal("SIGINT");
    start.signal("SIGINT");
    expect(await start.ended(ENDED_MS), start.output()).to.equal(130);
    expect(start.output()).to.include("Interrupted");
    await expectNothingLeft(start);
  });

  it("says nothing of failures when it is interrupted while it deploys", async () => {
    const start = run();
    await until("the chain runs", STARTED_MS, () => start.output().includes("url http://"));
    start.signal("SIGINT");
    expect(await start.ended(ENDED_MS), start.output()).to.equal(130);
    expect(start.output()).to.not.match(/error|Logs of the chain/i);
    await expectNothingLeft(start);
  });

  it("plays one story to its summary and exits with 0", async () => {
    const start = run("--story", "genomics");
    expect(await start.ended(STARTED_MS), start.output()).to.equal(0);
    expect(start.output()).to.match(/^Summary$/m);
    expect(start.output()).to.match(/Genomics: .* \d+ steps, [1-9]\d* claims read back/);
    expect(start.output()).to.not.include("Provenance:");
    await expectNothingLeft(start);
  });

  describe("without arguments", () => {
    let output = "";

    it("plays every story and exits with 0", async () => {
      const start = run();
      expect(await start.ended(ALL_PLAYED_MS), start.output()).to.equal(0);
      output = start.output();
      await expectNothingLeft(start);
    });

    for (const { scenario, title, lines } of SCENARIOS)
      it(`plays ${scenario} in the story of ${title.toLowerCase()}, with operators as processes`, () => {
        expect(output).to.match(new RegExp(`${title}: .* \\d+ steps, [1-9]\\d* claims read back`));
        for (const line of lines) expect(output).to.include(line);
      });
  });
});
