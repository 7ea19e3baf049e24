// Constants of Poseidon over BN254, the ones that standards/commitments.ts hashes with.
import { createRequire } from "node:module";
import path from "node:path";

/** Round constants, round after round, and the matrix, row after row, of a message of `elements` field elements. */
export type PoseidonTable = {
  readonly partialRounds: number;
  readonly constants: readonly bigint[];
  readonly matrix: readonly (readonly bigint[])[];
};

/** Full rounds at every width. */
export const FULL_ROUNDS = 8;
/** Longest message. */
export const MOST_ELEMENTS = 16;

type Encoded = {
  readonly default: { readonly C: readonly string[]; readonly M: readonly (readonly string[])[] };
};

/** The table for messages of `elements` field elements. */
export const poseidonTable = (elements: number): PoseidonTable => {
  if (!Number.isInteger(elements) || elements < 1 || elements > MOST_ELEMENTS)
    throw new RangeError(`Poseidon takes 1 to ${MOST_ELEMENTS} elements, not ${elements}.`);
  // The package exports its functions only; its constants lie in files beside them.
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve("poseidon-lite"));
  const { C, M } = (require(path.join(folder, "constants", `${elements}.js`)) as Encoded).default;
  const matrix = M.map((row) => row.map(decode));
  const constants = C.map(decode);
  return { partialRounds: constants.length / (elements + 1) - FULL_ROUNDS, constants, matrix };
};

/** The table as 32-byte words: round constants, then the matrix row by row. */
export const poseidonTableBytes = (elements: number): Uint8Array => {
  const { constants, matrix } = poseidonTable(elements);
  const hex = [...constants, ...matrix.flat()].map((word) => word.toString(16).padStart(64, "0")).join("");
  return Uint8Array.from(Buffer.from(hex, "hex"));
};

const decode = (word: string): bigint => BigInt(`0x${Buffer.from(word, "base64").toString("hex")}`);
