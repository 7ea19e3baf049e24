import { type ErrorOptions, TheriacError } from "../../standards/errors.ts";

/** The bytes are not a canonical network file. One class a reason, so that each has its own code. */
export abstract class NetworkFileError extends TheriacError {}

export class NetworkMagicError extends NetworkFileError {
  readonly code = "NETWORK_WRONG_MAGIC";
  constructor(found: string) {
    super("The file does not start with Q8P2.", { context: { found } });
  }
}

export class NetworkVersionError extends NetworkFileError {
  readonly code = "NETWORK_UNKNOWN_VERSION";
  constructor(version: number, supported: number) {
    super("The network file has a version that this program does not know.", {
      context: { version, supported },
    });
  }
}

export class NetworkTruncatedError extends NetworkFileError {
  readonly code = "NETWORK_TRUNCATED";
  constructor(length: number, expected: number) {
    super("The network file ends too early.", { context: { length, expected } });
  }
}

export class NetworkTrailingBytesError extends NetworkFileError {
  readonly code = "NETWORK_TRAILING_BYTES";
  constructor(length: number, expected: number) {
    super("The network file goes on after its last bias.", { context: { length, expected } });
  }
}

export class NetworkShapeError extends NetworkFileError {
  readonly code = "NETWORK_BAD_SHAPE";
  constructor(field: string, value: number, least: number, most: number) {
    super("A dimension of the network is out of range.", { context: { field, value, least, most } });
  }
}

export class NetworkShiftError extends NetworkFileError {
  readonly code = "NETWORK_BAD_SHIFT";
  constructor(layer: number, shift: number, least: number, most: number) {
    super("A requantisation shift is out of range.", { context: { layer, shift, least, most } });
  }
}

export class NetworkWeightError extends NetworkFileError {
  readonly code = "NETWORK_BAD_WEIGHT";
  constructor(layer: number, index: number, value: number) {
    super("A weight or bias does not fit.", {
      context: { layer, index, value },
      hint: "Weights are integers in [-127, 127], biases int32.",
    });
  }
}

/** A neuron could leave the range in which float32 is exact on integers. */
export class OverflowBoundError extends TheriacError {
  readonly code = "OVERFLOW_BOUND_BROKEN";
  constructor(layer: number, neuron: number, bound: number, limit: number) {
    super("A neuron of the network can overflow exact arithmetic.", {
      context: { layer, neuron, bound, limit },
      hint: "Quantise with fewer weight bits or a smaller layer; such a network must never run.",
    });
  }
}

export class InputWrongLengthError extends TheriacError {
  readonly code = "INPUT_WRONG_LENGTH";
  constructor(length: number, expected: number) {
    super("The input has the wrong length for this model.", { context: { length, expected } });
  }
}

/** A raw value that the quantiser cannot take. Never holds the value: it may be a patient's. */
export class RawValueError extends TheriacError {
  readonly code = "RAW_VALUE_INVALID";
  constructor(name: string, index: number, reason: string) {
    super(`A raw value cannot be quantised: ${reason}.`, { context: { name, index } });
  }
}

export class ExecutorMismatchError extends TheriacError {
  readonly code = "EXECUTOR_MISMATCH";
  /** `row` counts within the batch that was checked together; none of that batch is answered. */
  constructor(model: string, backend: string, row: number, output: number) {
    super("TensorFlow.js and the integer reference disagree.", {
      context: { model, backend, row, output },
      hint: "Do not sign. Restart with another backend and run the model's test vectors.",
    });
  }
}

export class BackendUnavailableError extends TheriacError {
  readonly code = "BACKEND_UNAVAILABLE";
  constructor(asked: string, got: string, cause?: unknown) {
    super("TensorFlow.js does not run on the backend that was asked for.", {
      context: { asked, got },
      hint: 'Set the backend to "auto", "wasm" or "cpu".',
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

export class ManifestInvalidError extends TheriacError {
  readonly code = "MANIFEST_INVALID";
  constructor(reason: string, options: ErrorOptions = {}) {
    super(`The model's manifest is invalid: ${reason}.`, options);
  }
}

export class ModelFileMissingError extends TheriacError {
  readonly code = "MODEL_FILE_MISSING";
  constructor(file: string, cause: unknown) {
    super("A file of the model cannot be read.", { context: { file }, cause });
  }
}

export class ModelHashMismatchError extends TheriacError {
  readonly code = "MODEL_HASH_MISMATCH";
  constructor(what: string, expected: string, actual: string) {
    super("A file of the model does not match the hash that names it.", {
      context: { what, expected, actual },
      hint: "Run `npm run models:verify`.",
    });
  }
}

export class ModelVectorsError extends TheriacError {
  readonly code = "MODEL_VECTORS_FAILED";
  constructor(reason: string, context: Readonly<Record<string, string | number>> = {}) {
    super(`The model fails its test vectors: ${reason}.`, { context });
  }
}

export class ExtractorUnknownError extends TheriacError {
  readonly code = "EXTRACTOR_UNKNOWN";
  constructor(extractor: string) {
    super("No extractor of this name is known.", { context: { extractor } });
  }
}

/** Thrown when a model about people, or one with private inputs, would be offered to everybody. */
export class ModelNotPublicError extends TheriacError {
  override readonly code = "MODEL_NOT_PUBLIC";
  constructor(model: string, flags: number) {
    super("This model sees private inputs or is about people.", {
      context: { model, flags },
      hint: "Take its folder out of models.folders: the adapter serves public models only.",
    });
  }
}
