// What a forecaster keeps of a forecast, and nobody else sees before it is opened.
import { z } from "zod";
import {
  type ForecastId,
  type ForecastTerms,
  forecastCommitment,
  forecastIdOf,
} from "../../standards/forecast.ts";
import type { Gln, Gtin } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { bigUint, bytes32, uint } from "../../standards/shapes.ts";

/** A forecast with the salt that opens its commitment. */
export type SealedForecast = {
  readonly terms: ForecastTerms;
  readonly values: readonly number[];
  readonly salt: Hex;
};

/** The most that the contract takes; DemandForecasts.MAX_STEPS. */
export const MOST_STEPS = 366;

const GS1_BITS = 64;
const TIME_BITS = 40;

/** As it is kept in a file. */
export const sealedForecastShape = z
  .strictObject({
    terms: z.strictObject({
      forecaster: bigUint(GS1_BITS).transform((value) => value as Gln),
      reporter: bigUint(GS1_BITS).transform((value) => value as Gln),
      gtin: bigUint(GS1_BITS).transform((value) => value as Gtin),
      startsAt: uint(TIME_BITS),
      endsAt: uint(TIME_BITS),
      steps: uint(16),
      nonce: bytes32,
    }),
    values: z.array(uint(32)).min(1).max(MOST_STEPS),
    salt: bytes32,
  })
  .refine(({ terms, values }) => terms.steps === values.length, "needs one value a step");

/** Seals values under terms; nonce and salt are random. */
export const sealForecast = (
  terms: Omit<ForecastTerms, "nonce" | "steps">,
  values: readonly number[],
): SealedForecast => ({
  terms: { ...terms, steps: values.length, nonce: randomWord() },
  values: [...values],
  salt: randomWord(),
});

/** What of it goes on chain. */
export const openingOf = ({
  terms,
  values,
  salt,
}: SealedForecast): { readonly id: ForecastId; readonly commitment: Hex } => {
  const id = forecastIdOf(terms);
  return { id, commitment: forecastCommitment(id, values, salt) };
};
