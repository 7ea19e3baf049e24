import { Ajv } from "ajv";
import { primitiveFault } from "./primitives.ts";
import type { PrimitiveRule, ShapeRules } from "./schema.ts";
import { isObject } from "./version.ts";

/** What a keyword of ours says is wrong, and at which property or item below the value that was checked. */
export type KeywordFault = {
  readonly problem: "choice" | "code" | "empty" | "missing" | "null" | "primitive" | "sibling";
  readonly below: readonly (string | number)[];
  /** Form that was expected, or other names of a choice. */
  readonly wanted?: string;
};

type Data = Readonly<Record<string, unknown>>;

const has = (data: Data, name: string): boolean => Object.hasOwn(data, name);

/** The first rule about which elements an object may have that it breaks. */
const shapeFault = (rules: ShapeRules, data: Data): KeywordFault | undefined => {
  if (Object.keys(data).length === 0) return { problem: "empty", below: [] };
  for (const [element = "", ...names] of rules.required)
    if (!names.some((name) => has(data, name))) return { problem: "missing", below: [element] };
  for (const { name, anyOf } of rules.choices) {
    const used = anyOf.filter((spelling) => has(data, spelling) || has(data, `_${spelling}`));
    if (used.length > 1) return { problem: "choice", below: [used[1] as string], wanted: `${name}[x]` };
  }
  for (const name of rules.primitives) {
    const fault = listFault(name, data[name], data[`_${name}`]);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

/** Each item of a primitive list has a value, or an extension in the list beside it. */
const listFault = (name: string, values: unknown, siblings: unknown): KeywordFault | undefined => {
  if (!Array.isArray(values) && !Array.isArray(siblings)) return undefined;
  const items = Array.isArray(values) ? values : [];
  const beside = Array.isArray(siblings) ? siblings : [];
  if (Array.isArray(values) && Array.isArray(siblings) && items.length !== beside.length)
    return { problem: "sibling", below: [`_${name}`] };
  const length = Math.max(items.length, beside.length);
  for (let i = 0; i < length; i++)
    if ((items[i] ?? null) === null && !isObject(beside[i]))
      return { problem: "null", below: [Array.isArray(values) ? name : `_${name}`, i] };
  return undefined;
};

const primitiveKeywordFault = (rule: PrimitiveRule, data: unknown): KeywordFault | undefined => {
  if (data === null && rule.nullable) return undefined;
  const form = primitiveFault(rule.type, data);
  if (form !== undefined) return { problem: "primitive", below: [], wanted: form };
  if (rule.codes === undefined || rule.codes.includes(data as string)) return undefined;
  return { problem: "code", below: [], wanted: rule.codes.join(", ") };
};

type Validate = {
  (schema: unknown, data: unknown): boolean;
  errors?: { keyword: string; params: KeywordFault }[];
};

const keyword = <S>(name: string, check: (schema: S, data: unknown) => KeywordFault | undefined) => {
  const validate: Validate = (schema, data) => {
    const fault = check(schema as S, data);
    if (fault === undefined) return true;
    validate.errors = [{ keyword: name, params: fault }];
    return false;
  };
  return validate;
};

/** A JSON schema validator that knows the two rules that FHIR adds. */
export const createAjv = (): Ajv => {
  const ajv = new Ajv({ discriminator: true, strict: true, strictTypes: false, strictRequired: false });
  ajv.addKeyword({
    keyword: "fhirShape",
    type: "object",
    errors: true,
    validate: keyword<ShapeRules>("fhirShape", (rules, data) => shapeFault(rules, data as Data)),
  });
  ajv.addKeyword({
    keyword: "fhirPrimitive",
    errors: true,
    validate: keyword<PrimitiveRule>("fhirPrimitive", primitiveKeywordFault),
  });
  return ajv;
};
