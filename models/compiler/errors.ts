import { TheriacError } from "../../standards/errors.ts";

/** A network that no executor can be made of. */
export abstract class CompilerError extends TheriacError {}

export class LayerTooWideError extends CompilerError {
  readonly code = "NETWORK_LAYER_TOO_WIDE";
  constructor(layer: number, words: number, previousWords: number) {
    super("A hidden layer has more lane words than the stack of the EVM lets an executor reach.", {
      context: { layer, words, previousWords },
      hint: "Take fewer neurons in that layer, or smaller weights, so that a word holds more lanes.",
    });
  }
}

export class CodeTooLargeError extends CompilerError {
  readonly code = "NETWORK_CODE_TOO_LARGE";
  constructor(bytes: number, limit: number) {
    super("The network takes more code than one contract may hold.", {
      context: { bytes, limit },
      hint: "Deploy it stage by stage.",
    });
  }
}

export class FileTooLargeError extends CompilerError {
  readonly code = "NETWORK_FILE_TOO_LARGE";
  constructor(bytes: number, limit: number) {
    super("No transaction has the gas to carry the network's file and create a stage of it.", {
      context: { bytes, limit },
    });
  }
}

export class StageTooLargeError extends CompilerError {
  readonly code = "NETWORK_STAGE_TOO_LARGE";
  constructor(layer: number, bytes: number, limit: number) {
    super("A layer cannot be cut into stages that a contract holds.", { context: { layer, bytes, limit } });
  }
}

export class NoSuchStageError extends CompilerError {
  readonly code = "NETWORK_NO_SUCH_STAGE";
  constructor(stage: number, stages: number) {
    super("The network does not have that many stages.", { context: { stage, stages } });
  }
}
