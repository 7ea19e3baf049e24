import { TheriacError } from "../../standards/errors.ts";

/** What an error looks like in a log line: kind and evidence, without stack or foreign text that might hold secrets. */
export type ErrorFields = {
  readonly error: string;
  readonly message: string;
  readonly context?: Record<string, unknown>;
  readonly cause?: ErrorFields;
};

/** Log fields of any thrown value. */
export const describeError = (error: unknown): ErrorFields => {
  if (error instanceof TheriacError) {
    const context = Object.fromEntries(
      Object.entries(error.context).map(([key, value]) => [
        key,
        typeof value === "bigint" ? `${value}` : value,
      ]),
    );
    return {
      error: error.code,
      message: error.message,
      ...(Object.keys(context).length > 0 ? { context } : {}),
      ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
    };
  }
  if (error instanceof Error) {
    const { code } = error as { code?: unknown };
    return { error: typeof code === "string" ? code : error.name, message: foreignText(error) };
  }
  return { error: "UNKNOWN", message: firstLine(String(error)) };
};

/**
 * A foreign error's text without what may be an access key: providers of RPC nodes put one into the path or the host's name,
 * which failed connections quote, and so may the body of an answer.
 */
const foreignText = (error: Error): string => {
  const { code, hostname, shortMessage } = error as {
    code?: unknown;
    hostname?: unknown;
    shortMessage?: unknown;
  };
  if (code === "SERVER_ERROR" && typeof shortMessage === "string") return firstLine(shortMessage);
  const text = firstLine(error.message);
  return typeof hostname === "string" ? text.replaceAll(hostname, "<host>") : text;
};

/** Code of an error, for records and metrics. */
export const codeOf = (error: unknown): string => describeError(error).error;

const firstLine = (text: string): string => {
  const line = text.split("\n", 1)[0] ?? "";
  return withoutUrls(line).slice(0, 300);
};

/** Addresses of RPC nodes may carry access keys. */
const withoutUrls = (text: string): string => text.replace(/\b(?:https?|wss?):\/\/[^\s"')]+/g, "<url>");

/** Exit codes of the command line. `replay` opens keys only when told to, so there 3 says that the chain differs. */
export const ExitCode = {
  OK: 0,
  FAILED: 1,
  BAD_CONFIG: 2,
  BAD_KEYS: 3,
  DIFFERS: 3,
  CHAIN: 4,
  STORE: 5,
} as const;
