import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { CONTRACT_NAMES } from "../../client/addresses.ts";
import { type LocalChain, startChain } from "../../scripts/local/chain.ts";
import { createFleet } from "../../scripts/local/fleet.ts";
import { StudyLog__factory } from "../../types/index.ts";
import { theriac } from "../support/commandLine.ts";

const PROTOCOL = {
  kind: "PROTOCOL",
  title: "Does the invented drug lower HbA1c?",
  orcids: ["0000-0002-1825-0097"],
  files: [{ name: "protocol.md", role: "TEXT" }],
};
const DATASET = { kind: "DATASET", title: "INVENTED values", files: [{ name: "data.csv", role: "DATA" }] };
const FIGURE = { name: "figures/fig1.csv", role: "FIGURE", from: { dataset: 1 } };
const ANALYSIS = {
  kind: "ANALYSIS",
  title: "Fit",
  inputs: [1],
  files: [{ name: "fit.py", role: "CODE" }, FIGURE],
};
const PAPER = {
  kind: "PUBLICATION",
  title: "It does",
  doi: "10.5555/paper",
  inputs: [2],
  files: [
    { name: "paper.md", role: "TEXT" },
    { ...FIGURE, from: { dataset: 1, analysis: 2 } },
  ],
};

describe("theriac study", function () {
  this.timeout(60_000);
  const fleet = createFleet();
  const deployment = `story-study-${process.pid}`;
  let chain: LocalChain;
  let dir: string;
  let author: string;
  let custodian: string;
  const at = (name: string): string => path.join(dir, name);
  const write = async (name: string, content: string | object): Promise<string> => {
    await writeFile(at(name), typeof content === "string" ? content : JSON.stringify(content));
    return at(name);
  };
  const on = (...args: readonly string[]) =>
    theriac("--rpc", chain.url, "--deployment", deployment, "--json", "study", ...args);
  const done = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await on(...args);
    expect(code, stderr).to.equal(0);
    return JSON.parse(stdout);
  };
  const refused = async (what: string, ...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await on(...args);
    expect(code).to.equal(1);
    expect(stderr).to.contain(what);
  };
  const step = async (content: object) => ["--step", await write("step.json", content)];

  before(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), "theriac-study-"));
    chain = await startChain(fleet, dir);
    const [deployer, holder] = await chain.provider.listAccounts();
    if (deployer === undefined || holder === undefined) throw new TypeError("The chain has accounts.");
    [author, custodian] = [deployer.address, holder.address];
    const log = await new StudyLog__factory(deployer).deploy();
    // The log stands alone: no other contract is called.
    const address = await log.getAddress();
    const addresses = Object.fromEntries(CONTRACT_NAMES.map((name) => [`Theriac#${name}`, address]));
    await mkdir(path.join("deployments", deployment), { recursive: true });
    const file = path.join("deployments", deployment, "deployed_addresses.json");
    await writeFile(file, JSON.stringify(addresses));
    await mkdir(at("figures"));
    for (const name of ["protocol.md", "data.csv", "fit.py", "figures/fig1.csv", "paper.md"])
      await write(name, `INVENTED ${name}`);
  });
  after(async () => {
    chain?.provider.destroy();
    await fleet.stopAll();
    await rm(dir, { recursive: true, force: true });
    await rm(path.join("deployments", deployment), { recursive: true, force: true });
  });

  it("refuses what could never be verified, and sends nothing", async () => {
    const register = ["register", dir, "--custodian", custodian, "--from", author];
    const wrongCheck = { ...PROTOCOL, orcids: ["0000-0002-1825-0098"] };
    await refused("ORCID_CHECK_CHARACTER_WRONG", ...register, ...(await step(wrongCheck)));
    await refused("STUDY_WRONG_STEP_KIND", ...register, ...(await step(DATASET)));
    const absent = { ...PROTOCOL, files: [{ name: "none.md", role: "TEXT" }] };
    await refused("STUDY_FILE", ...register, ...(await step(absent)));
    await refused("BAD_FILE", ...register, ...(await step({ ...PROTOCOL, files: [] })));
    const misused = await on(
      "register",
      dir,
      "--custodian",
      "0x12",
      "--from",
      author,
      ...(await step(PROTOCOL)),
    );
    expect(misused.code).to.equal(2);
    expect(await chain.provider.getTransactionCount(author)).to.equal(1);
    await refused("BAD_FILE", "verify", dir);
  });

  it("registers a protocol, for the author's eyes", async () => {
    const register = ["register", dir, "--custodian", custodian, "--from", author];
    const { study, step: place, next, transaction } = await done(...register, ...(await step(PROTOCOL)));
    expect(place).to.equal(0);
    expect(next).to.contain("custodian unlocks");
    expect((await stat(at("study.json"))).mode & 0o077).to.equal(0);
    await refused("FILE_EXISTS", ...register, ...(await step(PROTOCOL)));
    expect((await done("status", String(study))).custodian).to.equal(custodian);
    // Nothing of the protocol is in the transaction but a commitment.
    const sent = await chain.provider.getTransaction(String(transaction));
    const titled = Buffer.from(PROTOCOL.title).toString("hex");
    expect(sent?.data).not.to.contain(titled);
  });

  it("keeps the order: no analysis before data, no data but the custodian's", async () => {
    const early = { ...ANALYSIS, inputs: [0], files: [{ name: "fit.py", role: "CODE" }] };
    await refused("StudyLog_OutOfOrder", "record", dir, "--from", author, ...(await step(early)));
    await refused("STUDY_STEP_OUT_OF_ORDER", "record", dir, "--from", author, ...(await step(ANALYSIS)));
    await refused("STUDY_OTHER_SIGNER", "unlock", dir, "--from", author, ...(await step(DATASET)));
    await done("unlock", dir, "--from", custodian, ...(await step(DATASET)));
    await done("record", dir, "--from", author, ...(await step(ANALYSIS)));
    await done("record", dir, "--from", author, ...(await step(PAPER)));
    const { sound, steps, files } = await done("verify", dir);
    expect([sound, steps, files]).to.deep.equal([true, 4, 5]);
  });

  it("lets one command at a time work on a folder, and keeps what both would write", async () => {
    const before = await readFile(at("study.json"), "utf8");
    const arguments_ = ["unlock", dir, "--from", custodian, ...(await step(DATASET))];
    await writeFile(at("study.json.lock"), `${process.pid} ${performance.timeOrigin} another`);
    await refused("STUDY_BUSY", ...arguments_);
    await refused("STUDY_BUSY", "resend", dir, "--from", custodian);
    await rm(at("study.json.lock"));
    expect(await readFile(at("study.json"), "utf8")).to.equal(before);
    // At once: whoever is not refused has its step, and its salt, in the folder.
    const snapshot = await chain.provider.send("evm_snapshot", []);
    const ended = await Promise.all([on(...arguments_), on(...arguments_), on(...arguments_)]);
    const refusals = ended.filter(({ code }) => code !== 0);
    for (const { stderr } of refusals) expect(stderr).to.contain("STUDY_BUSY");
    const { sound, steps } = await done("verify", dir);
    expect([sound, steps]).to.deep.equal([true, 4 + ended.length - refusals.length]);
    expect((await done("resend", dir, "--from", custodian)).pending).to.equal(0);
    await chain.provider.send("evm_revert", [snapshot]);
    await writeFile(at("study.json"), before);
  });

  it("sends nothing from an account that would register another study", async () => {
    const other = at("other");
    await mkdir(other);
    await writeFile(path.join(other, "protocol.md"), "another");
    const nonce = () => chain.provider.getTransactionCount(custodian);
    const snapshot = await chain.provider.send("evm_snapshot", []);
    const register = ["register", other, "--custodian", custodian, "--from", author];
    const { study } = await done(...register, ...(await step(PROTOCOL)));
    // As if the command had ended between file and transaction.
    await chain.provider.send("evm_revert", [snapshot]);
    const sent = await nonce();
    await refused("STUDY_OTHER_SIGNER", "resend", other, "--from", custodian);
    const manifest = JSON.parse(await readFile(path.join(other, "study.json"), "utf8"));
    await writeFile(path.join(other, "study.json"), JSON.stringify({ ...manifest, author: custodian }));
    await refused("STUDY_ID_WRONG", "resend", other, "--from", custodian);
    expect(await nonce()).to.equal(sent);
    await refused("STUDY_UNKNOWN", "status", String(study));
    await writeFile(path.join(other, "study.json"), JSON.stringify(manifest));
    expect((await done("resend", other, "--from", author)).study).to.equal(study);
    expect((await done("status", String(study))).author).to.equal(author);
  });

  it("says no to a changed figure and names it", async () => {
    await write("figures/fig1.csv", "embellished");
    const { code, stdout } = await on("verify", dir);
    expect(code).to.equal(3);
    const named = (JSON.parse(stdout) as { finding: string; step: number; file: string }[]).map(
      ({ finding, step: place, file }) => `${finding} ${place} ${file}`,
    );
    expect(named).to.deep.equal(["FIGURE_CHANGED 2 figures/fig1.csv", "FIGURE_CHANGED 3 figures/fig1.csv"]);
    await write("figures/fig1.csv", "INVENTED figures/fig1.csv");
  });

  it("corrects for a reason, and sends again what broke off", async () => {
    const before = await readFile(at("study.json"), "utf8");
    const correction = {
      kind: "CORRECTION",
      title: "Fit",
      corrects: 2,
      reason: "An outlier was counted twice.",
      inputs: [1],
      files: ANALYSIS.files,
    };
    await refused(
      "BAD_FILE",
      "correct",
      dir,
      "--from",
      author,
      ...(await step({ ...correction, reason: "" })),
    );
    await done("correct", dir, "--from", author, ...(await step(correction)));
    const after = await readFile(at("study.json"), "utf8");
    // As if the folder had been copied before: it lacks a step of the chain.
    await write("study.json", before);
    await refused("STUDY_FORKED", "correct", dir, "--from", author, ...(await step(correction)));
    expect((await on("verify", dir)).code).to.equal(3);
    // As if the command had ended between file and transaction.
    const manifest = JSON.parse(after);
    manifest.steps.push(manifest.steps[3]);
    await write("study.json", manifest);
    await refused("STUDY_STEP_PENDING", "correct", dir, "--from", author, ...(await step(correction)));
    expect((await done("resend", dir, "--from", author)).step).to.equal(5);
    expect((await done("resend", dir, "--from", author)).pending).to.equal(0);
    const { step5, next } = await done("status", dir);
    expect(step5).to.contain("PUBLICATION");
    expect(next).to.equal("");
  });
});
