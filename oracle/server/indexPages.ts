import type { Page, PageRequest, StoredEvent } from "../domain/indexed.ts";
import type { Head } from "../domain/ports.ts";
import { HttpError } from "./errors.ts";

/** A question, and the block up to which the answer is complete. */
export type Asked = { readonly asOf: Head; readonly parameter: string; readonly query: URLSearchParams };

/** The path's one group is the parameter. */
export type NamedRoute<Deps> = {
  readonly name: string;
  readonly path: RegExp;
  readonly route: (deps: Deps, asked: Asked) => unknown;
};

export const orNotIndexed = (events: Page<StoredEvent>, { after }: PageRequest): Page<StoredEvent> => {
  if (events.items.length === 0 && after === undefined) throw new HttpError(404, "NOT_INDEXED");
  return events;
};

export const pageOf = <T>(name: string, { items, next }: Page<T>): object => ({
  [name]: items,
  next: next === undefined ? null : `${next.blockNumber}.${next.logIndex}`,
});
