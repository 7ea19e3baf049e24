import { z } from "zod";
import { ModelVectorsError } from "./errors.ts";

const integers = z.array(z.number().int()).min(1);
const vectorsSchema = z.strictObject({
  kind: z.literal("model-vectors/1"),
  vectors: z.array(z.strictObject({ payload: z.base64().optional(), x: integers, scores: integers })).min(1),
});

/** A question with its exact answer. With a payload, extraction must give x. */
export type Vector = {
  readonly payload: Uint8Array | undefined;
  readonly x: Int32Array;
  readonly scores: Int32Array;
};

/** Reads a file of test vectors. */
export const parseVectors = (json: string): readonly Vector[] => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ModelVectorsError("the file is not JSON");
  }
  const parsed = vectorsSchema.safeParse(value);
  if (!parsed.success) throw new ModelVectorsError("the file has another form");
  return parsed.data.vectors.map(({ payload, x, scores }) => ({
    payload: payload === undefined ? undefined : Uint8Array.from(Buffer.from(payload, "base64")),
    x: Int32Array.from(x),
    scores: Int32Array.from(scores),
  }));
};

/** Throws unless every vector is answered exactly and every payload extracts to its input. */
export const runVectors = async (
  vectors: readonly Vector[],
  extract: (payload: Uint8Array) => Int32Array,
  answer: (batch: readonly Int32Array[]) => Promise<readonly Int32Array[]>,
): Promise<void> => {
  vectors.forEach(({ payload, x }, vector) => {
    if (payload !== undefined && !sameIntegers(extract(payload), x))
      throw new ModelVectorsError("a payload extracts to another input", { vector });
  });
  const answers = await answer(vectors.map(({ x }) => x));
  vectors.forEach(({ scores }, vector) => {
    const given = answers[vector];
    if (given === undefined || !sameIntegers(given, scores))
      throw new ModelVectorsError("an input has another score", { vector });
  });
};

const sameIntegers = (a: Int32Array, b: Int32Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
