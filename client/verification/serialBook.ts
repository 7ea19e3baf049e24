import { formatGtin } from "../../standards/gs1/keys.ts";
import type { Lot } from "../../standards/units.ts";
import { SerialOfTwoLotsError } from "./errors.ts";

/** A lot as its holder serialised it: the file that never leaves the house. */
export type SerialisedLot = Lot & { readonly serials: Iterable<string> };

/** Which lot and expiry every serial of a holder's products belongs to, and which unit of it the pack is. */
export type SerialBook = {
  readonly hasProduct: (gtin: bigint) => boolean;
  readonly find: (gtin: bigint, serial: string) => BookEntry | undefined;
};
export type BookEntry = { readonly lot: string; readonly expiry: number; readonly index: number };

/** Reads lots into a book. Throws `SERIAL_OF_TWO_LOTS`: law and standard want a serial once per trade item. */
export const openSerialBook = (lots: Iterable<SerialisedLot>): SerialBook => {
  const products = new Map<bigint, Map<string, BookEntry>>();
  for (const { gtin, lot, expiry, serials } of lots) {
    const product = products.get(gtin) ?? new Map<string, BookEntry>();
    products.set(gtin, product);
    let index = 0;
    for (const serial of serials) {
      const taken = product.get(serial);
      if (taken !== undefined) throw new SerialOfTwoLotsError(formatGtin(gtin), taken.lot, lot);
      product.set(serial, { lot, expiry, index });
      index += 1;
    }
  }
  return {
    hasProduct: (gtin) => products.has(gtin),
    find: (gtin, serial) => products.get(gtin)?.get(serial),
  };
};
