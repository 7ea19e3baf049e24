import type { Hex } from "../hex.ts";

const DIGITS = "0123456789abcdef";
const NO_DIGIT = 255;
const BYTE_TEXTS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const VALUES = new Uint8Array(128).fill(NO_DIGIT);
for (const [value, digit] of [...DIGITS].entries()) {
  VALUES[digit.charCodeAt(0)] = value;
  VALUES[digit.toUpperCase().charCodeAt(0)] = value;
}

const valueAt = (text: string, i: number): number => VALUES[text.charCodeAt(i)] ?? NO_DIGIT;

/** Writes a word of 32 bytes, 0x and 64 hex digits, where it is wanted. Returns false if the text is anything else. */
export const writeWord = (text: string, into: Uint8Array, at: number): boolean => {
  if (text.length !== 66 || !text.startsWith("0x")) return false;
  for (let i = 0; i < 32; i++) {
    const high = valueAt(text, 2 * i + 2);
    const low = valueAt(text, 2 * i + 3);
    if (high === NO_DIGIT || low === NO_DIGIT) return false;
    into[at + i] = (high << 4) | low;
  }
  return true;
};

/** 32 bytes as 0x and 64 hex digits. */
export const readWord = (from: Uint8Array, at: number): Hex => {
  let text = "";
  for (let i = at; i < at + 32; i++) text += BYTE_TEXTS[from[i] ?? 0];
  return `0x${text}`;
};
