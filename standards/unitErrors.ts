import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";

/** A lot has no unit of this index, or no units at all. */
export class UnitIndexError extends TheriacError {
  readonly code = "UNIT_INDEX_OUT_OF_RANGE";
  constructor(index: number, unitCount: number) {
    super("A lot has no unit of this index.", { context: { index, unitCount } });
  }
}

/** Two units of a lot have the same serial. */
export class SerialRepeatedError extends TheriacError {
  readonly code = "SERIAL_REPEATED";
  constructor(first: number, second: number) {
    super("Two units of a lot have the same serial number.", { context: { first, second } });
  }
}

/** A unit's salt is not 32 bytes. */
export class UnitSaltError extends TheriacError {
  readonly code = "UNIT_SALT_MALFORMED";
  constructor(length: number) {
    super("A unit's salt must be 32 bytes.", { context: { length } });
  }
}

/** A unit's hash is not 32 bytes. */
export class UnitHashError extends TheriacError {
  readonly code = "UNIT_HASH_MALFORMED";
  constructor(length: number) {
    super("The hash of a unit is 0x and 64 hex digits.", { context: { length } });
  }
}

/** Bytes are not the file of a unit tree: the form is another, or they end too early or too late. */
export class UnitTreeFileError extends TheriacError {
  readonly code = "UNIT_TREE_FILE_MALFORMED";
  constructor(why: string, bytes: number) {
    super("This is no file of a lot's unit tree.", { context: { why, bytes } });
  }
}

/** The hashes in a file of a unit tree do not give the root that it names. */
export class UnitTreeRootError extends TheriacError {
  readonly code = "UNIT_TREE_ROOT_MISMATCH";
  constructor(named: Hex, computed: Hex) {
    super("The file's unit hashes do not give its root.", {
      context: { named, computed },
      hint: "The file was changed or cut: build the tree again from the lot's units.",
    });
  }
}
