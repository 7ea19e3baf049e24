import type { z } from "zod";
import { TheriacError } from "../../standards/errors.ts";

/** An option has a value that it cannot have: a misuse, as if it had not been there. */
export class BadOptionError extends TheriacError {
  readonly code = "BAD_OPTION";
  constructor(option: string, given: string, why: string) {
    super("The option cannot have this value.", { context: { option, given, why } });
  }
}

/** The value of an option, as its shape wants it. */
export const parseOption = <T extends z.ZodType>(option: string, shape: T, given: string): z.output<T> => {
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new BadOptionError(option, given, parsed.error.issues.map(({ message }) => message).join("; "));
};
