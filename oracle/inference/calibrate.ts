/** Monotone integer table from raw scores to basis points. For display; decisions use the raw threshold. */
export type Calibration = { readonly scores: readonly number[]; readonly basisPoints: readonly number[] };

/** Basis points of a raw score: linear between breakpoints, rounded down, flat beyond the ends. */
export const calibrate = (score: number, { scores, basisPoints }: Calibration): number => {
  const above = scores.findIndex((breakpoint) => breakpoint > score);
  if (above === 0) return basisPoints[0] as number;
  if (above === -1) return basisPoints.at(-1) as number;
  const [fromScore, toScore] = [scores[above - 1] as number, scores[above] as number];
  const [fromPoints, toPoints] = [basisPoints[above - 1] as number, basisPoints[above] as number];
  return fromPoints + Math.floor(((score - fromScore) * (toPoints - fromPoints)) / (toScore - fromScore));
};
