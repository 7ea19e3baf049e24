/** Logistic regression: the plain baseline. */
export type Logistic = { readonly weights: readonly number[]; readonly bias: number };

const MOST_STEPS = 100;
const TOLERANCE = 1e-8;

export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** Newton's method on cross-entropy summed over rows plus l2/2 times the squared weights; the bias goes free. */
export const fitLogistic = (
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  l2: number,
): Logistic => {
  const width = (rows[0]?.length ?? 0) + 1;
  let solution = new Array<number>(width).fill(0);
  const extended = rows.map((row) => [...row, 1]);
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = solution.map((weight, j) => (j === width - 1 ? 0 : l2 * weight));
    const hessian = solution.map((_, j) =>
      solution.map((__, k) => (j === k ? (j === width - 1 ? 1e-9 : l2) : 0)),
    );
    extended.forEach((x, i) => {
      const p = sigmoid(dot(x, solution));
      const error = p - (labels[i] as number);
      const curvature = Math.max(p * (1 - p), 1e-9);
      for (let j = 0; j < width; j++) {
        gradient[j] = (gradient[j] as number) + error * (x[j] as number);
        const line = hessian[j] as number[];
        for (let k = 0; k < width; k++)
          line[k] = (line[k] as number) + curvature * (x[j] as number) * (x[k] as number);
      }
    });
    const move = solve(hessian, gradient);
    solution = solution.map((weight, j) => weight - (move[j] as number));
    if (Math.max(...move.map(Math.abs)) < TOLERANCE) break;
  }
  return { weights: solution.slice(0, -1), bias: solution[width - 1] as number };
};

/** Logit of a row. */
export const logisticLogit = ({ weights, bias }: Logistic, row: readonly number[]): number =>
  dot(row, weights) + bias;

const dot = (a: readonly number[], b: readonly number[]): number =>
  b.reduce((sum, value, i) => sum + value * (a[i] as number), 0);

// Gaussian elimination with partial pivoting.
const solve = (matrix: readonly (readonly number[])[], right: readonly number[]): number[] => {
  const size = right.length;
  const rows = matrix.map((line, i) => [...line, right[i] as number]);
  for (let column = 0; column < size; column++) {
    const pivot = rows
      .slice(column)
      .reduce(
        (best, line, i) =>
          Math.abs(line[column] as number) > Math.abs(rows[best]?.[column] as number) ? i + column : best,
        column,
      );
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const top = rows[column] as number[];
    for (let i = column + 1; i < size; i++) {
      const line = rows[i] as number[];
      const factor = (line[column] as number) / (top[column] as number);
      for (let j = column; j <= size; j++) line[j] = (line[j] as number) - factor * (top[j] as number);
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    const line = rows[i] as number[];
    let rest = line[size] as number;
    for (let j = i + 1; j < size; j++) rest -= (line[j] as number) * (solution[j] as number);
    solution[i] = rest / (line[i] as number);
  }
  return solution;
};
