const FIRST_STEP = 0.25;
const LAST_STEP = 0.001;

/**
 * Finds a low point of a function over the unit box, from one start and always the same way: along each axis by a step,
 * to the best of those points; where none is better the step is halved.
 */
export const boundedSearch = (
  start: readonly number[],
  cost: (point: readonly number[]) => number,
): number[] => {
  let best = [...start];
  let least = cost(best);
  for (let step = FIRST_STEP; step >= LAST_STEP; ) {
    const around = best.flatMap((_, axis) =>
      [-step, step].map((by) => best.map((x, i) => (i === axis ? Math.min(1, Math.max(0, x + by)) : x))),
    );
    const costs = around.map(cost);
    const lowest = Math.min(...costs);
    const found = around[costs.indexOf(lowest)];
    if (found !== undefined && lowest < least) {
      best = found;
      least = lowest;
    } else step /= 2;
  }
  return best;
};
