import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { parseEther } from "ethers";
import { checkEndpoints, type Endpoint } from "../../../oracle/doctor/endpoints.ts";
import { checkDisk, checkMode, checkNode } from "../../../oracle/doctor/machine.ts";
import { checkPeer, checkRunning, checkSource, type Heard } from "../../../oracle/doctor/network.ts";
import { type Finding, reportOf, toText } from "../../../oracle/doctor/report.ts";
import { checkBalance, checkStanding } from "../../../oracle/doctor/standing.ts";
import type { Membership } from "../../../oracle/domain/membership.ts";
import { inspectStore } from "../../../oracle/store/inspectStore.ts";
import { MIGRATIONS } from "../../../oracle/store/migrations.ts";
import { openStore } from "../../../oracle/store/openStore.ts";
import { CLINIC, HOSPITAL, word } from "../standards/builders.ts";
import { IDENTITY } from "../store/identity.ts";

const NOW = 1_800_000_000_000;

const short = (findings: readonly Finding[]) => findings.map(({ check, verdict }) => `${check}: ${verdict}`);

describe("doctor", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-doctor-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is ready with warnings, not with failures, and says what to do", () => {
    const warned = { check: "a", verdict: "warning", says: "b", todo: "do c" } as const;
    expect(reportOf([warned]).ok).to.equal(true);
    expect(reportOf([warned, { ...warned, verdict: "failed" }]).ok).to.equal(false);
    expect(toText(reportOf([warned]))).to.equal(
      "warning a: b\n        -> do c\nReady: 0 ok, 1 warnings, 0 failed",
    );
  });

  it("wants a recent Node.js, room on the disk, and secrets that others cannot read", async () => {
    expect([checkNode("20.11.0").verdict, checkNode("22.1.0").verdict]).to.deep.equal(["failed", "ok"]);
    expect((await checkDisk(path.join(folder, "not", "yet"))).check).to.equal("disk");
    const file = path.join(folder, "key.json");
    expect((await checkMode("keystore", file, "linux")).verdict).to.equal("failed");
    writeFileSync(file, "{}");
    chmodSync(file, 0o644);
    expect((await checkMode("keystore", file, "linux")).todo).to.equal(`chmod 600 ${file}`);
    expect((await checkMode("keystore", file, "win32")).verdict).to.equal("ok");
    chmodSync(file, 0o600);
    expect((await checkMode("keystore", file, "linux")).verdict).to.equal("ok");
  });

  describe("endpoints", () => {
    const rules = {
      chainId: 1,
      finality: "finalized",
      maxBlockRange: 10,
      maxHeadAgeMs: 60_000,
      now: () => NOW,
    };
    const endpoint = (changes: Partial<Endpoint> = {}): Endpoint => ({
      chainId: async () => 1,
      head: async () => ({ number: 100, timestamp: NOW / 1_000 - 5 }),
      blockAt: async () => 90,
      logs: async () => 0,
      ...changes,
    });
    const ofOne = async (changes: Partial<Endpoint>) =>
      short(await checkEndpoints([endpoint(changes)], rules));
    const good = ["endpoint 0: ok", "endpoint 0 finality: ok", "endpoint 0 events: ok"];

    it("finds nothing wrong with a good one", async () => {
      expect(await ofOne({})).to.deep.equal(good);
    });
    it("names one of another chain, and looks no further", async () => {
      expect(await ofOne({ chainId: async () => 5 })).to.deep.equal(["endpoint 0: failed"]);
    });
    it("names one that does not answer", async () => {
      expect(await ofOne({ chainId: () => Promise.reject(new Error("refused")) })).to.deep.equal([
        "endpoint 0: failed",
      ]);
    });
    it("names one that does not know the finality tag, or gives no such range of events", async () => {
      expect(await ofOne({ blockAt: async () => undefined })).to.include("endpoint 0 finality: failed");
      const logs = () => Promise.reject(new Error("query returned more than 10000 results"));
      expect(await ofOne({ logs })).to.include("endpoint 0 events: failed");
    });
    it("warns of an old head, a clock behind the chain, and endpoints far apart", async () => {
      const at = (seconds: number) => async () => ({ number: 100, timestamp: NOW / 1_000 + seconds });
      expect((await ofOne({ head: at(-61) }))[0]).to.equal("endpoint 0: warning");
      expect((await ofOne({ head: at(16) }))[0]).to.equal("endpoint 0: warning");
      const late = endpoint({ head: async () => ({ number: 94, timestamp: NOW / 1_000 }) });
      expect(short(await checkEndpoints([endpoint(), late], rules)).at(-1)).to.equal("endpoints: warning");
    });
    it("asks no endpoint for more blocks than the config does", async () => {
      let asked: number[] = [];
      const logs = async (...range: [number, number]) => {
        asked = range;
        return 0;
      };
      await checkEndpoints([endpoint({ logs })], rules);
      expect(asked).to.deep.equal([91, 100]);
    });
  });

  describe("standing", () => {
    const own = { signer: CLINIC, encryptionKey: word(5) };
    const member: Membership = {
      isRegistered: true,
      bit: 2,
      members: 4,
      committeeSigner: CLINIC,
      signer: CLINIC,
      encryptionKey: word(5),
      nextSigner: undefined,
      bond: parseEther("1"),
      minBond: parseEther("1"),
      unbondsAt: 0,
      retirableAt: 0,
    };
    const of = (changes: Partial<Membership>) => short(checkStanding({ ...member, ...changes }, own, 1_000));

    it("finds nothing wrong with a member in good standing", () => {
      expect(of({})).to.deep.equal(["signing key: ok", "encryption key: ok", "committee: ok", "bond: ok"]);
    });
    it("names what the chain has otherwise than the config", () => {
      expect(of({ isRegistered: false })).to.deep.equal(["registration: failed"]);
      expect(of({ committeeSigner: HOSPITAL })).to.include("signing key: failed");
      expect(of({ encryptionKey: word(6) })).to.include("encryption key: failed");
      expect(of({ bond: 0n })).to.include("bond: failed");
    });
    it("warns of what will change: no committee, a rotation, unbonding, leaving", () => {
      expect(of({ bit: undefined })).to.include("committee: warning");
      expect(of({ committeeSigner: HOSPITAL, nextSigner: CLINIC })).to.include("signing key: warning");
      expect(of({ unbondsAt: 900 })).to.include("unbonding: warning");
      expect(of({ retirableAt: 900 })).to.include("leaving: warning");
    });
    it("counts the balance in answers", () => {
      const verdicts = [0n, parseEther("0.001"), parseEther("1")].map(
        (wei) => checkBalance(wei, 10n ** 9n).verdict,
      );
      expect(verdicts).to.deep.equal(["failed", "warning", "ok"]);
    });
  });

  describe("others", () => {
    const hearing = (heard: Partial<Heard> | undefined) => async () =>
      heard === undefined ? undefined : { status: 200, at: NOW, body: undefined, ...heard };
    const peer = (heard: Partial<Heard> | undefined) =>
      checkPeer(1, "http://peer.example:1/", hearing(heard), () => NOW);

    it("warns of a peer that is away, or whose clock is", async () => {
      expect((await peer({})).verdict).to.equal("ok");
      expect((await peer(undefined)).todo).to.include("peers.1.url");
      expect((await peer({ at: NOW - 6_000 })).says).to.include("6 s apart");
      expect((await peer({ status: 503, body: { problems: ["HEAD_STALE"] } })).says).to.include("HEAD_STALE");
    });
    it("looks for sources of payloads", async () => {
      expect((await checkSource(0, pathToFileURL(folder).href, hearing({}))).verdict).to.equal("ok");
      expect((await checkSource(0, "file:///nowhere/at/all", hearing({}))).verdict).to.equal("failed");
      expect((await checkSource(0, "https://x.example", hearing({ status: 404 }))).verdict).to.equal("ok");
      expect((await checkSource(0, "https://x.example", hearing(undefined))).verdict).to.equal("failed");
    });
    it("asks the running node for its health when its store is held", async () => {
      const file = path.join(folder, "node.sqlite");
      expect(await inspectStore({ path: file })).to.deep.equal({ kind: "missing" });
      const store = await openStore({ path: file }, IDENTITY);
      expect(await inspectStore({ path: file })).to.deep.equal({ kind: "held" });
      await store.close();
      const known = MIGRATIONS.length;
      expect(await inspectStore({ path: file })).to.deep.equal({ kind: "open", version: known, known });
      const sick = { status: 503, body: { problems: ["DUTY_OVERDUE"] } };
      expect((await checkRunning("http://127.0.0.1:1", hearing(sick))).says).to.include("DUTY_OVERDUE");
      expect((await checkRunning("http://127.0.0.1:1", hearing(undefined))).verdict).to.equal("failed");
    });
  });
});
