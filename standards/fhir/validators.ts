import type { ValidateFunction } from "ajv";
import { createAjv } from "./keywords.ts";
import { schemaOf } from "./schema.ts";
import { R4_CLINICAL } from "./shapes/r4Clinical.ts";
import { R4_CONTEXT } from "./shapes/r4Context.ts";
import { R4_RECORDS } from "./shapes/r4Records.ts";
import { R4_TYPES } from "./shapes/r4Types.ts";
import { R5_CLINICAL } from "./shapes/r5Clinical.ts";
import { R5_CONTEXT } from "./shapes/r5Context.ts";
import { R5_RECORDS } from "./shapes/r5Records.ts";
import { R5_TYPES } from "./shapes/r5Types.ts";
import type { Shapes } from "./shapes/shape.ts";
import type { FhirVersion } from "./version.ts";

/** The shape tables of each release. */
export const SHAPES: Readonly<Record<FhirVersion, readonly Shapes[]>> = {
  R4: [R4_CLINICAL, R4_CONTEXT, R4_RECORDS, R4_TYPES],
  R5: [R5_CLINICAL, R5_CONTEXT, R5_RECORDS, R5_TYPES],
};

/** The resource types that are known in a release, in alphabetical order. */
export const coveredTypes = (version: FhirVersion): readonly string[] =>
  SHAPES[version].flatMap(({ resources }) => Object.keys(resources)).sort();

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const compiled: Readonly<Record<FhirVersion, () => ValidateFunction>> = {
  R4: once(() => createAjv().compile(schemaOf(SHAPES.R4))),
  R5: once(() => createAjv().compile(schemaOf(SHAPES.R5))),
};

/** The validator of a release; compiled when it is first asked for. */
export const validatorOf = (version: FhirVersion): ValidateFunction => compiled[version]();
