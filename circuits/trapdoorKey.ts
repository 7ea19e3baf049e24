// A development key: its secrets are drawn from a public word, so anybody can make it again in seconds, and anybody can
// forge proofs under it. Only for local chains; a key for money and medicine comes from a ceremony (ceremony.ts).
//
// With the secrets known, every element of a Groth16 key is one number times a generator.
import { createHash } from "node:crypto";
import { type Curve, getCurveFromName } from "ffjavascript";
import { FIELD_ORDER } from "../standards/field.ts";
import type { Hex } from "../standards/hex.ts";
import { DEVELOPMENT_BEACON } from "./keyFile.ts";
import { type ProvingKeyParts, provingKeyFile } from "./provingKeyFile.ts";
import { type Linear, parseR1cs, type R1cs } from "./r1cs.ts";
import { encodeKey } from "./verificationKey.ts";

type Secrets = {
  readonly tau: bigint;
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly delta: bigint;
};

/** Proving key (.zkey) and verification key (18 words) of a circuit with secrets from the public word. */
export const makeTrapdoorKey = async (
  r1csBytes: Uint8Array,
  word: string = DEVELOPMENT_BEACON,
): Promise<{ readonly provingKey: Uint8Array; readonly key: Hex }> => {
  const curve = await getCurveFromName("bn128", { singleThread: true });
  try {
    const parts = evaluate(curve, parseR1cs(r1csBytes), secretsOf(word));
    return { provingKey: provingKeyFile(curve, parts), key: verificationKey(curve, parts) };
  } finally {
    await curve.terminate();
  }
};

const verificationKey = (curve: Curve, { alpha, beta, delta, publicPart }: ProvingKeyParts): Hex => {
  const g1 = (value: bigint) => toStrings(pointOf(curve, curve.G1, value)) as string[];
  const g2 = (value: bigint) => toStrings(pointOf(curve, curve.G2, value)) as string[][];
  return encodeKey({
    nPublic: publicPart.length - 1,
    vk_alpha_1: g1(alpha),
    vk_beta_2: g2(beta),
    vk_gamma_2: g2(1n),
    vk_delta_2: g2(delta),
    IC: publicPart.map(g1),
  });
};

const pointOf = (curve: Curve, group: Curve["G1"], value: bigint): unknown =>
  group.toObject(group.toAffine(group.timesFr(group.g, curve.Fr.e(value))));

const toStrings = (value: unknown): unknown => (Array.isArray(value) ? value.map(toStrings) : String(value));

const mod = (value: bigint): bigint => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;

const secretsOf = (word: string): Secrets => {
  const draw = (name: string): bigint =>
    BigInt(`0x${createHash("sha512").update(`${word}\n${name}`).digest("hex")}`) % FIELD_ORDER;
  return { tau: draw("tau"), alpha: draw("alpha"), beta: draw("beta"), delta: draw("delta") };
};

/** The circuit's polynomials at tau, as the numbers that the key's points hide. */
const evaluate = (curve: Curve, r1cs: R1cs, { tau, alpha, beta, delta }: Secrets): ProvingKeyParts => {
  const { wires, publicSignals, constraints } = r1cs;
  // One more row for each public wire keeps the public signals independent of each other.
  const rows = constraints.length + publicSignals + 1;
  const power = (rows - 1).toString(2).length;
  const domain = 2 ** power;
  const double = lagrange(tau, rootOfUnity(curve, power + 1), 2 * domain);
  const basis = lagrange(tau, rootOfUnity(curve, power), domain);
  const a = sums(
    wires,
    constraints.map((row) => row.a),
    basis,
  );
  const b = sums(
    wires,
    constraints.map((row) => row.b),
    basis,
  );
  const c = sums(
    wires,
    constraints.map((row) => row.c),
    basis,
  );
  for (let wire = 0; wire <= publicSignals; wire++)
    a[wire] = mod((a[wire] as bigint) + (basis[constraints.length + wire] as bigint));
  const combined = a.map((value, wire) =>
    mod(beta * value + alpha * (b[wire] as bigint) + (c[wire] as bigint)),
  );
  const [perDelta = 0n] = invertAll([delta]);
  return {
    r1cs,
    domain,
    alpha,
    beta,
    delta,
    a,
    b,
    publicPart: combined.slice(0, publicSignals + 1),
    privatePart: combined.slice(publicSignals + 1).map((value) => mod(value * perDelta)),
    quotient: Array.from({ length: domain }, (_, i) => mod((double[2 * i + 1] as bigint) * perDelta)),
  };
};

const rootOfUnity = (curve: Curve, power: number): bigint =>
  curve.Fr.toObject(curve.Fr.w[power] as Uint8Array);

/** Lagrange polynomials of the powers of `root` at tau: (tau^n - 1) root^i / (n (tau - root^i)). */
const lagrange = (tau: bigint, root: bigint, size: number): readonly bigint[] => {
  const powers = [1n];
  while (powers.length < size) powers.push(mod((powers.at(-1) as bigint) * root));
  let raised = tau;
  for (let n = 1; n < size; n *= 2) raised = mod(raised * raised);
  const inverses = invertAll(powers.map((point) => mod(BigInt(size) * (tau - point))));
  return powers.map((point, i) => mod((raised - 1n) * mod(point * (inverses[i] as bigint))));
};

/** Inverses of all numbers for one inversion. */
const invertAll = (values: readonly bigint[]): readonly bigint[] => {
  const before = [1n];
  for (const value of values) before.push(mod((before.at(-1) as bigint) * value));
  let rest = power(before.at(-1) as bigint, FIELD_ORDER - 2n);
  const inverses: bigint[] = [];
  for (let i = values.length - 1; i >= 0; i--) {
    inverses[i] = mod(rest * (before[i] as bigint));
    rest = mod(rest * (values[i] as bigint));
  }
  return inverses;
};

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n, square = mod(square * square))
    if ((left & 1n) === 1n) result = mod(result * square);
  return result;
};

const sums = (wires: number, rows: readonly Linear[], basis: readonly bigint[]): bigint[] => {
  const values = new Array<bigint>(wires).fill(0n);
  rows.forEach((row, i) => {
    for (const [wire, coefficient] of row)
      values[wire] = mod((values[wire] as bigint) + coefficient * (basis[i] as bigint));
  });
  return values;
};
