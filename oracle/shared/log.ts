import { type DestinationStream, type Logger, pino } from "pino";

/** Constant message plus fields: `log.info({ msg: "Report submitted", requestId })`. */
export type Log = Logger;

export const LOG_LEVELS = ["error", "warn", "info", "debug", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields that must never be written, wherever they stand. */
const SECRET_FIELDS = [
  "password",
  "privateKey",
  "secret",
  "plaintext",
  "record",
  "scores",
  "inputSalt",
  "outputSalt",
];

/**
 * A JSON logger. Levels: error = a duty failed; warn = unexpected, still serving; info = a duty done; debug = a step.
 */
export const createLog = (
  level: LogLevel,
  fields: Record<string, string>,
  stream?: DestinationStream,
): Log => {
  const options = {
    level,
    base: fields,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: "[redacted]" },
  };
  return stream === undefined ? pino(options) : pino(options, stream);
};
