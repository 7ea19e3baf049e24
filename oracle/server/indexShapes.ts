import { z } from "zod";
import { parseGln, parseGtin, parseSscc } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { address, bytes32 } from "../../standards/shapes.ts";
import type { PageRequest } from "../domain/indexed.ts";
import { HttpError } from "./errors.ts";
import { STATUSES } from "./requestStanding.ts";

const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 500;
const MAX_TAGS = 50;
const MAX_PAIRS = 60;

const position = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,8})$/, "is not a cursor that this server gave")
  .transform((text) => {
    const [blockNumber, logIndex] = text.split(".").map(Number) as [number, number];
    return { blockNumber, logIndex };
  });

const page = {
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,3}$/, "must be a whole number")
    .transform(Number)
    .refine((limit) => limit <= MAX_LIMIT, `must be at most ${MAX_LIMIT}`)
    .default(DEFAULT_LIMIT),
  cursor: position.optional(),
};

const pageQuery = z.strictObject(page);
const requestQuery = z.strictObject({
  ...page,
  requester: address.optional(),
  model: bytes32.optional(),
  status: z.enum(STATUSES).optional(),
});
const emergencyQuery = z.strictObject({ ...page, tag: z.array(bytes32).max(MAX_TAGS).optional() });

/** The query of a list. Throws `HttpError` 400. */
export const parsePage = (query: URLSearchParams): PageRequest => {
  const { limit, cursor } = parse(pageQuery, Object.fromEntries(single(query)));
  return { limit, after: cursor };
};

/** The query of the list of emergencies: tags, or none for all. Throws `HttpError` 400. */
export const parseEmergencyQuery = (query: URLSearchParams) => {
  assertFew(query);
  const tags = query.getAll("tag");
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "tag"));
  const asked = { ...Object.fromEntries(single(rest)), ...(tags.length > 0 ? { tag: tags } : {}) };
  const { limit, cursor, tag } = parse(emergencyQuery, asked);
  return { page: { limit, after: cursor }, tags: tag };
};

/** The query of the list of requests. Throws `HttpError` 400. */
export const parseRequestQuery = (query: URLSearchParams) => {
  const { limit, cursor, requester, model, status } = parse(requestQuery, Object.fromEntries(single(query)));
  const lower = (value: string | undefined) => value?.toLowerCase() as Hex | undefined;
  return { page: { limit, after: cursor }, requester: lower(requester), model: lower(model), status };
};

export const parseWord = (value: string) => parse(bytes32, value);
export const parseAddress = (value: string) => parse(address, value);

const GS1 = { gln: parseGln, gtin: parseGtin, sscc: parseSscc } as const;

/** A GS1 key of a path, as events are found by it. Throws `HttpError` 400. */
export const parseGs1 = (kind: keyof typeof GS1, value: string): Hex => {
  try {
    return `0x${GS1[kind](value).toString(16).padStart(64, "0")}`;
  } catch {
    throw new HttpError(400, "BAD_QUERY", `must be a ${kind.toUpperCase()} with a right check digit`);
  }
};

const wholeIndex = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,9})$/, "must be a whole number")
  .transform(Number)
  .refine((index) => index < 2 ** 32, "must fit 32 bits");

/** `lot/index` of a path. Throws `HttpError` 400. */
export const parseUnitPath = (value: string): { readonly lot: Hex; readonly index: number } => {
  const [lot = "", index = ""] = value.split("/");
  return { lot: parse(bytes32, lot), index: parse(wholeIndex, index) };
};

const assertFew = ({ size }: URLSearchParams): void => {
  if (size > MAX_PAIRS) throw new HttpError(400, "BAD_QUERY", `has more than ${MAX_PAIRS} parameters`);
};

const single = (query: URLSearchParams): [string, string][] => {
  assertFew(query);
  const seen = new Set<string>();
  for (const [name] of query) {
    if (seen.has(name)) throw new HttpError(400, "BAD_QUERY", `${name}: given twice`);
    seen.add(name);
  }
  return [...query];
};

const parse = <S extends z.ZodType>(shape: S, value: unknown): z.output<S> => {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.join(".");
  const detail = issue?.code === "unrecognized_keys" ? "is not known" : issue?.message;
  throw new HttpError(400, "BAD_QUERY", at === undefined || at === "" ? detail : `${at}: ${detail}`);
};
