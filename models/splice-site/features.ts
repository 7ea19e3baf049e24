// A window of DNA as bits.
//
//   base   A    C    G    T    N
//   bits   100  010  001  000  unknown: three missing values, which the network sees as the mean
//
// This is the encoding of the data set: of its three bits a base, T sets none. Positions count from 0. A boundary stands
// between positions 29 and 30: an exon that ends there is followed by GT at 30 and 31 (donor), one that begins there
// follows AG at 28 and 29 (acceptor).
import { z } from "zod";
import { PayloadMalformedError } from "../../standards/payloadErrors.ts";

export const SPLICE_KIND = "splice-window/1";
/** Bases of a window. */
export const WINDOW_LENGTH = 60;
/** The first base after the boundary. */
export const BOUNDARY = 30;
/** What each score speaks of; the largest decides, the first of equals. */
export const SPLICE_CLASSES = ["donor", "acceptor", "neither"] as const;

const CODED = ["A", "C", "G"] as const;

/** One bit for A, C and G at each position. */
export const SPLICE_FEATURES: readonly string[] = Array.from({ length: WINDOW_LENGTH }, (_, position) =>
  CODED.map((base) => `base_${position}_${base}`),
).flat();

const windowSchema = z.strictObject({
  kind: z.literal(SPLICE_KIND),
  bases: z.string().regex(new RegExp(`^[ACGTN]{${WINDOW_LENGTH}}$`)),
});

/** A record that `spliceFeatures` reads. */
export type SpliceWindow = z.infer<typeof windowSchema>;

/** A window as a record; refuses lower case, another length and other letters. */
export const spliceWindow = (bases: string): SpliceWindow => parseWindow({ kind: SPLICE_KIND, bases });

/** Bits of a decrypted record; anything else than one window is refused, never guessed. */
export const spliceFeatures = (payload: Uint8Array): readonly (number | null)[] => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    throw new PayloadMalformedError(SPLICE_KIND, "it is not JSON");
  }
  return bitsOf(parseWindow(value).bases);
};

/** Three bits a base, null where the base is not known. */
export const bitsOf = (bases: string): readonly (number | null)[] =>
  [...bases].flatMap((base) => CODED.map((coded) => (base === "N" ? null : Number(base === coded))));

const parseWindow = (value: unknown): SpliceWindow => {
  const parsed = windowSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PayloadMalformedError(
    SPLICE_KIND,
    `${parsed.error.issues[0]?.path.join(".") || "record"} is invalid`,
  );
};
