// Files of one thing a line, read without holding them.
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { BadFileError } from "../files.ts";

const LINE_END = 10;
const MOST_BYTES = 65_536;

/** A line that is not empty: its number from 1 on, and where it stands in bytes. */
export type Line = {
  readonly number: number;
  readonly text: string;
  readonly at: number;
  readonly bytes: number;
};

const unreadable = (file: string, error: unknown): BadFileError =>
  new BadFileError(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);

/** Pieces of a file, cut at line ends, and what stands behind the last. */
async function* cutLines(file: string): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file)) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
      yield rest.length === 0 ? chunk.subarray(from, end) : Buffer.concat([rest, chunk.subarray(from, end)]);
      rest = Buffer.alloc(0);
      from = end + 1;
    }
    rest = Buffer.concat([rest, chunk.subarray(from)]);
    if (rest.length > MOST_BYTES) throw new BadFileError(file, `has a line of over ${MOST_BYTES} bytes`);
  }
  yield rest;
}

/** Lines of a file of any size. */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let [number, at] = [0, 0];
  try {
    for await (const bytes of cutLines(file)) {
      number += 1;
      const text = bytes.toString("utf8").replace(/\r$/, "");
      if (text !== "") yield { number, text, at, bytes: bytes.length };
      at += bytes.length + 1;
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : unreadable(file, error);
  }
}

/** JSON of a line, or a complaint that names the line and never what stands there. */
export const parseLine = (
  file: string,
  { number, text }: Pick<Line, "number" | "text">,
  hint?: string,
): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadFileError(file, `line ${number} is not JSON`, hint);
  }
};

/** The beginning of a file, up to its first line end. */
export const firstLineOf = async (file: string): Promise<string> => {
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead).split("\n", 1)[0] ?? "";
  } finally {
    await handle.close();
  }
};
