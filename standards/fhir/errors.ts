import { TheriacError } from "../errors.ts";
import { fhirPath, jsonPointer, type Path } from "./path.ts";
import type { FhirVersion } from "./version.ts";

// Documents are about people: these errors say where and what rule, never what the document holds.

/** What is wrong with a document. */
export type FhirFault =
  | "CHOICE"
  | "CODE"
  | "DEPTH"
  | "DUPLICATE_KEY"
  | "EMPTY"
  | "FORBIDDEN_KEY"
  | "MISSING"
  | "NOT_JSON"
  | "NUMBER"
  | "REFERENCE"
  | "SIBLING"
  | "SIZE"
  | "SURROGATE"
  | "TYPE"
  | "UNKNOWN_ELEMENT"
  | "UNKNOWN_RESOURCE"
  | "VALUE";

export type Finding = {
  readonly fault: FhirFault;
  readonly path: Path;
  /** Which rule is broken, in words. */
  readonly reason: string;
  readonly hint: string;
};

/** Thrown when a document is not valid FHIR of the covered part. */
export class InvalidFhirError extends TheriacError {
  readonly code = "INVALID_FHIR";
  readonly fault: FhirFault;
  /** JSON pointer into the document. */
  readonly pointer: string;
  /** The same place as FHIRPath writes it. */
  readonly fhirPath: string;

  constructor(version: FhirVersion, root: string, { fault, path, reason, hint }: Finding) {
    const pointer = jsonPointer(path);
    const where = fhirPath(root, path);
    super(`The document is not valid FHIR ${version}: ${where} ${reason}.`, {
      context: { version, fault, pointer, fhirPath: where },
      hint,
    });
    this.fault = fault;
    this.pointer = pointer;
    this.fhirPath = where;
  }
}

/** Thrown when a document is said to be of a release of FHIR that is not covered. */
export class UnknownFhirVersionError extends TheriacError {
  readonly code = "FHIR_VERSION_UNKNOWN";
  constructor() {
    super("This release of FHIR is not covered.", { hint: "R4 and R5 are." });
  }
}

/** Thrown when a consent says something that the other form cannot say. Nothing is ever dropped silently. */
export class UnmappableConsentError extends TheriacError {
  readonly code = "CONSENT_UNMAPPABLE";
  /** FHIRPath into the resource, or `terms.…` into the grant. */
  readonly where: string;

  constructor(where: string, reason: string, hint?: string, cause?: unknown) {
    super(`The consent cannot be translated: ${where} ${reason}.`, {
      context: { where },
      ...(hint === undefined ? {} : { hint }),
      ...(cause === undefined ? {} : { cause }),
    });
    this.where = where;
  }
}

/** Thrown when something that did not come from `toCommittable` is about to be committed to. */
export class NotCommittableError extends TheriacError {
  readonly code = "NOT_COMMITTABLE";
  constructor() {
    super("Only a validated document can be committed to.", {
      hint: "Pass the document through toCommittable of standards/fhir/committable.ts.",
    });
  }
}

/** Stops reading; the door that knows the version turns it into an `InvalidFhirError`. */
export class FindingSignal extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.fault);
    this.finding = finding;
  }
}
