// Events of a document of any size, one after another: nothing is read before it is asked for, nothing is kept after.
import { jsonParser } from "stream-json/core/parser.js";
import { refuse } from "./checkIdentifiers.ts";
import { checkContext } from "./context.ts";
import { InvalidEpcisError } from "./errors.ts";
import { type Context, type EpcisEvent, type EpcisHeader, type Namespaces, namespacesOf } from "./events.ts";
import { assertEvent, assertHeader, conformContext, EVENT_LIST } from "./parse.ts";
import { createTokenReader, type RawEvent, type TokenReader } from "./tokenReader.ts";

/** An event of a document, and what is needed to hash it. */
export type StreamedEvent = {
  readonly event: EpcisEvent;
  readonly index: number;
  readonly namespaces: Namespaces;
};

/** A document in pieces: a file, a response's body, or a text cut anywhere. */
export type Chunks = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

const PIECE = 65_536;
/** Characters that may go by without making a value. */
const MOST_CHARACTERS = 4_000_000;

const notJson = (cause?: unknown): never => refuse("NOT_JSON", [], "is not one whole JSON document", cause);

/** Text in pieces of bounded size. Throws at bytes that are no UTF-8. */
async function* piecesOf(chunks: Chunks): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (error) {
      return notJson(error);
    }
  };
  for await (const chunk of chunks) {
    const text = typeof chunk === "string" ? chunk : decode(chunk);
    for (let at = 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE);
  }
  yield decode();
}

/** Tokens of a piece. The tokeniser's own message quotes the document, so it is not passed on. */
const createTokeniser = () => {
  const parse = jsonParser({ packValues: true, streamValues: false });
  let silent = 0;
  return (piece: string) => {
    try {
      const found = parse(piece);
      const tokens = typeof found === "object" && "values" in found ? found.values : [];
      silent = tokens.length > 0 ? 0 : silent + piece.length;
      if (silent > MOST_CHARACTERS) refuse("SIZE", [], `has a value of over ${MOST_CHARACTERS} characters`);
      return tokens;
    } catch (error) {
      return error instanceof InvalidEpcisError ? refuse(error.fault, [], "is too large") : notJson();
    }
  };
};

/** The prefixes in force, which have to be known before the first event. */
const namespacesBefore = (reader: TokenReader): Namespaces => {
  const context = (reader.rest() as { "@context"?: Context })["@context"];
  if (context === undefined)
    return refuse("ORDER", ["@context"], "does not stand before the events: a stream cannot know prefixes");
  conformContext(context);
  checkContext(context, ["@context"]);
  return namespacesOf(context);
};

/**
 * Reads the events of an EPCIS 2.0 document one by one. Throws `InvalidEpcisError` with the place of the first fault;
 * the events before it have been given by then. After the last one the rest of the document is checked, and returned.
 */
export async function* readEvents(chunks: Chunks): AsyncGenerator<StreamedEvent, EpcisHeader> {
  const reader = createTokenReader();
  const tokenise = createTokeniser();
  let namespaces: Namespaces | undefined;
  const check = ({ value, index }: RawEvent): StreamedEvent => {
    namespaces ??= namespacesBefore(reader);
    return { event: assertEvent(value, [...EVENT_LIST, index], namespaces), index, namespaces };
  };
  for await (const piece of piecesOf(chunks))
    for (const token of tokenise(piece)) {
      const raw = reader.take(token);
      if (raw !== undefined) yield check(raw);
    }
  if (!reader.isWhole()) notJson();
  return assertHeader(reader.rest());
}
