// Times as EPCIS writes them: ISO 8601 with an offset, any number of decimals.
const TIME =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})$/;
const OFFSET = /^[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)$/;
const MS_DIGITS = 3;

/** Milliseconds since 1970, rounded half up at the fourth decimal, or nothing if it is no time that exists. */
export const millisecondsOf = (text: string): number | undefined => {
  const [, whole = "", fraction = "", zone = ""] = TIME.exec(text) ?? [];
  if (whole === "" || (zone !== "Z" && !OFFSET.test(zone))) return undefined;
  const seconds = Date.parse(`${whole}Z`);
  // A date that does not exist is not read, or read as another one.
  if (Number.isNaN(seconds) || !new Date(seconds).toISOString().startsWith(whole)) return undefined;
  const digits = fraction.padEnd(MS_DIGITS + 1, "0");
  const rounded = Number(digits.slice(0, MS_DIGITS)) + (Number(digits[MS_DIGITS]) >= 5 ? 1 : 0);
  return Date.parse(`${whole}${zone}`) + rounded;
};

/** `+00:00` to `+14:00` and `-14:00`. */
export const isOffset = (text: string): boolean => OFFSET.test(text);

/** In UTC with milliseconds, as event hashes take it; what is no time stays as it is. */
export const utcText = (text: string): string => {
  const time = millisecondsOf(text);
  return time === undefined ? text : new Date(time).toISOString();
};
