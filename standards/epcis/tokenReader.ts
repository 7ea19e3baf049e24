// Puts a document together from its tokens, but gives each event away as soon as it is whole.
import type { Token } from "stream-json/core/parser.js";
import { isKeptNumber } from "../parseJson.ts";
import { refuse } from "./checkIdentifiers.ts";
import type { Path } from "./path.ts";

/** What one event, or everything beside the events, may hold. */
const MOST_VALUES = 200_000;
const MOST_LEVELS = 64;
const FORBIDDEN_NAMES = ["__proto__", "prototype", "constructor", "toJSON"];

type Container = Record<string, unknown> | unknown[];
type Frame = { readonly value: Container; name: string };

/** An event that is whole, and its place in the list. */
export type RawEvent = { readonly value: unknown; readonly index: number };

export type TokenReader = {
  /** Takes the next token; gives the event that it completes. */
  readonly take: (token: Token) => RawEvent | undefined;
  /** Everything beside the events, as far as it is read. */
  readonly rest: () => unknown;
  readonly isWhole: () => boolean;
};

export const createTokenReader = (): TokenReader => {
  const frames: Frame[] = [];
  let root: unknown;
  let whole = false;
  let events = 0;
  let values = 0;

  const isEventList = (depth: number): boolean =>
    depth === 3 &&
    frames[0]?.name === "epcisBody" &&
    frames[1]?.name === "eventList" &&
    Array.isArray(frames[2]?.value);
  const here = (): Path =>
    frames.map(({ value, name }, depth) =>
      Array.isArray(value) ? (isEventList(depth + 1) && depth === 2 ? events : value.length) : name,
    );

  const put = (value: unknown): RawEvent | undefined => {
    values += 1;
    if (values > MOST_VALUES) refuse("SIZE", here(), `makes more than ${MOST_VALUES} values at once`);
    const frame = frames.at(-1);
    if (frame === undefined) {
      root = value;
      whole = !isContainer(value);
    } else if (isEventList(frames.length)) return isContainer(value) ? undefined : giveAway(value);
    else if (Array.isArray(frame.value)) frame.value.push(value);
    else frame.value[frame.name] = value;
    return undefined;
  };
  const giveAway = (value: unknown): RawEvent => {
    values = 0;
    events += 1;
    return { value, index: events - 1 };
  };
  const open = (value: Container): undefined => {
    if (frames.length >= MOST_LEVELS) refuse("SIZE", [], `is nested deeper than ${MOST_LEVELS} levels`);
    put(value);
    frames.push({ value, name: "" });
    return undefined;
  };
  const close = (): RawEvent | undefined => {
    const closed = frames.pop();
    whole = frames.length === 0;
    return isEventList(frames.length) ? giveAway(closed?.value) : undefined;
  };
  const setName = (name: string): undefined => {
    const frame = frames.at(-1);
    if (frame === undefined || Array.isArray(frame.value)) return undefined;
    frame.name = name;
    if (FORBIDDEN_NAMES.includes(name)) refuse("NOT_JSON", here(), "has a name that is not allowed");
    if (Object.hasOwn(frame.value, name)) refuse("NOT_JSON", here(), "stands in its object twice");
    return undefined;
  };
  const readNumber = (written: string): number =>
    isKeptNumber(written)
      ? Number(written)
      : refuse("NUMBER", here(), "has more digits than can be kept, or is too large");

  return {
    take: (token) => {
      switch (token.name) {
        case "startObject":
          return open({});
        case "startArray":
          return open([]);
        case "endObject":
        case "endArray":
          return close();
        case "keyValue":
          return setName(token.value);
        case "stringValue":
          return put(token.value);
        case "numberValue":
          return put(readNumber(token.value));
        case "trueValue":
        case "falseValue":
        case "nullValue":
          return put(token.value);
        default:
          return undefined;
      }
    },
    rest: () => root,
    isWhole: () => whole,
  };
};

const isContainer = (value: unknown): value is Container => typeof value === "object" && value !== null;
