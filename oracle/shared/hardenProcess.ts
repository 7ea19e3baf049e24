import { TheriacError } from "../../standards/errors.ts";

/** Thrown when the process was started in a way that gives secrets away. */
export class UnsafeProcessError extends TheriacError {
  override readonly code = "BAD_CONFIG";
  constructor(what: string, hint: string) {
    super(`The process is not safe to hold keys: ${what}.`, { context: { what }, hint });
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Options of Node that write memory to disk or open it to a debugger. */
const TELLING_OPTIONS = [
  "--heapsnapshot-signal",
  "--heapsnapshot-near-heap-limit",
  "--report-on-signal",
  "--report-on-fatalerror",
  "--report-uncaught-exception",
  "--diagnostic-dir",
  "--heap-prof",
  "--cpu-prof",
  "--trace-events-enabled",
  "--tls-keylog",
  "--inspect",
  "--inspect-brk",
  "--inspect-wait",
  "--abort-on-uncaught-exception",
];

/** Node takes `_` for `-` in the names of its options. */
const nameOf = (option: string): string => (option.split("=", 1)[0] ?? "").replaceAll("_", "-");

const ignore = (): void => undefined;

/**
 * What a process that holds keys must not be told, and what it can forbid itself. Core dumps of the operating system are for
 * `ulimit -c 0`, which only who starts the process can set.
 */
export const hardenProcess = (environment: Environment, options: readonly string[]): void => {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === "0")
    throw new UnsafeProcessError(
      "NODE_TLS_REJECT_UNAUTHORIZED=0 accepts every certificate",
      "Unset it; name the authority to trust with `ca` in the config.",
    );
  const given = [...options, ...(environment.NODE_OPTIONS ?? "").split(/\s+/)];
  const telling = TELLING_OPTIONS.find((name) => given.some((option) => nameOf(option) === name));
  if (telling !== undefined)
    throw new UnsafeProcessError(
      `${telling} shows its memory`,
      "Remove it from the command and NODE_OPTIONS.",
    );
  // Node opens a debugger on this signal unless somebody listens.
  if (!process.listeners("SIGUSR1").includes(ignore)) process.on("SIGUSR1", ignore);
  // No option turns these on behind our back later, such as a library's.
  process.report.reportOnFatalError = false;
  process.report.reportOnSignal = false;
  process.report.reportOnUncaughtException = false;
  // A report that is made all the same leaves the environment out, which may hold the password.
  process.report.excludeEnv = true;
};
