import { TheriacError } from "../../../standards/errors.ts";

/** The queue is full. Trying again later may help. */
export class InferenceBusyError extends TheriacError {
  readonly code = "INFERENCE_BUSY";
  override readonly retryable = true;
  constructor(queued: number) {
    super("More inferences wait than the queue takes.", {
      context: { queued },
      hint: "Raise models.workers or models.maxQueued.",
    });
  }
}

/** No worker could answer. Trying again later may help. */
export class InferenceUnavailableError extends TheriacError {
  readonly code = "INFERENCE_UNAVAILABLE";
  override readonly retryable = true;
  constructor(reason: string, cause?: unknown) {
    super(`No inference worker could answer: ${reason}.`, {
      hint: "Look for `Inference worker lost` in the log.",
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/** The one who asked gave up, or the service stops. */
export class InferenceAbortedError extends TheriacError {
  readonly code = "INFERENCE_ABORTED";
  override readonly retryable = true;
  constructor() {
    super("The inference was given up before it was answered.");
  }
}

/** A worker ended, hung, or answered what was not asked. What it was working on can be asked of another. */
export class WorkerLostError extends TheriacError {
  readonly code = "WORKER_LOST";
  override readonly retryable = true;
  constructor(
    readonly reason: "ended" | "timeout" | "nonsense",
    cause?: unknown,
  ) {
    super("An inference worker was lost.", {
      context: { reason },
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/** An error that happened in a worker, told with its code. */
export class WorkerReportedError extends TheriacError {
  constructor(
    readonly code: string,
    message: string,
    context: TheriacError["context"],
    hint: string | undefined,
    override readonly retryable: boolean,
  ) {
    super(message, { context, ...(hint === undefined ? {} : { hint }) });
  }
}
