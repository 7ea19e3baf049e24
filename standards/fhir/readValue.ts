import { type Budget, checkKey, checkText, createBudget, refuse } from "./limits.ts";
import type { Path } from "./path.ts";
import type { Json } from "./version.ts";

/**
 * A copy of a value that is plain JSON. Functions, dates, NaN, undefined, accessors, symbols, sparse arrays, cycles
 * and foreign prototypes are refused: they would change on their way into bytes.
 */
export const readValue = (value: unknown): Json => copy(value, [], createBudget());

const PLAIN = "Give a value as JSON.parse would give it.";

const copy = (value: unknown, path: Path, budget: Budget): Json => {
  budget.spend(path);
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") {
    checkText(value, path);
    return value;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return refuse("NUMBER", path, "is not a finite number", PLAIN);
    return value;
  }
  if (Array.isArray(value)) return copyArray(value, path, budget);
  if (typeof value === "object") return copyObject(value, path, budget);
  return refuse("NOT_JSON", path, "is not a JSON value", PLAIN);
};

const copyArray = (value: readonly unknown[], path: Path, budget: Budget): Json => {
  if (Reflect.ownKeys(value).length !== value.length + 1)
    return refuse("NOT_JSON", path, "is an array with gaps or names", PLAIN);
  return Array.from({ length: value.length }, (_, i) =>
    copy(dataOf(value, String(i), path), [...path, i], budget),
  );
};

const copyObject = (value: object, path: Path, budget: Budget): Json => {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return refuse("NOT_JSON", path, "is not a plain object", PLAIN);
  const object: Record<string, Json> = {};
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key !== "string") return refuse("NOT_JSON", path, "has a symbol as a name", PLAIN);
    const at = [...path, key];
    checkKey(key, at);
    object[key] = copy(dataOf(value, key, at), at, budget);
  }
  return object;
};

const dataOf = (holder: object, key: string, path: Path): unknown => {
  const property = Object.getOwnPropertyDescriptor(holder, key);
  if (property === undefined || !("value" in property) || property.enumerable !== true)
    return refuse("NOT_JSON", path, "is not plain data", PLAIN);
  return property.value;
};
