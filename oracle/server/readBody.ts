import type { IncomingMessage } from "node:http";
import { HttpError } from "./errors.ts";

/** Reads a JSON body of at most `maxBytes`; stops reading as soon as there is more. */
export const readJsonBody = async (request: IncomingMessage, maxBytes: number): Promise<unknown> => {
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
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new HttpError(400, "NOT_JSON");
  }
};
