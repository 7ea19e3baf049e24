// How the shape tables are written. One string a type, one word an element:
//
//   name:type      may be there once          name!:type   must be there
//   name*:type     any number                 name+:type   at least one
//   value[x]:a|b   one of valueA, valueB      code(a|b)    a code of a fixed list
//
// Every element also has `id` and `extension`, backbones and resources `modifierExtension`; those are not written down.

/** Shapes by name: resources, elements that take modifier extensions, and other types. */
export type Shapes = {
  readonly resources: Readonly<Record<string, string>>;
  readonly backbones: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, string>>;
};

export type Element = {
  /** Without [x]. */
  readonly name: string;
  readonly choice: boolean;
  readonly required: boolean;
  readonly many: boolean;
  /** One, unless it is a choice. */
  readonly types: readonly string[];
  readonly codes: readonly string[] | undefined;
};

const WORD = /^([a-zA-Z0-9]+)(\[x\])?([!*+]?):([a-zA-Z0-9|]+)(?:\(([^)]*)\))?$/;

/** The elements that a line of a shape table declares. */
export const elementsOf = (line: string): readonly Element[] =>
  line
    .replace(/\|\s+/g, "|")
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [, name = "", choice, cardinality = "", types = "", codes] = WORD.exec(word) ?? [];
      if (name === "") throw new SyntaxError(`Not an element of a shape table: ${word}`);
      return {
        name,
        choice: choice !== undefined,
        required: cardinality === "!" || cardinality === "+",
        many: cardinality === "*" || cardinality === "+",
        types: types.split("|"),
        codes: codes?.split("|"),
      };
    });

/** The property that carries a choice element of one type: `value` and `dateTime` give `valueDateTime`. */
export const choiceName = (name: string, type: string): string =>
  `${name}${type.charAt(0).toUpperCase()}${type.slice(1)}`;
