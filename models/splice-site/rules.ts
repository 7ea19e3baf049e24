import { BOUNDARY } from "./features.ts";

/**
 * The consensus that textbooks give: an intron begins with GT and ends with AG. Where both stand, a donor: AG before GT
 * is how exons usually end. One score a class.
 */
export const consensus = (bases: string): readonly number[] => {
  if (bases.slice(BOUNDARY, BOUNDARY + 2) === "GT") return [1, 0, 0];
  if (bases.slice(BOUNDARY - 2, BOUNDARY) === "AG") return [0, 1, 0];
  return [0, 0, 1];
};
