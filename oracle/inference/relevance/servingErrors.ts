import { TheriacError } from "../../../standards/errors.ts";

/** TensorFlow Serving cannot be asked now. Trying again later may help. */
export class ServingUnavailableError extends TheriacError {
  readonly code = "SERVING_UNAVAILABLE";
  override readonly retryable = true;
  constructor(reason: string, cause?: unknown) {
    super(`TensorFlow Serving cannot be asked: ${reason}.`, {
      hint: "Look at textRelevance.serving and at the server's own log.",
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/** TensorFlow Serving answered something that is no answer to what was asked. Never quotes what it said. */
export class ServingAnswerError extends TheriacError {
  readonly code = "SERVING_BAD_ANSWER";
  constructor(reason: string, status?: number) {
    super(`TensorFlow Serving gave an answer that cannot be used: ${reason}.`, { context: { status } });
  }
}

/** The served model is not the encoder of the manifest. */
export class ServingDiffersError extends TheriacError {
  readonly code = "SERVING_DIFFERS";
  constructor(text: number, cosine: number, least: number) {
    super("TensorFlow Serving gives other vectors than the encoder whose hashes the manifest states.", {
      context: { text, cosine: cosine.toFixed(6), least },
      hint: "Serve the graph and the weights of the encoder's package, and no other version.",
    });
  }
}
