import { expect } from "chai";
import { keccak256 } from "ethers";
import {
  COLD_CHAIN_FEATURES,
  coldChainFeatures,
} from "../../models/coldchain-integrity-SIMULATED/features.ts";
import {
  autocorrelation,
  deviationCenti,
  longestRun,
  repeatedWindows,
  vonNeumannRatio,
} from "../../models/coldchain-integrity-SIMULATED/statistics.ts";
import { log2Sixteenths } from "../../models/extraction/log2Sixteenths.ts";
import {
  resolvedArtefacts,
  type TrainingPackage,
} from "../../models/milestone-triage-INVENTED/evidencePackage.ts";
import { TRIAGE_FEATURES, triageFeatures } from "../../models/milestone-triage-INVENTED/features.ts";
import { copiedBps, countTricks, normalise, numbers } from "../../models/milestone-triage-INVENTED/text.ts";
import { wdbcFeatures } from "../../models/wdbc/features.ts";
import { errorOf } from "../oracle/inference/helpers.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const jsonBytes = (value: unknown): Uint8Array => bytes(JSON.stringify(value));

describe("extraction of a cytology row", () => {
  const row = { kind: "wdbc-row/1", values: Array.from({ length: 30 }, (_, i) => `${i}.5`) };

  it("hands on the decimal strings untouched", () => {
    expect(wdbcFeatures(jsonBytes(row))).to.deep.equal(row.values);
  });

  it("refuses other kinds, counts, fields and anything but decimals", () => {
    const broken: unknown[] = [
      { ...row, kind: "wdbc-row/2" },
      { ...row, values: row.values.slice(1) },
      { ...row, patient: "x" },
      ...["", "-1", "1e3", "NaN", 7, null].map((value) => ({
        ...row,
        values: [value, ...row.values.slice(1)],
      })),
      [],
    ];
    for (const value of broken) errorOf(() => wdbcFeatures(jsonBytes(value)), "PAYLOAD_MALFORMED");
    errorOf(() => wdbcFeatures(bytes("{")), "PAYLOAD_MALFORMED");
    errorOf(() => wdbcFeatures(Uint8Array.of(0xff, 0xfe)), "PAYLOAD_MALFORMED");
  });

  it("never repeats a value in its error", () => {
    const error = errorOf(
      () => wdbcFeatures(jsonBytes({ ...row, values: ["secret", ...row.values.slice(1)] })),
      "PAYLOAD_MALFORMED",
    );
    expect(`${error.message}${JSON.stringify(error.context)}`).to.not.contain("secret");
  });
});

describe("extraction of a cold-chain log", () => {
  const payload = (log: readonly number[], minutes = 10): Uint8Array => {
    const buffer = Buffer.alloc(5 + 4 * log.length);
    log.forEach((value, i) => {
      buffer.writeUInt16BE(i === 0 ? 0 : minutes, 5 + 4 * i);
      buffer.writeInt16BE(value, 7 + 4 * i);
    });
    return Uint8Array.from(buffer);
  };
  const steady = new Array<number>(288).fill(50);
  const feature = (log: readonly number[], name: string): number =>
    coldChainFeatures(payload(log))[COLD_CHAIN_FEATURES.indexOf(name)] as number;

  it("gives 28 integers", () => {
    const features = coldChainFeatures(payload(steady.map((value, i) => value + (i % 7))));
    expect(features).to.have.length(28);
    for (const value of features) expect(Number.isSafeInteger(value)).to.equal(true);
  });

  it("sees what is plain to see", () => {
    const warm = steady.map((value, i) => (i >= 100 && i < 115 ? 95 : value));
    expect(feature(warm, "highest")).to.equal(95);
    expect(feature(warm, "readings_above_8")).to.equal(log2Sixteenths(15));
    expect(feature(warm, "longest_run_above_8")).to.equal(log2Sixteenths(15));
    expect(feature(warm, "degrees_above_8")).to.equal(log2Sixteenths(225));
    expect(feature(warm, "buffered_highest")).to.be.within(700, 800);
    expect(feature(steady, "readings_above_8")).to.equal(0);
    expect(feature(steady, "buffered_highest")).to.equal(500);
    expect(
      feature(
        steady.map((value, i) => (i === 9 ? -3 : value)),
        "readings_below_0",
      ),
    ).to.equal(16);
  });

  it("refuses other lengths and rhythms", () => {
    for (const length of [2, 287, 289])
      errorOf(() => coldChainFeatures(payload(new Array(length).fill(50))), "COLD_CHAIN_SERIES_UNSUPPORTED");
    errorOf(() => coldChainFeatures(payload(steady, 11)), "COLD_CHAIN_SERIES_UNSUPPORTED");
    const late = payload(steady);
    late[10] = 9;
    expect(errorOf(() => coldChainFeatures(late), "COLD_CHAIN_SERIES_UNSUPPORTED").context).to.deep.equal({
      reading: 1,
      minutes: 9,
    });
  });

  it("refuses bytes that no device signs", () => {
    for (const length of [0, 4, 6, 1156, 1158])
      errorOf(() => coldChainFeatures(new Uint8Array(length)), "READINGS_LENGTH_WRONG");
    errorOf(() => coldChainFeatures(payload(steady, 0)), "READING_INTERVAL_WRONG");
    errorOf(() => coldChainFeatures(payload(steady.with(7, 1001))), "READING_TEMPERATURE_WRONG");
  });

  it("counts statistics as their names say", () => {
    expect(deviationCenti([1, 3])).to.equal(100);
    expect(autocorrelation([5, 5, 5], 1)).to.equal(10_000);
    expect(autocorrelation([1, -1, 1, -1], 1)).to.equal(-7500);
    expect(vonNeumannRatio([1, -1, 1, -1])).to.equal(30_000);
    expect(longestRun([1, 1, 0, 1], (value) => value === 1)).to.equal(2);
    const pattern = [4, 8, 1];
    expect(repeatedWindows([...pattern, 9, ...pattern], 3)).to.equal(1);
    expect([0, 1, 2, 3, 7, 8].map(log2Sixteenths)).to.deep.equal([0, 16, 24, 32, 48, 50]);
  });
});

