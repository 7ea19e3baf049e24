// Which serials of a lot were seen, exactly, in 20 bytes a place: 20 characters of the 82 that AI 21 takes fit in four
// 32-bit words, because 83^5 < 2^32 (the 83rd is "no character"). Places are found by open addressing, half of them in
// use at most.
const RADIX = 83;
const CHARACTERS_A_WORD = 5;
const WORDS = 4;
const FIRST_CAPACITY = 1024;
const NOTHING = 0;

/** Remembers serials of AI 21 by their index. */
export type SerialSet = {
  /** Adds a serial that was checked for its form; returns the index of the one it repeats, if it does. */
  readonly add: (serial: string, index: number) => number | undefined;
};

/** `words` holds four a place; a serial's first is never zero. */
type Table = { readonly words: Uint32Array; readonly indices: Uint32Array };

const makeTable = (capacity: number): Table => ({
  words: new Uint32Array(WORDS * capacity),
  indices: new Uint32Array(capacity),
});

/** A character of set 82 as 1 to 82: codes 33, 34, 37 to 63, 65 to 90, 95, 97 to 122, without the gaps between them. */
const digitOf = (code: number): number => {
  if (code <= 34) return code - 32;
  if (code <= 63) return code - 34;
  if (code <= 90) return code - 35;
  return code === 95 ? 56 : code - 40;
};

/** Writes what a serial is, word by word; two serials are equal when all four are. */
const packSerial = (serial: string, key: Uint32Array): void => {
  for (let word = 0; word < WORDS; word++) {
    let value = 0;
    for (let i = word * CHARACTERS_A_WORD; i < (word + 1) * CHARACTERS_A_WORD; i++)
      value = value * RADIX + (i < serial.length ? digitOf(serial.charCodeAt(i)) : 0);
    key[word] = value;
  }
};

/** Spreads keys, which often count upwards, over 32 bits. */
const spread = (key: Uint32Array): number => {
  let hash = 0x9e3779b9;
  for (const word of key) {
    hash = Math.imul(hash ^ word, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
};

const holds = (words: Uint32Array, place: number, key: Uint32Array): boolean => {
  for (let i = 0; i < WORDS; i++) if (words[WORDS * place + i] !== key[i]) return false;
  return true;
};

/** The place where the key is, or where it would go. */
const placeOf = ({ words, indices }: Table, key: Uint32Array): number => {
  const mask = indices.length - 1;
  let place = spread(key) & mask;
  while (words[WORDS * place] !== NOTHING && !holds(words, place, key)) place = (place + 1) & mask;
  return place;
};

const grow = (old: Table): Table => {
  const table = makeTable(2 * old.indices.length);
  old.indices.forEach((index, from) => {
    if (old.words[WORDS * from] === NOTHING) return;
    const key = old.words.subarray(WORDS * from, WORDS * (from + 1));
    const place = placeOf(table, key);
    table.words.set(key, WORDS * place);
    table.indices[place] = index;
  });
  return table;
};

/** An empty set. */
export const makeSerialSet = (): SerialSet => {
  const key = new Uint32Array(WORDS);
  let table = makeTable(FIRST_CAPACITY);
  let size = 0;
  return {
    add: (serial, index) => {
      packSerial(serial, key);
      const place = placeOf(table, key);
      if (table.words[WORDS * place] !== NOTHING) return table.indices[place];
      table.words.set(key, WORDS * place);
      table.indices[place] = index;
      if (2 * ++size > table.indices.length) table = grow(table);
      return undefined;
    },
  };
};
