import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { type LocalChain, startChain } from "../../scripts/local/chain.ts";
import { createFleet } from "../../scripts/local/fleet.ts";
import { theriac, theriacProcess } from "../support/commandLine.ts";

const run = promisify(execFile);
const DEPLOYMENT = `story-cli-${process.pid}`;
const SOME_ID = `0x${"11".repeat(32)}`;

describe("theriac command line", function () {
  this.timeout(120_000);
  const fleet = createFleet();
  let dir: string;
  let chain: LocalChain;

  before(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), "theriac-cli-"));
    chain = await startChain(fleet, dir);
    await run(process.execPath, [
      ...["--import", "tsx", "scripts/deploy.ts", "--network", "local"],
      ...["--url", chain.url, "--deployment-id", DEPLOYMENT],
    ]);
  });

  after(async () => {
    chain.provider.destroy();
    await fleet.stopAll();
    await rm(dir, { recursive: true, force: true });
    await rm(path.join("deployments", DEPLOYMENT), { recursive: true, force: true });
  });

  const on = (...args: string[]) => theriac("--rpc", chain.url, "--deployment", DEPLOYMENT, ...args);

  it("tells of a request that nobody opened", async () => {
    const { code, stdout } = await on("--json", "request", SOME_ID);
    expect(code).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal({
      request: SOME_ID,
      status: "none",
      since: "",
      outputDigest: "",
    });
  });

  it("tells of a consent that nobody gave", async () => {
    const { code, stdout } = await on("--json", "consent", "show", SOME_ID);
    expect(code).to.equal(3);
    expect(JSON.parse(stdout)).to.include({ consent: SOME_ID, live: false, state: "unknown" });
  });

  it("tells of a model that nobody registered", async () => {
    const { stdout } = await on("--json", "model", SOME_ID);
    const facts = { model: SOME_ID, active: false, executor: "", card: "none", groups: "not assessable" };
    expect(JSON.parse(stdout)).to.include(facts);
  });

  it("prints a readable list without --json", async () => {
    const { stdout } = await on("request", SOME_ID);
    expect(stdout)
      .to.match(/^request +0x11/m)
      .and.to.match(/^status +none$/m);
  });

  it("refuses an id that is not 32 bytes, before it asks any chain", async () => {
    const { code, stderr } = await theriac("--rpc", "http://127.0.0.1:9", "request", "0x12");
    expect(code).to.equal(2);
    expect(stderr).to.contain("BAD_IDENTIFIER");
  });

  it("ends its process with the same code", async () => {
    const { code, stdout, stderr } = await theriacProcess("--rpc", "http://127.0.0.1:9", "request", "0x12");
    expect(code).to.equal(2);
    expect(stdout).to.equal("");
    expect(stderr).to.contain("BAD_IDENTIFIER");
  });

  it("says what to do when there is no such deployment", async () => {
    const { code, stderr } = await theriac("--rpc", chain.url, "--deployment", "nowhere", "committee");
    expect(code).to.equal(1);
    expect(stderr).to.contain("DEPLOYMENT_NOT_FOUND").and.to.contain("npm run deploy");
  });

  it("deploys idempotently: a second run sends no transaction", async () => {
    const { address } = await chain.provider.getSigner(0);
    const before = await chain.provider.getTransactionCount(address);
    const deploy = ["--import", "tsx", "scripts/deploy.ts", "--network", "local", "--url", chain.url];
    const { stdout } = await run(process.execPath, [...deploy, "--deployment-id", DEPLOYMENT]);
    expect(stdout).to.contain("Read back").and.to.contain("InferenceOracle 0x");
    expect(await chain.provider.getTransactionCount(address)).to.equal(before);
  });
});
