// Decimal numbers as they are written, with any digits and an exponent of at most six: nothing goes through a double, which would round it.

/** digits * 10^exponent; digits begin and end with another one than 0, and are none for zero. */
export type Decimal = { readonly isNegative: boolean; readonly digits: string; readonly exponent: bigint };

/** An exponent of millions of digits would cost seconds as a BigInt. */
const FORM = /^([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([+-]?[0-9]{1,6}))?$/;
const ZERO = "0".charCodeAt(0);
/** Zeros that are written out behind the digits of a whole number. */
const MOST_ZEROS = 400n;
/** Smaller numbers are written with an exponent. */
const LEAST_PLAIN_PLACE = -3n;

/** The number that a text writes, or nothing if it writes none, or one too great or small for anybody's use. */
export const decimalOf = (text: string): Decimal | undefined => {
  const found = FORM.exec(text);
  if (found === null) return undefined;
  const [, sign = "", whole = "", decimals = "", bare = "", power = "0"] = found;
  const fraction = decimals + bare;
  const all = whole + fraction;
  let [start, end] = [0, all.length];
  while (start < end && all.charCodeAt(start) === ZERO) start++;
  while (end > start && all.charCodeAt(end - 1) === ZERO) end--;
  if (start === end) return { isNegative: false, digits: "", exponent: 0n };
  const exponent = BigInt(power) - BigInt(fraction.length) + BigInt(all.length - end);
  return { isNegative: sign === "-", digits: all.slice(start, end), exponent };
};

const magnitude = (digits: string, exponent: bigint): string => {
  if (exponent >= 0n && exponent <= MOST_ZEROS) return digits + "0".repeat(Number(exponent));
  const point = BigInt(digits.length) + exponent;
  if (exponent < 0n && point >= LEAST_PLAIN_PLACE) {
    const place = Number(point);
    return place > 0
      ? `${digits.slice(0, place)}.${digits.slice(place)}`
      : `0.${"0".repeat(-place)}${digits}`;
  }
  const power = point - 1n;
  const size = (power < 0n ? -power : power).toString().padStart(2, "0");
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${digits.slice(0, 1)}${rest}e${power < 0n ? "-" : "+"}${size}`;
};

/**
 * Without superfluous zeros and signs. Whole numbers are written in full, small ones with an exponent of two digits, and
 * those that would have hundreds of zeros with an exponent too.
 */
export const decimalText = ({ isNegative, digits, exponent }: Decimal): string =>
  digits === "" ? "0" : (isNegative ? "-" : "") + magnitude(digits, exponent);
