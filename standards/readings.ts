// Device readings: uint40 startedAt, then for each reading uint16 minutesSincePrevious and int16 deciCelsius,
// big-endian. The payload of a cold-chain request and the calldata of ColdChain.
import { concat, getBytes, keccak256, toBeHex } from "ethers";
import type { Hex } from "./hex.ts";
import {
  ReadingIntervalError,
  ReadingsCountError,
  ReadingsLengthError,
  ReadingsStartError,
  ReadingTemperatureError,
} from "./readingsErrors.ts";

export type SeriesId = Hex & { readonly __brand: "SeriesId" };

export type Reading = {
  /** 0 for the first only. */
  readonly minutesSincePrevious: number;
  /** Tenths of a degree Celsius. */
  readonly deciCelsius: number;
};

export type ReadingSeries = {
  /** Time of the first reading, Unix seconds. */
  readonly startedAt: number;
  readonly readings: readonly Reading[];
};

/** What the device signs: DeviceReadings of IAttesterRegistry. */
export type ReadingsStatement = {
  readonly payloadHash: SeriesId;
  readonly chainHead: Hex;
  readonly startedAt: number;
  readonly count: number;
};

const HEADER_BYTES = 5;
const READING_BYTES = 4;
const LEAST_READINGS = 2;
/** What one transaction can judge, however unquiet. */
const MOST_READINGS = 4032;
const MOST_START = 2 ** 39;
const MOST_MINUTES = 65_535;
const MOST_DECI_C = 1000;

const assertReading = ({ minutesSincePrevious: minutes, deciCelsius }: Reading, position: number): void => {
  const whole = Number.isInteger(minutes) && minutes >= 0 && minutes <= MOST_MINUTES;
  if (!whole || (minutes === 0) !== (position === 0)) throw new ReadingIntervalError(position, minutes);
  if (!Number.isInteger(deciCelsius) || Math.abs(deciCelsius) > MOST_DECI_C)
    throw new ReadingTemperatureError(position, deciCelsius);
};

/** Throws unless the contract would take the series. */
export const assertSeries = ({ startedAt, readings }: ReadingSeries): void => {
  if (!Number.isInteger(startedAt) || startedAt < 0 || startedAt > MOST_START)
    throw new ReadingsStartError(startedAt);
  if (readings.length < LEAST_READINGS || readings.length > MOST_READINGS)
    throw new ReadingsCountError(readings.length, LEAST_READINGS, MOST_READINGS);
  readings.forEach(assertReading);
};

/** The bytes of a series. */
export const encodeReadings = (series: ReadingSeries): Uint8Array => {
  assertSeries(series);
  const bytes = new Uint8Array(HEADER_BYTES + READING_BYTES * series.readings.length);
  const view = new DataView(bytes.buffer);
  bytes.set(getBytes(toBeHex(series.startedAt, HEADER_BYTES)));
  series.readings.forEach(({ minutesSincePrevious, deciCelsius }, i) => {
    view.setUint16(HEADER_BYTES + READING_BYTES * i, minutesSincePrevious);
    view.setInt16(HEADER_BYTES + READING_BYTES * i + 2, deciCelsius);
  });
  return bytes;
};

/** The series that these bytes hold. */
export const decodeReadings = (bytes: Uint8Array): ReadingSeries => {
  const body = bytes.length - HEADER_BYTES;
  if (body < 0 || body % READING_BYTES !== 0) throw new ReadingsLengthError(bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const startedAt = view.getUint8(0) * 2 ** 32 + view.getUint32(1);
  const readings = Array.from({ length: body / READING_BYTES }, (_, i) => ({
    minutesSincePrevious: view.getUint16(HEADER_BYTES + READING_BYTES * i),
    deciCelsius: view.getInt16(HEADER_BYTES + READING_BYTES * i + 2),
  }));
  const series = { startedAt, readings };
  assertSeries(series);
  return series;
};

/** Names a series: the keccak256 of its bytes. */
export const seriesId = (bytes: Uint8Array): SeriesId => keccak256(bytes) as SeriesId;

/** What the device built up reading by reading. */
export const chainHead = (bytes: Uint8Array): Hex => {
  let head = keccak256(bytes.subarray(0, HEADER_BYTES));
  for (let i = HEADER_BYTES; i < bytes.length; i += READING_BYTES)
    head = keccak256(concat([head, bytes.subarray(i, i + READING_BYTES)]));
  return head as Hex;
};

/** What the device signs over these bytes. */
export const readingsStatement = (bytes: Uint8Array): ReadingsStatement => {
  const { startedAt, readings } = decodeReadings(bytes);
  return { payloadHash: seriesId(bytes), chainHead: chainHead(bytes), startedAt, count: readings.length };
};

/** Equally spaced readings, the usual case of a logger. */
export const evenSeries = (
  startedAt: number,
  minutesApart: number,
  deciCelsius: readonly number[],
): ReadingSeries => ({
  startedAt,
  readings: deciCelsius.map((value, i) => ({
    minutesSincePrevious: i === 0 ? 0 : minutesApart,
    deciCelsius: value,
  })),
});
