// The prover's key file (.zkey): sections of little-endian numbers, points in Montgomery form.
import type { Curve } from "ffjavascript";
import { FIELD_ORDER } from "../standards/field.ts";
import { elementBytes, type Linear, type R1cs } from "./r1cs.ts";

/** The numbers that the key's points hide. Gamma is 1. */
export type ProvingKeyParts = {
  readonly r1cs: R1cs;
  /** Rows, rounded up to a power of two. */
  readonly domain: number;
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly delta: bigint;
  readonly a: readonly bigint[];
  readonly b: readonly bigint[];
  readonly publicPart: readonly bigint[];
  readonly privatePart: readonly bigint[];
  readonly quotient: readonly bigint[];
};

const VERSION = 1;
const GROTH16 = 1;
const FIELD_BYTES = 32;
const CIRCUIT_HASH_BYTES = 64;
/** Square of Montgomery's radius: coefficients are stored multiplied by it. */
const RADIX_SQUARED = 2n ** 512n % FIELD_ORDER;

/** Bytes of a .zkey file. */
export const provingKeyFile = (curve: Curve, parts: ProvingKeyParts): Uint8Array => {
  const g1 = (values: readonly bigint[]): Uint8Array => points(curve, curve.G1, values);
  const g2 = (values: readonly bigint[]): Uint8Array => points(curve, curve.G2, values);
  const { r1cs, domain, alpha, beta, delta } = parts;
  const header = [
    uint32(FIELD_BYTES),
    elementBytes(curve.q),
    uint32(FIELD_BYTES),
    elementBytes(curve.r),
    uint32(r1cs.wires),
    uint32(r1cs.publicSignals),
    uint32(domain),
    g1([alpha, beta]),
    g2([beta, 1n]),
    g1([delta]),
    g2([delta]),
  ];
  const sections = [
    [uint32(GROTH16)],
    header,
    [g1(parts.publicPart)],
    coefficients(r1cs),
    [g1(parts.a)],
    [g1(parts.b)],
    [g2(parts.b)],
    [g1(parts.privatePart)],
    [g1(parts.quotient)],
    [new Uint8Array(CIRCUIT_HASH_BYTES), uint32(0)],
  ].map((parts_, index) => section(index + 1, parts_));
  return join([Buffer.from("zkey", "latin1"), uint32(VERSION), uint32(sections.length), ...sections]);
};

const points = (curve: Curve, group: Curve["G1"], values: readonly bigint[]): Uint8Array => {
  const size = 2 * group.F.n8;
  const bytes = new Uint8Array(values.length * size);
  values.forEach((value, i) => {
    group.toRprLEM(bytes, i * size, group.toAffine(group.timesFr(group.g, curve.Fr.e(value))));
  });
  return bytes;
};

/** Matrices a and b, entry by entry, with the rows that keep the public signals independent. */
const coefficients = ({ constraints, publicSignals }: R1cs): Uint8Array[] => {
  const entries: Uint8Array[] = [];
  const add = (matrix: number, row: number, linear: Linear): void => {
    for (const [wire, coefficient] of linear)
      entries.push(
        uint32(matrix),
        uint32(row),
        uint32(wire),
        elementBytes((coefficient * RADIX_SQUARED) % FIELD_ORDER),
      );
  };
  constraints.forEach(({ a, b }, row) => {
    add(0, row, a);
    add(1, row, b);
  });
  for (let wire = 0; wire <= publicSignals; wire++) add(0, constraints.length + wire, [[wire, 1n]]);
  return [uint32(entries.length / 4), ...entries];
};

const section = (id: number, parts: readonly Uint8Array[]): Uint8Array => {
  const body = join(parts);
  const head = new DataView(new ArrayBuffer(12));
  head.setUint32(0, id, true);
  head.setBigUint64(4, BigInt(body.length), true);
  return join([new Uint8Array(head.buffer), body]);
};

const uint32 = (value: number): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, true);
  return new Uint8Array(view.buffer);
};

const join = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
