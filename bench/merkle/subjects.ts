// What is built and measured: one lot, whose units are made one after the other and kept nowhere.
import { parseGtin } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Unit } from "../../standards/units.ts";

export const LOT = { gtin: parseGtin("09521234543213"), lot: "LOT26C01", expiry: 280_331 };

/** Serials of 12 characters and salts of 32 bytes, the same in every run. */
export function* makeUnits(count: number): Generator<Unit> {
  let state = 0x2545f491;
  const draw = (): string => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0).toString(16).padStart(8, "0");
  };
  for (let i = 0; i < count; i++) {
    const salt: Hex = `0x${draw()}${draw()}${draw()}${draw()}${draw()}${draw()}${draw()}${draw()}`;
    yield { serial: `U${i.toString(36).toUpperCase().padStart(11, "0")}`, salt };
  }
}
