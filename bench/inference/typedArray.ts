import type { Open } from "./subject.ts";

/** The loop that people write by hand: int32 on typed arrays, nothing checked, nothing allocated. */
export const openTypedArray: Open = async (network, rows) => {
  const layers = network.layers.map(({ inputs, outputs, weights, biases }, l) => {
    const shift = network.shifts[l];
    const turned = new Int8Array(weights.length);
    for (let i = 0; i < inputs; i++)
      for (let j = 0; j < outputs; j++) turned[j * inputs + i] = weights[i * outputs + j] as number;
    const rounding = shift === undefined ? 0 : 1 << (shift - 1);
    return {
      inputs,
      outputs,
      turned,
      biases: biases.map((bias) => bias + rounding),
      shift: shift ?? 0,
      y: new Int32Array(outputs),
    };
  });
  const answer = (x: Int32Array): Int32Array => {
    let current = x;
    for (const { inputs, outputs, turned, biases, shift, y } of layers) {
      for (let j = 0; j < outputs; j++) {
        let sum = biases[j] as number;
        const column = j * inputs;
        for (let i = 0; i < inputs; i++)
          sum = (sum + Math.imul(turned[column + i] as number, current[i] as number)) | 0;
        if (shift > 0) {
          sum >>= shift;
          sum = sum < 0 ? 0 : Math.min(sum, 255);
        }
        y[j] = sum;
      }
      current = y;
    }
    return current;
  };
  const all = (): void => {
    for (const row of rows) answer(row);
  };
  return {
    subjects: [{ name: "typed-array loop", kind: "peer", rows: rows.length, run: all }],
    close: async () => {},
  };
};
