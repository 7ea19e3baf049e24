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

const word = (value: string | undefined): string => {
  if (value === undefined) throw new KeyFileError("a point lacks a coordinate");
  return BigInt(value).toString(16).padStart(64, "0");
};

const g1 = ([x, y]: readonly string[]): string => word(x) + word(y);

const g2 = ([x, y]: readonly (readonly string[])[]): string =>
  word(x?.[1]) + word(x?.[0]) + word(y?.[1]) + word(y?.[0]);

const GENERATOR_2 = g2([
  [
    "10857046999023057135944570762232829481370756359578518086990519993285655852781",
    "11559732032986387107991004021392285783925812861821192530917403151452391805634",
  ],
  [
    "8495653923123431417604973247489272438418190587263600148770280649306958101930",
    "4082367875863433681332203403145435568316851327593401208105741076214120093531",
  ],
]);
