// What every command of `theriac` prints, and the exit code that it ends with.

import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { bytes32 } from "../../standards/shapes.ts";
import type { Connection } from "./connection.ts";

/** A flat list of facts; with --json one object. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** A command that answers a question with no (denied, not in force, tampered) has worked all the same. */
export const ExitCode = { DONE: 0, FAILED: 1, MISUSED: 2, ANSWER_IS_NO: 3 } as const;

/** What a command found, and whether that is a no to what was asked. */
export type Answer = {
  readonly facts: Facts;
  /** Instead of the facts. */
  readonly list?: readonly Facts[];
  readonly isNo?: boolean;
};

/** Connects, does the work, prints its answer and sets the exit code. */
export type Run = (work: (connection: Connection) => Promise<Answer>) => Promise<void>;

/** An id on the command line is not 32 bytes. */
export class BadIdentifierError extends TheriacError {
  readonly code = "BAD_IDENTIFIER";
  constructor(given: string) {
    super("An id is 0x and 64 hex digits.", { context: { given } });
  }
}

export const parseId = (given: string): Hex => {
  const parsed = bytes32.safeParse(given);
  if (!parsed.success) throw new BadIdentifierError(given);
  return parsed.data;
};

/** Chain time for people: empty for zero, which means none. */
export const time = (seconds: bigint | number): string =>
  Number(seconds) === 0 ? "" : new Date(Number(seconds) * 1000).toISOString();

/** What is printed may be a stranger's text: a character that moves the cursor or hides others is shown by its number. */
const printable = (value: string | number | boolean): string =>
  String(value).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

export const print = (facts: Facts, json: boolean): void => {
  if (json) {
    console.log(JSON.stringify(facts));
    return;
  }
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  for (const [name, value] of Object.entries(facts))
    console.log(`${name.padEnd(width)}  ${printable(value)}`);
};

/** A list of facts of one shape: one JSON array, or blocks with an empty line between them. */
export const printList = (items: readonly Facts[], json: boolean): void => {
  if (json) {
    console.log(JSON.stringify(items));
    return;
  }
  for (const [i, facts] of items.entries()) {
    if (i > 0) console.log("");
    print(facts, false);
  }
};
