// The compiler's constraint file, read and checked by a few lines of our own.
import { FIELD_ORDER } from "../standards/field.ts";

/** Sum of coefficient times wire. */
export type Linear = readonly (readonly [wire: number, coefficient: bigint])[];

/** a(w) * b(w) = c(w), row by row. Wire 0 is the constant 1, then come the public signals. */
export type R1cs = {
  readonly wires: number;
  readonly publicSignals: number;
  readonly constraints: readonly { readonly a: Linear; readonly b: Linear; readonly c: Linear }[];
};

const HEADER_SECTION = 1;
const CONSTRAINT_SECTION = 2;
const FIELD_BYTES = 32;

/** Little-endian field element at `offset`. */
export const readElement = (bytes: Uint8Array, offset: number): bigint => {
  let hex = "";
  for (let i = FIELD_BYTES - 1; i >= 0; i--)
    hex += (bytes[offset + i] as number).toString(16).padStart(2, "0");
  return BigInt(`0x${hex}`);
};

/** Little-endian bytes of a field element. */
export const elementBytes = (value: bigint): Uint8Array =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(2 * FIELD_BYTES, "0"), "hex")).reverse();

/** Reads an .r1cs file over the field of BN254. */
export const parseR1cs = (bytes: Uint8Array): R1cs => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (Buffer.from(bytes.subarray(0, 4)).toString("latin1") !== "r1cs")
    throw new TypeError("This is no .r1cs file.");
  const sections = readSections(view);
  const header = sections.get(HEADER_SECTION) ?? 0;
  if (view.getUint32(header, true) !== FIELD_BYTES || readElement(bytes, header + 4) !== FIELD_ORDER)
    throw new TypeError("The constraints are over another field.");
  const counts = header + 4 + FIELD_BYTES;
  const count = view.getUint32(counts + 24, true);
  let at = sections.get(CONSTRAINT_SECTION) ?? 0;
  const readLinear = (): Linear => {
    const terms = view.getUint32(at, true);
    at += 4;
    return Array.from({ length: terms }, () => {
      const term = [view.getUint32(at, true), readElement(bytes, at + 4)] as const;
      at += 4 + FIELD_BYTES;
      return term;
    });
  };
  const constraints = Array.from({ length: count }, () => ({
    a: readLinear(),
    b: readLinear(),
    c: readLinear(),
  }));
  const publicSignals = view.getUint32(counts + 4, true) + view.getUint32(counts + 8, true);
  return { wires: view.getUint32(counts, true), publicSignals, constraints };
};

const readSections = (view: DataView): Map<number, number> => {
  const sections = new Map<number, number>();
  let at = 12;
  for (let left = view.getUint32(8, true); left > 0; left--) {
    sections.set(view.getUint32(at, true), at + 12);
    at += 12 + Number(view.getBigUint64(at + 4, true));
  }
  return sections;
};

/** Rows that a witness does not satisfy. */
export const brokenConstraints = ({ constraints }: R1cs, witness: readonly bigint[]): number[] => {
  const valueAt = (linear: Linear): bigint =>
    linear.reduce((sum, [wire, coefficient]) => sum + coefficient * (witness[wire] as bigint), 0n);
  return constraints.flatMap(({ a, b, c }, row) =>
    (valueAt(a) * valueAt(b) - valueAt(c)) % FIELD_ORDER === 0n ? [] : [row],
  );
};
