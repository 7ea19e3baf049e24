// Mean kinetic temperature in fixed point: the libraries Exponential and MeanKineticTemperature of the contracts, integer
// for integer. T = H / -ln(mean of exp(-H / T_i)), T in kelvin, H = 10,000 K; rates are relative to that at 5 degrees.
const WAD = 10n ** 18n;
const LN_2 = 693_147_180_559_945_309n;
const SQRT_2 = 1_414_213_562_373_095_049n;
const EXP_TERMS = 13n;
const LAST_LN_POWER = 21n;
const CENTIKELVIN_OF_ZERO_C = 27_315n;
const MILLIKELVIN_OF_ZERO_C = 273_150n;
/** 10,000 K / 278.15 K. */
const REFERENCE = 35_951_824_555_096_171_131n;
const H_CENTIKELVIN = 1_000_000n * WAD;
const H_MILLIKELVIN = 10_000_000n * WAD;

const exp = (x: bigint): bigint => {
  const twos = (x + (x < 0n ? -LN_2 : LN_2) / 2n) / LN_2;
  const rest = x - twos * LN_2;
  let sum = WAD;
  for (let n = EXP_TERMS; n > 0n; n--) sum = WAD + (rest * sum) / (WAD * n);
  return twos < 0n ? sum >> -twos : sum << twos;
};

const ln = (value: bigint): bigint => {
  let twos = 0n;
  let y = value;
  for (; y > SQRT_2; y >>= 1n) twos++;
  for (; y * 2n < SQRT_2; y <<= 1n) twos--;
  const z = ((y - WAD) * WAD) / (y + WAD);
  const square = (z * z) / WAD;
  let sum = 0n;
  for (let power = LAST_LN_POWER; power > 0n; power -= 2n) sum = WAD / power + (square * sum) / WAD;
  return twos * LN_2 + (2n * z * sum) / WAD;
};

/** Relative reaction rate at a temperature in tenths of a degree, 18 decimals. */
export const reactionRate = (deciC: number): bigint =>
  exp(REFERENCE - H_CENTIKELVIN / (CENTIKELVIN_OF_ZERO_C + BigInt(deciC) * 10n));

/** The temperature that has a mean rate, in thousandths of a degree. */
export const temperatureOfRate = (meanRate: bigint): number => {
  const millikelvin = ((2n * H_MILLIKELVIN) / (REFERENCE - ln(meanRate)) + 1n) / 2n;
  return Number(millikelvin - MILLIKELVIN_OF_ZERO_C);
};
