import type { IncomingMessage } from "node:http";
import { HttpError } from "./errors.ts";

/** Reads a JSON body of at most `maxBytes` as text; stops reading as soon as there is more. */
export const readJsonText = async (request: IncomingMessage, maxBytes: number): Promise<string> => {
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) {
    throw new HttpError(415, "NOT_JSON");
  }
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw new HttpError(413, "BODY_TOO_LARGE");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new HttpError(413, "BODY_TOO_LARGE");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

/** The same, parsed. */
export const readJsonBody = async (request: IncomingMessage, maxBytes: number): Promise<unknown> => {
  const text = await readJsonText(request, maxBytes);
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, "NOT_JSON");
  }
};
