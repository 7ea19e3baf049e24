import { type SignedReadings, signReadings } from "../../client/signReadings.ts";
import { CCT_PROFILE_ID, CERTIFICATE_HASH, GLN, PRODUCT } from "../../scripts/local/supply.ts";
import { type Gtin, lotHash, parseExpiry } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { ReadingSeries } from "../../standards/readings.ts";
import { lotIdOf } from "../../standards/units.ts";
import type { IColdChain } from "../../types/index.ts";
import type { Staffed } from "./fixtures.ts";

/** Vaccine, 2-8 °C; and tablets, 20-25 °C. */
export const VACCINE = 9521234543237n as Gtin;
export const CRT_TABLET = 9521234543220n as Gtin;

const HOUR = 3_600;
const EXPIRY = 280331;

export type Stay = readonly [hours: number, deciC: number];

/** Hourly readings that ended just now. */
export const hourly = async ({ chain }: Staffed, ...stays: readonly Stay[]): Promise<ReadingSeries> => {
  const values = stays.flatMap(([hours, deciC]) => Array<number>(hours).fill(deciC));
  return {
    startedAt: (await chain.now()) - values.length * HOUR,
    readings: values.map((deciCelsius, i) => ({ minutesSincePrevious: i === 0 ? 0 : 60, deciCelsius })),
  };
};

export const registerProduct = async (
  { contracts, actors }: Staffed,
  gtin: Gtin,
  profile = CCT_PROFILE_ID,
) => {
  const maker = contracts.batches.connect(actors.manufacturer);
  await (await maker.registerProduct(gtin, { ...PRODUCT, profile })).wait();
};

/** A lot that was released. */
export const releaseLot = async ({ contracts, actors }: Staffed, gtin: Gtin, lot: string) => {
  const { expiresAt } = parseExpiry(String(EXPIRY));
  const details = {
    gtin,
    lotHash: lotHash(lot),
    expiry: EXPIRY,
    expiresAt,
    unitsRoot: randomWord(),
    unitCount: 100,
  };
  await (await contracts.batches.connect(actors.manufacturer).commission(details)).wait();
  await (await contracts.batches.connect(actors.qualityPerson).release(details, CERTIFICATE_HASH)).wait();
  return { id: lotIdOf(gtin, lot) as Hex, details };
};

export type ReleasedLot = Awaited<ReturnType<typeof releaseLot>>;

/** The authorisation holder brings a signed series for the whole lot. */
export const judge = async (
  { contracts, actors, chain, addresses }: Staffed,
  { id, details }: ReleasedLot,
  series: ReadingSeries,
): Promise<{ signed: SignedReadings; judgement: IColdChain.JudgementStructOutput; gasUsed: bigint }> => {
  const signed = await signReadings(actors.logger, series, chain.chainId, addresses.AttesterRegistry);
  const { readings, device, signature, payloadHash } = signed;
  const reporter = { gln: GLN.manufacturer, sscc: 0n, contents: [] };
  const sent = await contracts.coldChain
    .connect(actors.manufacturer)
    .evaluate(details, reporter, readings, device, signature);
  const gasUsed = (await sent.wait())?.gasUsed ?? 0n;
  return { signed, judgement: await contracts.coldChain.judgementOf(payloadHash, id), gasUsed };
};
