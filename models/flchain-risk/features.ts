import { z } from "zod";
import { PayloadMalformedError } from "../../standards/payloadErrors.ts";

const KIND = "flchain-row/1";

/** What a row holds, in the order of the data set. */
export const FLCHAIN_COLUMNS = ["age", "sex", "kappa", "lambda", "creatinine", "mgus", "sample.yr"] as const;
/** What the network sees: the same, and whether creatinine was not measured. */
export const FLCHAIN_FEATURES: readonly string[] = [...FLCHAIN_COLUMNS, "creatinine.missing"];

const decimal = z.string().regex(/^\d{1,4}(\.\d{1,9})?$/);
const rowSchema = z.strictObject({
  kind: z.literal(KIND),
  /** Years, whole. */
  age: z.string().regex(/^\d{1,3}$/),
  /** 0 for a woman, 1 for a man, as in the data set. */
  sex: z.enum(["0", "1"]),
  /** Free light chains of serum, mg/dL. */
  kappa: decimal,
  lambda: decimal,
  /** mg/dL, or null where it was not measured. */
  creatinine: decimal.nullable(),
  /** 1 after a diagnosis of monoclonal gammopathy. */
  mgus: z.enum(["0", "1"]),
  /** Year of the sample. */
  "sample.yr": z.string().regex(/^\d{4}$/),
});

export type FlchainRow = Omit<z.infer<typeof rowSchema>, "kind">;

/** Features of a row. Creatinine alone may be missing, and that it is missing is a feature of its own. */
export const featuresOfRow = (row: FlchainRow): readonly (string | number | null)[] => [
  ...FLCHAIN_COLUMNS.map((name) => row[name]),
  row.creatinine === null ? 1 : 0,
];

/** Features of a decrypted record; anything else than one row is refused, never guessed. */
export const flchainFeatures = (payload: Uint8Array): readonly (string | number | null)[] => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    throw new PayloadMalformedError(KIND, "it is not JSON");
  }
  const parsed = rowSchema.safeParse(value);
  if (parsed.success) return featuresOfRow(parsed.data);
  throw new PayloadMalformedError(KIND, `${parsed.error.issues[0]?.path.join(".") || "record"} is invalid`);
};
