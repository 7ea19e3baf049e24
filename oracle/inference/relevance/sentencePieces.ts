// Text to the numbers of its pieces: the likeliest way to write it with a vocabulary (SentencePiece, unigram, by Viterbi).

/** Pieces with the logarithms of their probabilities; a piece's number is its place. */
export type Vocabulary = readonly (readonly [piece: string, score: number | null])[];
export type Tokenise = (text: string) => readonly number[];

const RESERVED = 6;
const UNKNOWN = 0;
const SPACE = "▁";
/** What a character costs that no piece holds: more than any piece. */
const UNKNOWN_SCORE = -100;

type Best = { readonly score: number; readonly from: number; readonly piece: number };

/** A tokeniser that gives at most `most` pieces. Runs of characters that no piece holds are one unknown piece. */
export const createTokeniser = (vocabulary: Vocabulary, most: number): Tokenise => {
  const numbers = new Map(vocabulary.map(([piece], number) => [piece, number]));
  const longest = Math.max(...vocabulary.map(([piece]) => Array.from(piece).length));
  return (text) => {
    // A piece is seldom longer than a few characters; what lies far beyond the limit is not looked at.
    const normal = SPACE + text.normalize("NFKC").trim().replace(/\s+/g, SPACE);
    const characters = Array.from(normal).slice(0, most * longest);
    const best: Best[] = [{ score: 0, from: 0, piece: UNKNOWN }];
    for (let end = 1; end <= characters.length; end++) {
      const before = best[end - 1] as Best;
      let chosen: Best = { score: before.score + UNKNOWN_SCORE, from: end - 1, piece: UNKNOWN };
      for (let from = Math.max(0, end - longest); from < end; from++) {
        const piece = numbers.get(characters.slice(from, end).join(""));
        if (piece === undefined || piece < RESERVED) continue;
        const score = (best[from] as Best).score + ((vocabulary[piece] as readonly [string, number])[1] ?? 0);
        if (score > chosen.score) chosen = { score, from, piece };
      }
      best.push(chosen);
    }
    return walkBack(best).slice(0, most);
  };
};

const walkBack = (best: readonly Best[]): readonly number[] => {
  const pieces: number[] = [];
  for (let end = best.length - 1; end > 0; end = (best[end] as Best).from) {
    const { piece } = best[end] as Best;
    if (piece !== UNKNOWN || pieces.at(-1) !== UNKNOWN) pieces.push(piece);
  }
  return pieces.reverse();
};
