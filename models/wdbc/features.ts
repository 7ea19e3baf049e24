import { z } from "zod";
import { PayloadMalformedError } from "../../standards/payloadErrors.ts";

const KIND = "wdbc-row/1";
/** The thirty measurements of a row, in the order of the data set. */
export const WDBC_FEATURES: readonly string[] = ["mean", "error", "worst"].flatMap((statistic) =>
  [
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave_points",
    "symmetry",
    "fractal_dimension",
  ].map((measure) => (statistic === "error" ? `${measure}_error` : `${statistic}_${measure}`)),
);

const rowSchema = z.strictObject({
  kind: z.literal(KIND),
  values: z.array(z.string().regex(/^\d{1,6}(\.\d{1,9})?$/)).length(WDBC_FEATURES.length),
});

/** Decimal strings of a decrypted record. An unmeasured value cannot be written: the record is refused instead. */
export const wdbcFeatures = (payload: Uint8Array): readonly string[] => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    throw new PayloadMalformedError(KIND, "it is not JSON");
  }
  const parsed = rowSchema.safeParse(value);
  if (parsed.success) return parsed.data.values;
  throw new PayloadMalformedError(KIND, `${parsed.error.issues[0]?.path.join(".") || "record"} is invalid`);
};
