// ABI encodings of a lot's units, written by hand over one buffer: a million of them need no other.
//
//   abi.encode(uint64 gtin, string serial, string lot, uint32 expiry, bytes32 salt): nine words, as neither string is
//   empty or longer than 20 bytes
//
//   | gtin | 160 | 224 | expiry | salt | length | serial | length | lot |
import { assertGs1Text, formatExpiry, formatGtin, type Gtin } from "../gs1/keys.ts";
import { UnitSaltError } from "../unitErrors.ts";
import { writeWord } from "./hexBytes.ts";

/** What the units of a lot share. */
export type Lot = { readonly gtin: Gtin; readonly lot: string; readonly expiry: number };

/** One pack. The salt, 32 random bytes, keeps serials from being guessed. */
export type Unit = { readonly serial: string; readonly salt: `0x${string}` };

const WORD = 32;
const WORDS = 9;
const [GTIN, SERIAL_AT, LOT_AT, EXPIRY, SALT, SERIAL_LENGTH, SERIAL, LOT_LENGTH, LOT] = Array.from(
  { length: WORDS },
  (_, word) => word * WORD,
) as [number, number, number, number, number, number, number, number, number];

const writeText = (text: string, into: Uint8Array, at: number): void => {
  for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i);
};

/**
 * Checks a lot, and returns what checks and encodes its units. Each encoding is gone with the next: hash it first.
 */
export const makeUnitPacker = ({ gtin, lot, expiry }: Lot): ((unit: Unit) => Uint8Array) => {
  formatGtin(gtin);
  formatExpiry(expiry);
  assertGs1Text("lot", lot);
  const bytes = new Uint8Array(WORDS * WORD);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(GTIN + WORD - 8, gtin);
  view.setUint32(SERIAL_AT + WORD - 4, SERIAL_LENGTH);
  view.setUint32(LOT_AT + WORD - 4, LOT_LENGTH);
  view.setUint32(EXPIRY + WORD - 4, expiry);
  view.setUint32(LOT_LENGTH + WORD - 4, lot.length);
  writeText(lot, bytes, LOT);
  return ({ serial, salt }) => {
    assertGs1Text("serial", serial);
    if (!writeWord(salt, bytes, SALT)) throw new UnitSaltError((salt.length - 2) / 2);
    view.setUint32(SERIAL_LENGTH + WORD - 4, serial.length);
    bytes.fill(0, SERIAL, LOT_LENGTH);
    writeText(serial, bytes, SERIAL);
    return bytes;
  };
};

/** Returns what encodes (uint32 index, bytes32 unitHash). Each encoding is gone with the next. */
export const makeLeafPacker = (): ((index: number, hash: Uint8Array) => Uint8Array) => {
  const bytes = new Uint8Array(2 * WORD);
  const view = new DataView(bytes.buffer);
  return (index, hash) => {
    view.setUint32(WORD - 4, index);
    bytes.set(hash, WORD);
    return bytes;
  };
};
