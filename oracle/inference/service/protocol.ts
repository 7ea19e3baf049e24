import { TheriacError } from "../../../standards/errors.ts";
import { describeError } from "../../shared/errors.ts";
import { BackendUnavailableError, ExecutorMismatchError } from "../errors.ts";
import type { BackendChoice } from "../tfjsBackend.ts";
import type { Job } from "./engine.ts";
import { WorkerReportedError } from "./errors.ts";
import type { ModelSource } from "./runners.ts";

/** What a worker is started with. */
export type Order = { readonly sources: readonly ModelSource[]; readonly backend: BackendChoice };

export type ToWorker = Job & { readonly job: number };

export type FromWorker =
  | { readonly kind: "ready"; readonly backend: string; readonly ids: readonly string[] }
  | { readonly kind: "failed"; readonly error: Reported }
  | { readonly kind: "answer"; readonly job: number; readonly scores: Int32Array }
  | { readonly kind: "error"; readonly job: number; readonly error: Reported };

/** An error as it travels between threads. */
export type Reported = {
  readonly code: string;
  readonly message: string;
  readonly context: TheriacError["context"];
  readonly hint: string | undefined;
  readonly retryable: boolean;
};

/** Errors of our own whole; of anybody else's the kind alone, because its text may quote what it was given. */
export const reportOf = (error: unknown): Reported => {
  if (!(error instanceof TheriacError))
    return {
      code: describeError(error).error,
      message: "An inference worker failed.",
      context: {},
      hint: undefined,
      retryable: false,
    };
  const { code, message, context, hint, retryable } = error as TheriacError & { code: string };
  return { code, message, context, hint, retryable };
};

/** The error again, of its own class where somebody tells classes apart. */
export const errorOfReport = ({ code, message, context, hint, retryable }: Reported): TheriacError => {
  if (code === "EXECUTOR_MISMATCH")
    return new ExecutorMismatchError(
      String(context.model),
      String(context.backend),
      Number(context.row),
      Number(context.output),
    );
  if (code === "BACKEND_UNAVAILABLE")
    return new BackendUnavailableError(String(context.asked), String(context.got));
  return new WorkerReportedError(code, message, context, hint, retryable);
};
