import { expect } from "chai";
import { concat, hexlify, keccak256, solidityPacked } from "ethers";
import fc from "fast-check";
import {
  chainHead,
  decodeReadings,
  encodeReadings,
  evenSeries,
  readingsStatement,
  seriesId,
} from "../../standards/readings.ts";
import { codeOf } from "./errorOf.ts";

const START = 1_772_265_600;
const arbitrary = fc.record({
  startedAt: fc.integer({ min: 0, max: 2 ** 39 }),
  values: fc.array(
    fc.record({
      minutes: fc.integer({ min: 1, max: 65_535 }),
      deciCelsius: fc.integer({ min: -1000, max: 1000 }),
    }),
    { minLength: 2, maxLength: 60 },
  ),
});
const toSeries = ({
  startedAt,
  values,
}: {
  startedAt: number;
  values: { minutes: number; deciCelsius: number }[];
}) => ({
  startedAt,
  readings: values.map(({ minutes, deciCelsius }, i) => ({
    minutesSincePrevious: i === 0 ? 0 : minutes,
    deciCelsius,
  })),
});

describe("device readings", () => {
  it("are written as the contract reads them", () => {
    const bytes = encodeReadings(evenSeries(START, 60, [50, -10]));
    expect(hexlify(bytes)).to.equal(
      solidityPacked(["uint40", "uint16", "int16", "uint16", "int16"], [START, 0, 50, 60, -10]),
    );
  });

  it("come back unchanged", () => {
    fc.assert(
      fc.property(arbitrary, (drawn) => {
        const series = toSeries(drawn);
        expect(decodeReadings(encodeReadings(series))).to.deep.equal(series);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it("are chained reading by reading", () => {
    const bytes = encodeReadings(evenSeries(START, 60, [50, 51]));
    const head = keccak256(solidityPacked(["uint40"], [START]));
    const first = keccak256(concat([head, solidityPacked(["uint16", "int16"], [0, 50])]));
    expect(chainHead(bytes)).to.equal(
      keccak256(concat([first, solidityPacked(["uint16", "int16"], [60, 51])])),
    );
    expect(readingsStatement(bytes)).to.deep.equal({
      payloadHash: seriesId(bytes),
      chainHead: chainHead(bytes),
      startedAt: START,
      count: 2,
    });
  });

  it("have another name and chain head after any change", () => {
    fc.assert(
      fc.property(arbitrary, fc.nat(), fc.integer({ min: 1, max: 255 }), (drawn, at, change) => {
        const bytes = encodeReadings(toSeries(drawn));
        const other = Uint8Array.from(bytes);
        const position = at % bytes.length;
        other[position] = (other[position] ?? 0) ^ change;
        expect(seriesId(other)).to.not.equal(seriesId(bytes));
        expect(chainHead(other)).to.not.equal(chainHead(bytes));
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  it("are refused with their position when malformed", () => {
    const good = evenSeries(START, 60, [50, 50, 50]);
    const bytes = encodeReadings(good);
    expect(codeOf(() => decodeReadings(bytes.subarray(0, 4)))).to.equal("READINGS_LENGTH_WRONG");
    expect(codeOf(() => decodeReadings(bytes.subarray(0, 16)))).to.equal("READINGS_LENGTH_WRONG");
    expect(codeOf(() => decodeReadings(bytes.subarray(0, 9)))).to.equal("READINGS_COUNT_OUT_OF_RANGE");
    expect(codeOf(() => encodeReadings(evenSeries(START, 5, new Array(4033).fill(50))))).to.equal(
      "READINGS_COUNT_OUT_OF_RANGE",
    );
    for (const start of [-1, 0.5, Number.NaN, 2 ** 39 + 1])
      expect(codeOf(() => encodeReadings({ ...good, startedAt: start }))).to.equal(
        "READINGS_START_OUT_OF_RANGE",
      );
    for (const minutes of [0, -1, 1.5, 65_536, Number.NaN])
      expect(codeOf(() => encodeReadings(evenSeries(START, minutes, [50, 50])))).to.equal(
        "READING_INTERVAL_WRONG",
      );
    for (const value of [1001, -1001, 5.5, Number.NaN])
      expect(codeOf(() => encodeReadings(evenSeries(START, 60, [50, value])))).to.equal(
        "READING_TEMPERATURE_WRONG",
      );
  });

  it("say where a reading is wrong", () => {
    try {
      encodeReadings(evenSeries(START, 60, [50, 50, 2000]));
      expect.fail("a temperature of 200 degrees was taken");
    } catch (error) {
      expect(error).to.have.deep.property("context", { position: 2, deciCelsius: 2000 });
    }
  });
});
