import { TheriacError } from "../../standards/errors.ts";
import type { Accounting } from "./accounting.ts";
import { accountingShape } from "./accountingShape.ts";

/** Thrown when a text is no accounting. */
export class MalformedAccountingError extends TheriacError {
  override readonly code = "MALFORMED_ACCOUNTING";
  constructor(where: string) {
    super("The text is not an accounting of disclosures.", { context: { where } });
  }
}

/** An accounting from its text: its form alone. Whether any of it is true says `verifyAccounting`. */
export const readAccounting = (text: string): Accounting => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new MalformedAccountingError("not JSON");
  }
  const parsed = accountingShape.safeParse(json);
  if (parsed.success) return parsed.data as unknown as Accounting;
  throw new MalformedAccountingError(parsed.error.issues.map(({ path }) => path.join(".")).join(", "));
};
