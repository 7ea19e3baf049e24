// Application identifiers: what each may hold, and which need or forbid which. Every partner's label is read by this table.
//
//   line:  identifier, then parts: N digits, X set 82, Y set 39, each with its length, and at most one rule
//   rule:  c check digit last, d date with day 00, e date without, t date and minute, p piece and total
//   n at the end of an identifier stands for a number of decimals, 0 to 5

/** Digits, GS1 character set 82, or set 39. */
export type CharacterSet = "N" | "X" | "Y";
export type PartRule = "checked" | "date" | "exactDate" | "minute" | "pieces";
export type Part = {
  readonly set: CharacterSet;
  readonly least: number;
  readonly most: number;
  readonly rule: PartRule | undefined;
};
export type ApplicationIdentifier = {
  readonly ai: string;
  readonly parts: readonly Part[];
  readonly least: number;
  readonly most: number;
  /** Whether readers know the length without a separator. */
  readonly predefined: boolean;
};

const TABLE = `
  00 N18c; 01 N14c; 02 N14c; 10 X1-20; 11 N6d; 12 N6d; 13 N6d; 15 N6d; 16 N6d; 17 N6d; 20 N2; 21 X1-20; 22 X1-20
  235 X1-28; 240 X1-30; 241 X1-30; 242 N1-6; 243 X1-20; 250 X1-30; 251 X1-30; 253 N13c X0-17; 254 X1-20
  255 N13c N0-12; 30 N1-8; 310n N6; 311n N6; 312n N6; 313n N6; 314n N6; 315n N6; 316n N6; 320n N6; 330n N6; 37 N1-8
  400 X1-30; 401 X1-30; 402 N17c; 403 X1-30; 410 N13c; 411 N13c; 412 N13c; 413 N13c; 414 N13c; 415 N13c; 416 N13c
  417 N13c; 420 X1-20; 421 N3 X1-9; 422 N3; 426 N3; 7003 N10t; 7004 N1-4; 7006 N6e; 7040 N1 X3
  710 X1-20; 711 X1-20; 712 X1-20; 713 X1-20; 714 X1-20; 715 X1-20; 716 X1-20; 7240 X1-20; 8003 N14c X0-16
  8004 X1-30; 8005 N6; 8006 N14c N4p; 8008 N8-12; 8010 Y1-30; 8011 N1-12; 8012 X1-20; 8013 X1-25; 8017 N18c
  8018 N18c; 8019 N1-10; 8020 X1-25; 8026 N14c N4p; 8200 X1-70; 90 X1-30; 91 X1-90; 92 X1-90; 93 X1-90; 94 X1-90
  95 X1-90; 96 X1-90; 97 X1-90; 98 X1-90; 99 X1-90`;

const RULES: Readonly<Record<string, PartRule>> = {
  c: "checked",
  d: "date",
  e: "exactDate",
  t: "minute",
  p: "pieces",
};
/** First two digits of identifiers whose length readers know by heart. */
const PREDEFINED = /^(?:0[0-4]|1[1-9]|20|3[1-6]|41)/;

const readPart = (text: string): Part => {
  const [, set = "", least = "", most = least, rule = ""] =
    /^([NXY])([0-9]+)(?:-([0-9]+))?([cdetp]?)$/.exec(text) ?? [];
  return { set: set as CharacterSet, least: Number(least), most: Number(most), rule: RULES[rule] };
};

const spellings = (ai: string): readonly string[] =>
  ai.endsWith("n") ? [0, 1, 2, 3, 4, 5].map((decimals) => ai.slice(0, -1) + decimals) : [ai];

const readLine = (line: string): readonly ApplicationIdentifier[] => {
  const [name = "", ...words] = line.trim().split(/\s+/);
  const parts = words.map(readPart);
  const sum = (length: (part: Part) => number): number => parts.reduce((all, part) => all + length(part), 0);
  return spellings(name).map((ai) => ({
    ai,
    parts,
    least: sum(({ least }) => least),
    most: sum(({ most }) => most),
    predefined: PREDEFINED.test(ai),
  }));
};

const IDENTIFIERS: ReadonlyMap<string, ApplicationIdentifier> = new Map(
  TABLE.trim()
    .split(/[;\n]/)
    .flatMap(readLine)
    .map((identifier) => [identifier.ai, identifier]),
);

/** The identifier of this name, if it is covered. */
export const identifierOf = (ai: string): ApplicationIdentifier | undefined => IDENTIFIERS.get(ai);

/** The identifier that starts at this place; none is the beginning of another. */
export const identifierAt = (text: string, at: number): ApplicationIdentifier | undefined => {
  for (const length of [2, 3, 4]) {
    const found = IDENTIFIERS.get(text.slice(at, at + length));
    if (found !== undefined) return found;
  }
  return undefined;
};

const TRADE_ITEM = ["01", "02", "8006", "8026"];
const each = (ais: readonly string[], needs: readonly string[]) => ais.map((ai) => [ai, needs] as const);

/** An identifier, and those of which one has to stand beside it. */
export const REQUIRES: ReadonlyMap<string, readonly string[]> = new Map([
  ...each(
    ["10", "11", "13", "15", "16", "17", "20", "240", "30", "7003", "7006", "8005", "8008"],
    TRADE_ITEM,
  ),
  ...each(["710", "711", "712", "713", "714", "715", "716"], TRADE_ITEM),
  ["02", ["37"]],
  ["37", ["02", "8026"]],
  ["21", ["01", "8006"]],
  ["22", ["01", "8006"]],
  ["235", ["01"]],
  ["250", ["21"]],
  ["254", ["414"]],
  ["8011", ["8010"]],
  ["8019", ["8017", "8018"]],
  ["8020", ["415"]],
]);

/** Identifiers of which at most one stands in a message. */
export const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ["01", "02"],
  ["01", "37"],
  ["21", "235"],
  ["420", "421"],
  ["8006", "01"],
];