describe("extraction of an evidence package", () => {
  const content = bytes("Register counted: 327 samples");
  const artefact = {
    kind: "DATASET" as const,
    uri: "https://example.org/a",
    contentHash: keccak256(content),
    content: Buffer.from(content).toString("base64"),
  };
  const evidence: TrainingPackage = {
    kind: "evidence-package/1",
    grantId: "grant",
    milestone: 1,
    criteria: ["Collect at least 300 sputum samples from clinics"],
    report: "Sputum samples were collected from 327 patients at four clinics.",
    artefacts: [artefact],
    counts: [{ criterion: 0, required: 300, reported: 327 }],
    daysLate: 3,
    budget: { planned: 1000, spent: 900 },
  };
  const feature = (change: Partial<TrainingPackage>, name: string): number =>
    triageFeatures(jsonBytes({ ...evidence, ...change }))[TRIAGE_FEATURES.indexOf(name)] as number;

  it("gives 21 integers", () => {
    const features = triageFeatures(jsonBytes(evidence));
    expect(features).to.have.length(21);
    for (const value of features) expect(Number.isSafeInteger(value)).to.equal(true);
  });

  it("believes an artefact only when its snapshot has the stated hash", () => {
    expect(feature({}, "artefacts_resolved")).to.equal(1);
    expect(feature({}, "counts_in_artefacts")).to.equal(10_000);
    const forged = { ...artefact, contentHash: `0x${"00".repeat(32)}` };
    const { content: _, ...dead } = artefact;
    for (const bad of [forged, dead, { ...dead, content: "" }]) {
      expect(resolvedArtefacts([bad])).to.deep.equal([]);
      expect(feature({ artefacts: [bad] }, "artefacts_resolved")).to.equal(0);
      expect(feature({ artefacts: [bad] }, "counts_in_artefacts")).to.equal(0);
    }
    const empty = { ...artefact, content: "", contentHash: keccak256("0x") };
    expect(resolvedArtefacts([empty])).to.deep.equal([]);
  });

  it("weighs counts against criteria", () => {
    expect(feature({}, "counts_met")).to.equal(10_000);
    expect(
      feature({ counts: [{ criterion: 0, required: 300, reported: 150 }] }, "least_count_ratio"),
    ).to.equal(5000);
    expect(feature({ counts: [] }, "least_count_ratio")).to.equal(0);
  });

  it("sees through look-alike letters, invisible characters, width and case", () => {
    const plain = "We collect at least 300 sputum samples from clinics";
    const tricks = [
      plain.replaceAll("a", "а").replaceAll("o", "о"),
      plain.replaceAll(" ", " \u200b"),
      plain.replaceAll("s", "ｓ"),
      plain.toUpperCase(),
      plain.normalize("NFD").replaceAll("e", "e\u0301"),
    ];
    for (const trick of tricks) {
      expect(normalise(trick)).to.equal(normalise(plain));
      expect(feature({ report: trick }, "copied_from_criteria")).to.equal(
        feature({ report: plain }, "copied_from_criteria"),
      );
    }
    expect(countTricks(plain)).to.equal(0);
    expect(countTricks(tricks[0] as string)).to.be.greaterThan(3);
    expect(countTricks(tricks[1] as string)).to.be.greaterThan(3);
  });

  it("reads numbers without their thousands separators", () => {
    expect([...numbers("4,261 of 10,000 at 29.6 and 12,5")]).to.deep.equal(["4261", "10000", "29.6", "12,5"]);
  });

  it("measures copying by three-word sequences", () => {
    expect(copiedBps("one two three four", "one two three")).to.equal(5000);
    expect(copiedBps("too short", "too short")).to.equal(0);
  });

  it("refuses unknown fields, kinds, floats and counts without a criterion", () => {
    const broken: unknown[] = [
      { ...evidence, extra: 1 },
      { ...evidence, kind: "evidence-package/2" },
      { ...evidence, daysLate: 0.5 },
      { ...evidence, budget: { planned: 0, spent: 1 } },
      { ...evidence, criteria: [] },
      { ...evidence, artefacts: [{ ...artefact, kind: "RUMOUR" }] },
      { ...evidence, artefacts: [{ ...artefact, content: "not base64!" }] },
      { ...evidence, counts: [{ criterion: 1, required: 1, reported: 1 }] },
      { ...evidence, counts: [{ criterion: 0, required: 1, reported: -1 }] },
    ];
    for (const value of broken) errorOf(() => triageFeatures(jsonBytes(value)), "PAYLOAD_MALFORMED");
    errorOf(() => triageFeatures(bytes("[]x")), "PAYLOAD_MALFORMED");
  });
});
