// What a team planned to spend and what it spent, line by line, in one currency.
import { toUtf8Bytes } from "ethers";
import { z } from "zod";
import { canonicalJson } from "./canonicalJson.ts";
import { TheriacError } from "./errors.ts";
import { parseJson } from "./parseJson.ts";
import { PayloadMalformedError } from "./payloadErrors.ts";
import { NotJsonError } from "./recordErrors.ts";
import { seenText } from "./shapes.ts";

const KIND = "financial-report/1";
const MOST_LINES = 100;
const amount = z.number().int().min(0).max(1_000_000_000_000);

const reportSchema = z.strictObject({
  kind: z.literal(KIND),
  /** ISO 4217; amounts are in its smallest unit. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  lines: z
    .array(z.strictObject({ category: seenText(100), planned: amount, spent: amount }))
    .min(1)
    .max(MOST_LINES),
  planned: amount.min(1),
  spent: amount,
});

export type FinancialReport = z.infer<typeof reportSchema>;
/** A report before it is added up. */
export type Finances = Pick<FinancialReport, "currency" | "lines">;

/** The lines do not add up to the total. */
export class FinancialReportSumError extends TheriacError {
  readonly code = "FINANCIAL_REPORT_SUM_WRONG";
  constructor(column: "planned" | "spent", stated: number, summed: number) {
    super("The lines of a financial report do not add up to its total.", {
      context: { column, stated, summed },
    });
  }
}

const sumOf = (lines: FinancialReport["lines"], column: "planned" | "spent"): number =>
  lines.reduce((sum, line) => sum + line[column], 0);

/** Reads a report; its lines must add up. */
export const parseFinancialReport = (document: Uint8Array): FinancialReport => {
  const parsed = reportSchema.safeParse(readJson(document));
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join(".") || "report";
    throw new PayloadMalformedError(KIND, `${where} is invalid`);
  }
  for (const column of ["planned", "spent"] as const) {
    const summed = sumOf(parsed.data.lines, column);
    if (summed !== parsed.data[column])
      throw new FinancialReportSumError(column, parsed.data[column], summed);
  }
  return parsed.data;
};

/** The report as bytes, added up. */
export const writeFinancialReport = ({ currency, lines }: Finances): Uint8Array => {
  const totals = { planned: sumOf(lines, "planned"), spent: sumOf(lines, "spent") };
  const bytes = toUtf8Bytes(canonicalJson({ kind: KIND, currency, lines, ...totals }));
  parseFinancialReport(bytes);
  return bytes;
};

const readJson = (document: Uint8Array): unknown => {
  try {
    return parseJson(document);
  } catch (error) {
    if (error instanceof NotJsonError) throw new PayloadMalformedError(KIND, "it is not JSON", error);
    throw error;
  }
};
