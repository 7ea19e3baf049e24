import path from "node:path";
import type { Network } from "../../oracle/inference/network.ts";

export const ROWS = 1_024;
export const FOLDER = path.resolve(import.meta.dirname, "..", "..", "models", "wdbc");

/** Something that is measured: one input at a time, or 1,024 in one go. */
export type Subject = {
  readonly name: string;
  readonly kind: "ours" | "peer";
  /** Inputs that one call answers. */
  readonly rows: number;
  readonly run: () => unknown;
};

export type Opened = { readonly subjects: readonly Subject[]; readonly close: () => Promise<void> };

/** What is measured is made from the same network and the same inputs. */
export type Open = (network: Network, rows: readonly Int32Array[]) => Promise<Opened>;

/** 1,024 inputs over the whole range, the same in every run. */
export const drawRows = (inputs: number): Int32Array[] => {
  let state = 0x2545f491;
  const draw = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) % 2_047) - 1_023;
  };
  return Array.from({ length: ROWS }, () => Int32Array.from({ length: inputs }, draw));
};

/** The inputs end to end, as numbers of float32. */
export const floatsOf = (rows: readonly Int32Array[]): Float32Array =>
  Float32Array.from(rows.flatMap((row) => Array.from(row)));
