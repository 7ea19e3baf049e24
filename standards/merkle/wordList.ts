const WORD = 32;
const WORDS_A_CHUNK = 2 ** 15;

/** A list of 32-byte words that grows without being copied. */
export type WordList = {
  readonly length: number;
  readonly push: (word: Uint8Array) => void;
  /** A view, not a copy. The index is the caller's to check. */
  readonly at: (index: number) => Uint8Array;
};

/** An empty list. It takes memory by the mebibyte. */
export const makeWordList = (): WordList => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    push: (word) => {
      if (length % WORDS_A_CHUNK === 0) chunks.push(new Uint8Array(WORDS_A_CHUNK * WORD));
      chunks.at(-1)?.set(word, (length % WORDS_A_CHUNK) * WORD);
      length += 1;
    },
    at: (index) => {
      const start = (index % WORDS_A_CHUNK) * WORD;
      return (chunks[Math.floor(index / WORDS_A_CHUNK)] as Uint8Array).subarray(start, start + WORD);
    },
  };
};
