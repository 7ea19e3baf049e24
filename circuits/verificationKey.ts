// Verification keys and proofs as the chain takes them: 32-byte words, points of G2 with the imaginary part first.
import type { Groth16Key, Groth16Proof } from "snarkjs";
import type { Hex } from "../standards/hex.ts";
import { KeyFileError } from "./errors.ts";

/** Public signals of every circuit: input commitment, output commitment, binding. */
export const PUBLIC_SIGNALS = 3;

/** Alpha, beta, delta and one point for 1 and each public signal: 18 words. Gamma must be the generator. */
export const encodeKey = (key: Groth16Key): Hex => {
  if (key.nPublic !== PUBLIC_SIGNALS || key.IC.length !== PUBLIC_SIGNALS + 1)
    throw new KeyFileError("it is for another number of public signals", { signals: String(key.nPublic) });
  if (g2(key.vk_gamma_2) !== GENERATOR_2) throw new KeyFileError("its gamma is not the generator");
  return `0x${g1(key.vk_alpha_1)}${g2(key.vk_beta_2)}${g2(key.vk_delta_2)}${key.IC.map(g1).join("")}`;
};

/** A, B, C: 8 words. */
export const encodeProof = ({ pi_a, pi_b, pi_c }: Groth16Proof): Hex => `0x${g1(pi_a)}${g2(pi_b)}${g1(pi_c)}`;

/** A key as the toolchain's verifier takes it. */
export const decodeKey = (key: Hex): Groth16Key => {
  const at = wordsOf(key);
  return {
    ...{ protocol: "groth16", curve: "bn128" },
    nPublic: PUBLIC_SIGNALS,
    vk_alpha_1: toG1(at, 0),
    vk_beta_2: toG2(at, 2),
    vk_gamma_2: GENERATOR,
    vk_delta_2: toG2(at, 6),
    IC: [10, 12, 14, 16].map((first) => toG1(at, first)),
  };
};

/** A proof as the toolchain's verifier takes it. */
export const decodeProof = (proof: Hex): Groth16Proof => {
  const at = wordsOf(proof);
  return {
    ...{ protocol: "groth16", curve: "bn128" },
    pi_a: toG1(at, 0),
    pi_b: toG2(at, 2),
    pi_c: toG1(at, 6),
  };
};

type Words = (index: number) => string;

const wordsOf =
  (bytes: Hex): Words =>
  (index) =>
    BigInt(`0x${bytes.slice(2 + 64 * index, 66 + 64 * index)}`).toString();

const toG1 = (at: Words, first: number): [string, string, string] => [at(first), at(first + 1), "1"];

const toG2 = (at: Words, first: number): [[string, string], [string, string], [string, string]] => [
  [at(first + 1), at(first)],
  [at(first + 3), at(first + 2)],
  ["1", "0"],
];

const word = (value: string | undefined): string => {
  if (value === undefined) throw new KeyFileError("a point lacks a coordinate");
  return BigInt(value).toString(16).padStart(64, "0");
};

const g1 = ([x, y]: readonly string[]): string => word(x) + word(y);

const g2 = ([x, y]: readonly (readonly string[])[]): string =>
  word(x?.[1]) + word(x?.[0]) + word(y?.[1]) + word(y?.[0]);

const GENERATOR = [
  [
    "10857046999023057135944570762232829481370756359578518086990519993285655852781",
    "11559732032986387107991004021392285783925812861821192530917403151452391805634",
  ],
  [
    "8495653923123431417604973247489272438418190587263600148770280649306958101930",
    "4082367875863433681332203403145435568316851327593401208105741076214120093531",
  ],
  ["1", "0"],
] as const;
const GENERATOR_2 = g2(GENERATOR);
