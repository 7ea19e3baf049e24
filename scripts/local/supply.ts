import { keccak256, toUtf8Bytes } from "ethers";
import type { StorageProfile } from "../../standards/storageRules.ts";
import type { ITradingPartners } from "../../types/index.ts";

/** Invented keys under the GS1 prefix 952, which is for examples. */
export const GLN = {
  manufacturer: 9521234000013n,
  wholesaler: 9525678000011n,
  carrier: 9526003000010n,
  pharmacy: 9527002000018n,
  hospital: 9527001000019n,
  regulator: 9529900000015n,
} as const;
/** 9521234 of the manufacturer, and so on. */
export const COMPANY_PREFIX_DIGITS = 7;
export const GTIN = 9521234543213n;
/** 2-8 °C, like the former; and 20-25 °C. */
export const VACCINE_GTIN = 9521234543237n;
export const TABLET_GTIN = 9521234543220n;
export const SSCC = 395212340000007778n;

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

/** The manufacturer's tablets. A returned pack is saleable on the manufacturer's word alone. */
export const PRODUCT: ITradingPartners.ProductStruct = {
  holder: GLN.manufacturer,
  profile: CCT_PROFILE_ID,
  verdictOnReturn: false,
  masterDataHash: keccak256(toUtf8Bytes('{"form":"tablet","name":"Theriacum","strength":"5 mg"}')),
  endpointHash: keccak256(toUtf8Bytes("https://verify.example/9521234000013")),
};
/** Commitment to the certificate of analysis that lots are released on. */
export const CERTIFICATE_HASH = keccak256(toUtf8Bytes("Certificate of analysis"));
