import type { StorageProfile } from "../../standards/storageRules.ts";

/** Invented keys under the GS1 prefix 952, which is for examples. */
export const GLN = { manufacturer: 9521234000013n, wholesaler: 9525678000011n } as const;
export const GTIN = 9521234543213n;
export const SSCC = 395212340000007778n;

/** Bits of a partner's roles, as in contracts/types/Provenance.sol. */
export const ROLE = { MANUFACTURER: 1, WHOLESALER: 2, CARRIER: 4, DISPENSER: 8, REGULATOR: 16 } as const;

export const CCT_PROFILE_ID = 1;

/**
 * Controlled cold temperature: 2-8 °C, excursions within 2-15 °C for less than 24 h, mean kinetic temperature of any
 * 24 h at most 8 °C, no freezing. After USP <1079.2>.
 */
export const CCT_PROFILE: StorageProfile = {
  minDeciC: 20,
  maxDeciC: 80,
  excursionMinDeciC: 20,
  excursionMaxDeciC: 150,
  spikeMaxDeciC: 150,
  excursionMinutes: 24 * 60,
  spikeMinutes: 1,
  windowMinutes: 24 * 60,
  mktLimitMilliC: 8_000,
  maxGapMinutes: 120,
  probeMinutes: 150,
  freezeSensitive: true,
};

export const CRT_PROFILE_ID = 2;

/**
 * Controlled room temperature: 20-25 °C, excursions within 15-30 °C, spikes to 40 °C for less than 24 h, mean kinetic
 * temperature of any 30 days at most 25 °C. After USP <1079.2>.
 */
export const CRT_PROFILE: StorageProfile = {
  minDeciC: 200,
  maxDeciC: 250,
  excursionMinDeciC: 150,
  excursionMaxDeciC: 300,
  spikeMaxDeciC: 400,
  excursionMinutes: 2 ** 32 - 1,
  spikeMinutes: 24 * 60,
  windowMinutes: 30 * 24 * 60,
  mktLimitMilliC: 25_000,
  maxGapMinutes: 120,
  probeMinutes: 150,
  freezeSensitive: false,
};
