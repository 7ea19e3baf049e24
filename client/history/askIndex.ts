import type { z } from "zod";
import { IndexMalformedError, IndexRefusedError, IndexUnavailableError } from "./errors.ts";

/** Where an index answers, and how long to wait for it. */
export type IndexConnection = {
  readonly url: string;
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
};

const TIMEOUT_MS = 10_000;
const PAGE = 500;

/** Asks one page and reads it through its shape. */
const askPage = async <S extends z.ZodType>(
  connection: IndexConnection,
  route: string,
  query: URLSearchParams,
  shape: S,
): Promise<z.output<S>> => {
  const { url, timeoutMs = TIMEOUT_MS } = connection;
  let status: number;
  let body: unknown;
  try {
    const response = await (connection.fetch ?? fetch)(`${url.replace(/\/$/, "")}${route}?${query}`, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: "error",
    });
    status = response.status;
    body = await response.json();
  } catch (cause) {
    throw new IndexUnavailableError(route, cause);
  }
  if (status !== 200) {
    const { error, detail } = body as { error?: unknown; detail?: unknown };
    throw new IndexRefusedError(
      route,
      status,
      String(error),
      detail === undefined ? undefined : String(detail),
    );
  }
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new IndexMalformedError(route, parsed.error.issues.map((issue) => issue.path.join(".")).join(", "));
};

/** Asks a question whose answer has no pages. */
export const askOne = <S extends z.ZodType>(
  connection: IndexConnection,
  route: string,
  shape: S,
): Promise<z.output<S>> => askPage(connection, route, new URLSearchParams(), shape);

type Paged = { readonly next: string | null; readonly asOf: { readonly hash: string } };

/** Asks page after page. A page that repeats a cursor ends it as malformed. */
export const askPages = async <S extends z.ZodType<Paged>>(
  connection: IndexConnection,
  route: string,
  shape: S,
  asked: readonly (readonly [string, string])[] = [],
): Promise<[z.output<S>, ...z.output<S>[]]> => {
  const ask = (cursor: readonly [string, string][]) => {
    const query: [string, string][] = [
      ...asked.map(([name, value]): [string, string] => [name, value]),
      ["limit", `${PAGE}`],
      ...cursor,
    ];
    return askPage(connection, route, new URLSearchParams(query), shape);
  };
  const pages: [z.output<S>, ...z.output<S>[]] = [await ask([])];
  const seen = new Set<string>();
  for (let next = pages[0].next; next !== null; ) {
    if (seen.has(next)) throw new IndexMalformedError(route, "next");
    seen.add(next);
    const page = await ask([["cursor", next]]);
    pages.push(page);
    next = page.next;
  }
  return pages;
};
