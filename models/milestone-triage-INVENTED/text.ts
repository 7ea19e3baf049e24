// Plain text statistics, the same on every machine: integers and ratios in basis points, rounded down.

const MARKS = /\p{M}/gu;
const INVISIBLE = /\p{Cf}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0/gu;
const NUMBER = /\d+(?:[.,]\d+)*/g;
const WORD = /[a-z][a-z0-9]*/g;
const STEM_LENGTH = 5;
const STEM_WORDS = 4;

// Cyrillic and Greek letters above the Latin ones that they look like.
const FOREIGN = "аеорсухіјѕһԁԛԝвкмнтαβειικνορτυχγ";
const LATIN = "aeopcyxijshdqwbkmhtabeiikvoptuxy";
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Array.from(FOREIGN, (letter, i) => [letter, LATIN[i] as string]),
);

const HEDGES: ReadonlySet<string> = new Set(
  (
    "yet pending planned plan plans will expect expects expected currently delay delayed postponed next begun began " +
    "awaiting await booked early underway ongoing prototype preliminary soon later remaining continues not no"
  ).split(" "),
);

const PROMISES: ReadonlySet<string> = new Set(
  "pleased confirm fully successfully deliverables achieved request release payment standard agreed".split(
    " ",
  ),
);

const STOP_WORDS: ReadonlySet<string> = new Set(
  "with from that this than every each least most into across during within under over between their show using".split(
    " ",
  ),
);

/** Lower-case Latin text without invisible characters, marks or look-alike letters. */
export const normalise = (text: string): string =>
  Array.from(
    text.normalize("NFKC").replace(INVISIBLE, "").toLowerCase().normalize("NFD").replace(MARKS, ""),
    (character) => LOOKALIKES.get(character) ?? character,
  ).join("");

/** Characters that honest Latin text does not hold: invisible ones and look-alikes. */
export const countTricks = (text: string): number =>
  (text.match(INVISIBLE)?.length ?? 0) +
  Array.from(text.toLowerCase()).filter((character) => LOOKALIKES.has(character)).length;

export const words = (normalised: string): readonly string[] => normalised.match(WORD) ?? [];

/** Numbers without thousands separators: 4,261 is 4261, 29.6 stays. */
export const numbers = (normalised: string): ReadonlySet<string> =>
  new Set((normalised.match(NUMBER) ?? []).map((number) => number.replace(/,(?=\d{3}(?:\D|$))/g, "")));

/** Beginnings of the words that carry meaning. */
export const stems = (normalised: string): ReadonlySet<string> =>
  new Set(
    words(normalised)
      .filter((word) => word.length >= STEM_WORDS && !STOP_WORDS.has(word))
      .map((word) => word.slice(0, STEM_LENGTH)),
  );

/** Share of `wanted` that is in `found`; nothing wanted counts as nothing found. */
export const shareBps = (wanted: ReadonlySet<string>, found: ReadonlySet<string>): number =>
  ratioBps([...wanted].filter((item) => found.has(item)).length, wanted.size);

export const ratioBps = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.floor((10_000 * part) / whole);

/** Share of a text's three-word sequences that stand in the source. */
export const copiedBps = (text: string, source: string): number => shareBps(trigrams(text), trigrams(source));

export const countHedges = (normalised: string): number =>
  words(normalised).filter((word) => HEDGES.has(word)).length;
export const countPromises = (normalised: string): number =>
  words(normalised).filter((word) => PROMISES.has(word)).length;

const trigrams = (normalised: string): ReadonlySet<string> => {
  const all = words(normalised);
  return new Set(all.slice(2).map((word, i) => `${all[i]} ${all[i + 1]} ${word}`));
};
