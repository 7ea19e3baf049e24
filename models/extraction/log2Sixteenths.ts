/** log2(1 + value) in sixteenths, straight between powers of two: a logarithm that is the same on every machine. */
export const log2Sixteenths = (value: number): number => {
  const shifted = value + 1;
  let exponent = 0;
  while (2 ** (exponent + 1) <= shifted) exponent++;
  return 16 * exponent + Math.floor((16 * (shifted - 2 ** exponent)) / 2 ** exponent);
};
