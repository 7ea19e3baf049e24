import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { score } from "../../../bench/counterfeit/score.ts";
import { simulate } from "../../../bench/counterfeit/simulate.ts";
import { evidenceOf } from "../../../client/counterfeit/findSuspicions.ts";
import { NO_UNIT, toProposal } from "../../../client/counterfeit/proposeSuspicion.ts";
import { openScanLog } from "../../../client/counterfeit/scanLog.ts";
import { tagOfUnit } from "../../../client/counterfeit/scans.ts";
import { greatCircleKm, isImpossibleTravel } from "../../../client/counterfeit/travel.ts";
import type { Hex } from "../../../standards/hex.ts";
import { scratch } from "../../oracle/node/committee.ts";

const KEY: Hex = `0x${"07".repeat(32)}`;
const UNIT: Hex = `0x${"ab".repeat(32)}`;
const HERE = "9527002000018";
const THERE = "9525678000011";
const HOUR = 3_600;
/** 900 km due north. */
const PLACES = { [HERE]: { latitude: 45, longitude: 9 }, [THERE]: { latitude: 53.0938, longitude: 9 } };

describe("counterfeit checks", () => {
  const { folder, clean } = scratch();
  let files = 0;
  const openLog = (file = path.join(folder, `${files++}.sqlite`)) =>
    openScanLog({ file, key: KEY, places: PLACES });
  after(clean);

  it("measure great circles", () => {
    const paris = { latitude: 48.8566, longitude: 2.3522 };
    const tokyo = { latitude: 35.6762, longitude: 139.6503 };
    expect(greatCircleKm(paris, tokyo)).to.be.closeTo(9_712, 5);
    expect(greatCircleKm(PLACES[HERE] as typeof paris, PLACES[THERE] as typeof paris)).to.be.closeTo(
      900,
      0.1,
    );
    expect(greatCircleKm(paris, paris)).to.equal(0);
  });

  it("know what lorries and aircraft can do", () => {
    expect(isImpossibleTravel(900, 2 * HOUR)).to.equal(true);
    expect(isImpossibleTravel(900, 3 * HOUR)).to.equal(false);
    expect(isImpossibleTravel(6_000, 9 * HOUR)).to.equal(false);
    expect(isImpossibleTravel(100, HOUR)).to.equal(false);
    expect(isImpossibleTravel(100, HOUR / 4)).to.equal(true);
    expect(isImpossibleTravel(5, 0)).to.equal(false);
  });

  it("flag a pack that was dispensed and is scanned 900 km away two hours later, for both reasons", () => {
    const log = openLog();
    expect(log.scan({ unitHash: UNIT, purpose: "dispense", place: HERE, at: 0 })).to.deep.equal([]);
    const found = log.scan({ unitHash: UNIT, purpose: "verify", place: THERE, at: 2 * HOUR });
    expect(found.map(({ reason }) => reason)).to.deep.equal(["DuplicateDispense", "ImpossibleTravel"]);
    const again = log.scan({ unitHash: UNIT, purpose: "verify", place: THERE, at: 9 * HOUR });
    expect(again.map(({ reason }) => reason)).to.deep.equal(["DuplicateDispense"]);
    log.close();
  });

  it("take a scan that is sent again for the same scan", () => {
    const log = openLog();
    const send = () => log.scan({ unitHash: UNIT, purpose: "dispense", place: HERE, at: HOUR });
    expect([send(), send(), send()].flat()).to.deep.equal([]);
    expect(log.suspicions()).to.deep.equal([]);
    const unknown = { claim: "another pack", purpose: "verify", place: HERE, at: HOUR } as const;
    expect(log.scanUnknown(unknown)).to.have.length(1);
    expect(log.scanUnknown(unknown)).to.deep.equal([]);
    expect(log.suspicions()).to.have.length(1);
    const later = log.scan({ unitHash: UNIT, purpose: "dispense", place: HERE, at: HOUR + 1 });
    expect(later.map(({ reason }) => reason)).to.deep.equal(["DuplicateDispense"]);
    log.close();
  });

  it("leave alone who looks again, takes a dispense back, or another pack", () => {
    const log = openLog();
    const scan = (purpose: "verify" | "dispense" | "revert" | "receive", place: string, hours: number) =>
      log.scan({ unitHash: UNIT, purpose, place, at: hours * HOUR });
    const found = [
      scan("receive", THERE, 0),
      scan("receive", HERE, 10),
      scan("verify", HERE, 11),
      scan("dispense", HERE, 20),
      scan("verify", HERE, 21),
      scan("revert", HERE, 22),
      scan("dispense", HERE, 30),
      log.scan({ unitHash: KEY, purpose: "dispense", place: THERE, at: 30 * HOUR }),
    ];
    expect(found.flat()).to.deep.equal([]);
    expect(scan("dispense", HERE, 40).map(({ reason }) => reason)).to.deep.equal(["DuplicateDispense"]);
    log.close();
  });

  it("find a scan that came late in its place in time, once", () => {
    const log = openLog();
    log.scan({ unitHash: UNIT, purpose: "receive", place: HERE, at: 10 * HOUR });
    const late = log.scan({ unitHash: UNIT, purpose: "receive", place: THERE, at: 9 * HOUR });
    expect(late.map(({ reason, earlier }) => [reason, earlier.place])).to.deep.equal([
      ["ImpossibleTravel", THERE],
    ]);
    expect(log.suspicions()).to.have.length(1);
    log.close();
  });

  it("keep no serial and no unit hash, and let nobody guess the evidence", () => {
    const file = path.join(folder, "kept.sqlite");
    const log = openLog(file);
    const claim = "0109521234543213 21K7Q2M9X4T1AB";
    log.scan({ unitHash: UNIT, purpose: "dispense", place: HERE, at: 0 });
    const [unknown] = log.scanUnknown({ claim, purpose: "verify", place: HERE, at: 1 });
    const suspicion = unknown as NonNullable<typeof unknown>;
    expect(suspicion.reason).to.equal("UnknownSerial");
    log.close();
    const bytes = [file, `${file}-wal`].flatMap((name) => {
      try {
        return [readFileSync(name, "latin1")];
      } catch {
        return [];
      }
    });
    expect(bytes.join("")).to.include(tagOfUnit(KEY, UNIT));
    for (const secret of ["K7Q2M9X4T1AB", UNIT.slice(2)]) expect(bytes.join("")).not.to.include(secret);
    expect(tagOfUnit(`0x${"08".repeat(32)}`, UNIT)).not.to.equal(tagOfUnit(KEY, UNIT));
    expect(evidenceOf(suspicion, KEY)).not.to.equal(evidenceOf(suspicion, suspicion.salt));
    const lot = { gtin: 1n, lotHash: UNIT, expiry: 1, expiresAt: 1, unitsRoot: UNIT, unitCount: 1 };
    const proposal = toProposal(suspicion, { lot, index: 0 });
    expect([proposal.index, proposal.reason]).to.deep.equal([NO_UNIT, 0]);
  });

  it("refuse places they cannot tell, before they keep anything, and keys that are none", () => {
    const log = openLog();
    const scan = () => log.scan({ unitHash: UNIT, purpose: "verify", place: "9529900000015", at: 0 });
    expect(scan).to.throw().with.property("code", "PLACE_UNKNOWN");
    expect(log.scan({ unitHash: UNIT, purpose: "verify", place: HERE, at: 0 })).to.deep.equal([]);
    log.close();
    const short = () => openScanLog({ file: path.join(folder, "x"), key: "0x12", places: PLACES });
    expect(short).to.throw().with.property("code", "SCAN_KEY_MALFORMED");
  });

  it("still have every scan that was acknowledged before the process was killed", async () => {
    const file = path.join(folder, "killed.sqlite");
    const worker = path.join(import.meta.dirname, "scanForever.ts");
    const child = fork(worker, [file], { execArgv: ["--import=tsx"], stdio: "ignore" });
    let acknowledged = 0;
    await new Promise<void>((resolve) => {
      child.on("message", (count) => {
        acknowledged = count as number;
        if (acknowledged === 25) child.kill("SIGKILL");
      });
      child.on("exit", () => resolve());
    });
    const log = openLog(file);
    // The worker dispenses one pack again and again: each but the first is a suspicion of its own.
    expect(log.suspicions().length).to.be.at.least(acknowledged - 1);
    expect(acknowledged).to.be.at.least(25);
    log.close();
  });

  it("flag no honest pack of a SIMULATED stream, and most that a copy was dispensed of", () => {
    const { DuplicateDispense, ImpossibleTravel } = score(
      simulate(7, { packs: 600, copies: 60, pharmacies: 80 }),
    );
    expect([DuplicateDispense.precision, ImpossibleTravel.precision]).to.deep.equal([1, 1]);
    expect(DuplicateDispense.recall).to.be.greaterThan(0.7);
  });
});
