import { z } from "zod";
import { bytes32 } from "../../../standards/shapes.ts";
import { AdapterError } from "./errors.ts";

const MOST_INPUTS = 1_024;
/** What a network takes in; a larger number would wrap around in 32 bits. */
const MOST = 1_023;

/** What a job may send in `data`. Unknown keys are refused: a misspelt one would be left out in silence. */
const dataSchema = z
  .strictObject({
    /** Name of a model, or its id. */
    model: z.string().min(1).max(2_000),
    /** The network's own input: integers in [-1023, 1023]. */
    inputs: z.array(z.number().int().min(-MOST).max(MOST)).min(1).max(MOST_INPUTS).optional(),
    /** The document itself, as text or, if it is no text, in base64. */
    payload: z.string().min(1).optional(),
    payloadBase64: z.base64().min(1).optional(),
    /** Its content hash: it is fetched where the adapter's config says. */
    payloadHash: bytes32.optional(),
    /** Salt of the input commitment; a payload's is its hash. */
    salt: bytes32.optional(),
    /** What the payload must be about, for models that ask. */
    nonce: z
      .string()
      .regex(/^\d{1,78}$/, "must be a whole number in a string")
      .transform(BigInt)
      .optional(),
  })
  .superRefine((data, context) => {
    const ways = [data.inputs, data.payload, data.payloadBase64, data.payloadHash];
    if (ways.filter((way) => way !== undefined).length !== 1) {
      context.addIssue({
        code: "custom",
        message: "must hold one of inputs, payload, payloadBase64 and payloadHash",
      });
    } else if (data.salt !== undefined && data.inputs === undefined) {
      context.addIssue({ code: "custom", path: ["salt"], message: "is only for inputs" });
    }
  });

/** A Chainlink node adds `meta` and perhaps `responseURL`; whatever else it adds is no business of ours. */
const requestSchema = z.looseObject({
  id: z.union([z.string().max(200), z.number()]).nullish(),
  data: dataSchema,
});

export type JobData = z.infer<typeof dataSchema>;

/** Reads a job's request. Throws an `AdapterError` that names the first thing that is wrong. */
export const parseJob = (body: unknown): JobData => {
  const parsed = requestSchema.safeParse(body);
  if (parsed.success) return parsed.data.data;
  const issue = parsed.error.issues[0];
  const at = issue?.path.map(String).join(".") || "the request";
  throw new AdapterError(400, "MALFORMED_REQUEST", `${at}: ${issue?.message ?? "is wrong"}`);
};

/** The id to echo, even of a request that is malformed otherwise. */
export const jobRunIdOf = (body: unknown): string => {
  const id = (body as { id?: unknown } | null | undefined)?.id;
  return typeof id === "string" || typeof id === "number" ? String(id).slice(0, 200) : NO_ID;
};

/** What adapters echo when a job has no id. */
export const NO_ID = "1";
