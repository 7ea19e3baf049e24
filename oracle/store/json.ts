/** Fields of a request that are bigint: JSON keeps them as text. */
const BIGINT_FIELDS = ["fee", "valueAtRisk", "nonce"];

export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === "bigint" ? part.toString() : part));

export const fromJson = <T>(text: string): T =>
  JSON.parse(text, (key, part) => (BIGINT_FIELDS.includes(key) ? BigInt(part) : part)) as T;
