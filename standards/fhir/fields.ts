import { UnmappableConsentError } from "./errors.ts";
import { isObject } from "./version.ts";

/** An object of a document that is read property by property, so that nothing in it is passed over. */
export type Fields = {
  readonly where: string;
  /** Path of a property below. */
  readonly at: (name: string) => string;
  /** A text property, or undefined. */
  readonly text: (name: string) => string | undefined;
  /** A property that is an object, or undefined. */
  readonly object: (name: string) => Fields | undefined;
  /** The objects of a list property. */
  readonly objects: (name: string) => readonly Fields[];
  /** The texts of a list property. */
  readonly texts: (name: string) => readonly string[];
  readonly flag: (name: string) => boolean | undefined;
  /** Paths of properties of these names that are there; they are left where they are. */
  readonly leave: (...names: string[]) => readonly string[];
  /** Throws if a property is there that nobody read. */
  readonly close: () => void;
};

/** Opens an object of a valid document. */
export const openFields = (node: Readonly<Record<string, unknown>>, where: string): Fields => {
  const read = new Set<string>();
  const take = (name: string): unknown => {
    read.add(name);
    return node[name];
  };
  const list = (name: string): readonly unknown[] => (take(name) ?? []) as readonly unknown[];
  const at = (name: string): string => `${where}.${name}`;
  const open = (value: unknown, place: string): Fields =>
    openFields(value as Readonly<Record<string, unknown>>, place);
  return {
    where,
    at,
    text: (name) => take(name) as string | undefined,
    flag: (name) => take(name) as boolean | undefined,
    object: (name) => {
      const value = take(name);
      return isObject(value) ? open(value, at(name)) : undefined;
    },
    objects: (name) => list(name).map((item, i) => open(item, `${at(name)}[${i}]`)),
    texts: (name) => list(name).map(String),
    leave: (...names) => {
      const there = names.filter((name) => Object.hasOwn(node, name));
      for (const name of names) read.add(name);
      return there.map(at);
    },
    close: () => {
      const unread = Object.keys(node).find((name) => !read.has(name));
      if (unread !== undefined)
        throw new UnmappableConsentError(at(unread), "says what our terms cannot", "See docs/fhir.md.");
    },
  };
};

/** A property that must be there. */
export const needed = <T>(value: T | undefined, where: string): T => {
  if (value === undefined) throw new UnmappableConsentError(where, "is missing");
  return value;
};

/** The one item of a list. */
export const single = <T>(items: readonly T[], where: string): T => {
  if (items.length !== 1) throw new UnmappableConsentError(where, "must be there exactly once");
  return items[0] as T;
};
