// Product verification: somebody asks whether a pack is genuine, its manufacturer answers. Names and reasons are those of
// GS1's Lightweight Messaging Standard for Verification of Product Identifiers.
import { z } from "zod";
import { TheriacError } from "./errors.ts";
import { assertGs1Text, formatGtin, parseExpiry, parseGln, parseGtin } from "./gs1/keys.ts";
import type { Pack } from "./gs1/pack.ts";

/** In the order of `VerificationFailure` of contracts/types/Provenance.sol, whose first says that nothing is wrong. */
export const VERIFICATION_FAILURES = [
  "None",
  "No_match_GTIN_Serial",
  "No_match_GTIN_Serial_Lot",
  "No_match_GTIN_Serial_Expiry",
  "No_match_GTIN_Serial_Lot_Expiry",
  "GTIN_not_registered",
  "GTIN_not_found",
  "No_reason_provided",
] as const;
export type VerificationFailure = Exclude<(typeof VERIFICATION_FAILURES)[number], "None">;

/** Why a pack is verified; the only reason of those that a law names. */
export const SALEABLE_RETURN = "dscsaSaleableReturn";

/** A question about one pack. */
export type VerificationRequest = Pack & {
  readonly corrUUID: string;
  readonly context: typeof SALEABLE_RETURN | undefined;
};

/** The answer, as it is sent. */
export type VerificationAnswer = {
  readonly verified: boolean;
  readonly verificationFailureReason?: VerificationFailure;
  readonly corrUUID: string;
  readonly responderGLN: string;
  readonly timestamp: string;
};

/** What a responder knows of a serial. */
export type HeldPack = { readonly lot: string; readonly expiry: number };
/** What a responder holds: whether it answers for an item number, and what it knows of each serial. */
export type Holdings = {
  /** `unknown`: no item of that number is known here; `foreign`: it is, but another party answers for it. */
  readonly gtinStanding: (gtin: Pack["gtin"]) => "held" | "foreign" | "unknown";
  readonly packOf: (gtin: Pack["gtin"], serial: string) => HeldPack | undefined;
};

/** A verification message is not of the standard's form. */
export class VerificationMalformedError extends TheriacError {
  readonly code = "VERIFICATION_MALFORMED";
  /** The first field that is wrong. */
  readonly field: string;
  constructor(field: string, cause?: unknown) {
    super("A verification message has the wrong form.", { context: { field }, cause });
    this.field = field;
  }
}

const UUID = z.string().regex(/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/);
const requestShape = z.strictObject({
  gtin: z.string(),
  serial: z.string(),
  lot: z.string(),
  exp: z.string(),
  corrUUID: UUID,
  context: z.literal(SALEABLE_RETURN).optional(),
});
const answerShape = z
  .strictObject({
    verified: z.boolean(),
    verificationFailureReason: z.enum(VERIFICATION_FAILURES).exclude(["None"]).optional(),
    corrUUID: UUID,
    responderGLN: z.string(),
    timestamp: z.iso.datetime({ offset: true }),
  })
  .refine(
    ({ verified, verificationFailureReason }) => verified !== (verificationFailureReason !== undefined),
    {
      path: ["verificationFailureReason"],
    },
  );

const shaped = <T>(shape: z.ZodType<T>, message: unknown): T => {
  const result = shape.safeParse(message);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  throw new VerificationMalformedError(unknown ?? String(issue?.path[0] ?? ""));
};

const field = <T>(name: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof TheriacError) throw new VerificationMalformedError(name, error);
    throw error;
  }
};

/** Reads a question: item number, serial, lot and expiry, a UUID, and why it is asked. */
export const parseVerificationRequest = (message: unknown): VerificationRequest => {
  const { gtin, serial, lot, exp, corrUUID, context } = shaped(requestShape, message);
  field("serial", () => assertGs1Text("serial", serial));
  field("lot", () => assertGs1Text("lot", lot));
  return {
    gtin: field("gtin", () => parseGtin(gtin)),
    serial,
    lot,
    expiry: field("exp", () => parseExpiry(exp)),
    corrUUID,
    context,
  };
};

/** Writes a question as it is sent. */
export const writeVerificationRequest = (request: VerificationRequest) => ({
  gtin: formatGtin(request.gtin),
  serial: request.serial,
  lot: request.lot,
  exp: String(request.expiry.yymmdd).padStart(6, "0"),
  corrUUID: request.corrUUID,
  ...(request.context === undefined ? {} : { context: request.context }),
});

/** Reads an answer. */
export const parseVerificationAnswer = (message: unknown): VerificationAnswer => {
  const { verificationFailureReason, ...answer } = shaped(answerShape, message);
  field("responderGLN", () => parseGln(answer.responderGLN));
  return verificationFailureReason === undefined ? answer : { ...answer, verificationFailureReason };
};

/** Why a pack does not verify, or nothing if it does. Day 00 and the last day of a month are the same expiry. */
export const findFailure = (pack: Pack, holdings: Holdings): VerificationFailure | undefined => {
  const standing = holdings.gtinStanding(pack.gtin);
  if (standing === "unknown") return "GTIN_not_found";
  if (standing === "foreign") return "GTIN_not_registered";
  const held = holdings.packOf(pack.gtin, pack.serial);
  if (held === undefined) return "No_match_GTIN_Serial";
  const lotMatches = held.lot === pack.lot;
  const heldUntil = parseExpiry(String(held.expiry).padStart(6, "0")).expiresAt;
  const expiryMatches = heldUntil === pack.expiry.expiresAt;
  if (lotMatches && expiryMatches) return undefined;
  if (lotMatches) return "No_match_GTIN_Serial_Expiry";
  return expiryMatches ? "No_match_GTIN_Serial_Lot" : "No_match_GTIN_Serial_Lot_Expiry";
};

/** Who answers, and when. */
export type Responder = { readonly gln: string; readonly at: Date };

/** The answer to a question. `stopped` says that the pack matches, but its state forbids a yes. */
export const answerVerification = (
  request: VerificationRequest,
  holdings: Holdings,
  { gln, at }: Responder,
  stopped = false,
): VerificationAnswer => {
  const reason = findFailure(request, holdings) ?? (stopped ? "No_reason_provided" : undefined);
  parseGln(gln);
  return {
    verified: reason === undefined,
    ...(reason === undefined ? {} : { verificationFailureReason: reason }),
    corrUUID: request.corrUUID,
    responderGLN: gln,
    timestamp: at.toISOString(),
  };
};

/** The number that a contract takes for a reason. */
export const failureNumber = (reason: VerificationFailure | undefined): number =>
  VERIFICATION_FAILURES.indexOf(reason ?? "None");
