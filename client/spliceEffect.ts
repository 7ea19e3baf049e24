import { SPLICE_CLASSES, type SpliceWindow, spliceWindow } from "../models/splice-site/features.ts";
import { TheriacError } from "../standards/errors.ts";

/** An answer has another number of scores than the model has classes. */
export class SpliceScoresError extends TheriacError {
  readonly code = "SPLICE_SCORES";
  constructor(scores: number) {
    super("The answer is not one of the splice-site model.", {
      context: { scores, classes: SPLICE_CLASSES.length },
      hint: "Ask the model splice-site-effect about both windows.",
    });
  }
}

export type SpliceClass = (typeof SPLICE_CLASSES)[number];

/** What was answered about one window. */
export type SpliceReading = { readonly scores: readonly number[]; readonly verdict: SpliceClass };

/** What a variant does to a window. Personal: for the grantee's eyes. */
export type SpliceEffect = {
  readonly reference: SpliceReading;
  readonly alternative: SpliceReading;
  /** By how much the score of the reference's class falls, in raw integers; negative where it rises. */
  readonly drop: number;
  /** Whether the variant is placed in another class. */
  readonly changes: boolean;
};

/** Asks for one window and resolves to the scores: by the committee, by a custodian's own proof, or at home. */
export type AskWindow = (window: SpliceWindow) => Promise<readonly number[]>;

/**
 * Asks about the reference and about the alternative, each an inference of its own under the same consent. Both windows
 * are read before the first is asked about: a bad one costs nothing.
 */
export const spliceEffect = async (
  ask: AskWindow,
  referenceBases: string,
  alternativeBases: string,
): Promise<SpliceEffect> => {
  const windows = [spliceWindow(referenceBases), spliceWindow(alternativeBases)] as const;
  const reference = readSpliceScores(await ask(windows[0]));
  const alternative = readSpliceScores(await ask(windows[1]));
  const own = SPLICE_CLASSES.indexOf(reference.verdict);
  return {
    reference,
    alternative,
    drop: (reference.scores[own] as number) - (alternative.scores[own] as number),
    changes: reference.verdict !== alternative.verdict,
  };
};

/** The class with the largest score, the first of equals. */
export const readSpliceScores = (scores: readonly number[]): SpliceReading => {
  if (scores.length !== SPLICE_CLASSES.length) throw new SpliceScoresError(scores.length);
  const verdict = SPLICE_CLASSES[scores.indexOf(Math.max(...scores))] as SpliceClass;
  return { scores, verdict };
};
