// The encoder behind TensorFlow Serving's REST interface (tensorflow.org/tfx/serving/api_rest): columnar predict, in
// which the whole batch is one object of named tensors. Only for models of float arithmetic: no server is trusted with
// an exact one.
import { z } from "zod";
import type { Embed } from "./embedder.ts";
import { ServingAnswerError, ServingUnavailableError } from "./servingErrors.ts";

export type ServingRules = {
  /** http(s)://HOST/v1/models/NAME[/versions/N]:predict */
  readonly url: string;
  readonly timeoutMs: number;
  /** Larger answers are not read to their end. */
  readonly maxBytes: number;
};

const vectors = z.array(z.array(z.number()).min(1).max(8_192)).min(1);
/** A signature with one output gives it bare, one with several by name. */
const answerSchema = z.object({ outputs: z.union([vectors, z.record(z.string(), vectors)]) });
const statusSchema = z.object({
  model_version_status: z.array(z.object({ version: z.string(), state: z.string() })).min(1),
});

const OK = 200;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;

/** Asks the server for the vectors of texts. */
export const createServing =
  (rules: ServingRules): Embed =>
  async (texts, signal) => {
    const inputs = {
      indices: texts.flatMap((pieces, text) => pieces.map((_, i) => [text, i])),
      values: texts.flat(),
    };
    const json = await exchange(
      rules,
      rules.url,
      { method: "POST", body: JSON.stringify({ inputs }) },
      signal,
    );
    const parsed = answerSchema.safeParse(json);
    if (!parsed.success) throw new ServingAnswerError("it has another form");
    const { outputs } = parsed.data;
    const named = Array.isArray(outputs) ? [outputs] : Object.values(outputs);
    const [rows] = named;
    if (rows === undefined || named.length !== 1) throw new ServingAnswerError("it has not one output");
    const [first] = rows as [number[]];
    if (rows.length !== texts.length || rows.some((row) => row.length !== first.length))
      throw new ServingAnswerError("it has not one vector for each text");
    return rows.map((row) => Float32Array.from(row));
  };

/** Throws unless the server says that the model is there and can be asked. */
export const assertServed = async (rules: ServingRules): Promise<void> => {
  const json = await exchange(rules, rules.url.replace(/:predict$/, ""), { method: "GET" });
  const parsed = statusSchema.safeParse(json);
  if (!parsed.success) throw new ServingAnswerError("its status has another form");
  if (!parsed.data.model_version_status.some(({ state }) => state === "AVAILABLE"))
    throw new ServingUnavailableError("no version of the model is available");
};

const exchange = async (
  { timeoutMs, maxBytes }: ServingRules,
  url: string,
  init: { readonly method: string; readonly body?: string },
  signal?: AbortSignal,
): Promise<unknown> => {
  const limits = [AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])];
  try {
    const headers = { "content-type": "application/json", accept: "application/json" };
    const response = await fetch(url, {
      ...init,
      headers,
      redirect: "error",
      signal: AbortSignal.any(limits),
    });
    if (response.status !== OK) {
      await response.body?.cancel();
      if (response.status === TOO_MANY_REQUESTS || response.status >= SERVER_ERROR)
        throw new ServingUnavailableError(`it answered ${response.status}`);
      throw new ServingAnswerError("it refused", response.status);
    }
    return parse(await readCapped(response, maxBytes));
  } catch (error) {
    if (error instanceof ServingAnswerError || error instanceof ServingUnavailableError) throw error;
    throw new ServingUnavailableError(signal?.aborted ? "it was given up" : "no answer came", error);
  }
};

const readCapped = async (response: Response, maxBytes: number): Promise<string> => {
  if (Number(response.headers.get("content-length") ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw new ServingAnswerError("it is too large");
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new ServingAnswerError("it is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServingAnswerError("it is not JSON");
  }
};
