import { TheriacError } from "../../standards/errors.ts";

/** Thrown when the config file cannot be used. `context.key` is the path of the first offending key. */
export class ConfigError extends TheriacError {
  override readonly code = "BAD_CONFIG";
  constructor(key: string, problem: string, file: string, all: readonly string[] = []) {
    super(`Config: ${key === "" ? "the file" : key} ${problem}.`, {
      context: { key, file, ...(all.length > 1 ? { all: all.join("; ") } : {}) },
      hint: "Every key is explained in oracle/config/README.md; start from oracle/config/node.example.json.",
    });
  }
}

/** Thrown when keys cannot be made, read or decrypted. */
export class KeysError extends TheriacError {
  override readonly code = "BAD_KEYS";
  constructor(message: string, file: string, hint: string, cause?: unknown) {
    super(message, { context: { file }, hint, cause });
  }
}
