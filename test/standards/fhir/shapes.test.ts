import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { isPrimitive } from "../../../standards/fhir/primitives.ts";
import { choiceName, elementsOf } from "../../../standards/fhir/shapes/shape.ts";
import { coveredTypes, SHAPES } from "../../../standards/fhir/validators.ts";
import type { FhirVersion } from "../../../standards/fhir/version.ts";

const folder = dirname(createRequire(import.meta.url).resolve("@types/fhir/package.json"));
const BASE = [
  "id",
  "meta",
  "implicitRules",
  "language",
  "text",
  "contained",
  "extension",
  "modifierExtension",
  "resourceType",
];

/** Element names of each interface of the published type definitions, with "?" if it may be absent and "[]" if many. */
const published = (version: FhirVersion): Map<string, string[]> => {
  const source = readFileSync(join(folder, `${version.toLowerCase()}.d.ts`), "utf8").replace(
    /\/\*\*[\s\S]*?\*\//g,
    "",
  );
  const found = new Map<string, string[]>();
  for (const [, name = "", body = ""] of source.matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)) {
    const lines = [...body.matchAll(/^ {2}(?:readonly )?(\w+)(\??): (.*?)(?: \| undefined)?;$/gm)];
    found.set(
      name,
      lines.map(([, element, absent, type = ""]) => `${element}${absent}${type.endsWith("[]") ? "[]" : ""}`),
    );
  }
  return found;
};

/** Types whose values could be anything in the spec, and are limited here. */
const NARROWED = ["Extension"];

describe("shapes of FHIR", () => {
  for (const version of ["R4", "R5"] as const)
    it(`name exactly the elements that the published ${version} types declare`, () => {
      const declared = published(version);
      let compared = 0;
      for (const tables of SHAPES[version])
        for (const [kind, shapes] of Object.entries(tables) as [string, Record<string, string>][])
          for (const [name, line] of Object.entries(shapes)) {
            const own = elementsOf(line).flatMap(({ name: element, choice, types, required, many }) =>
              types.map((type) => {
                const absent = choice || !required ? "?" : "";
                return `${choice ? choiceName(element, type) : element}${absent}${many ? "[]" : ""}`;
              }),
            );
            const skip = kind === "resources" ? BASE : ["id", "extension", "modifierExtension"];
            const theirs = declared.get(name) ?? [];
            const wanted = theirs.filter(
              (entry) => entry[0] !== "_" && !skip.includes(entry.replace(/\W/g, "")),
            );
            if (wanted.length === 0) expect(declared.get("Quantity"), name).to.include.members(own);
            else if (NARROWED.includes(name)) expect(wanted, name).to.include.members(own);
            else expect(own, name).to.have.members(wanted);
            compared += 1;
          }
      expect(compared).to.be.greaterThan(100);
    });

  for (const version of ["R4", "R5"] as const)
    it(`of ${version} use only types that are there`, () => {
      const lines = SHAPES[version].flatMap(({ resources, backbones, types }) =>
        Object.entries({ ...resources, ...backbones, ...types }),
      );
      const known = new Set(["Resource", ...lines.map(([name]) => name)]);
      for (const [name, line] of lines)
        for (const type of elementsOf(line).flatMap(({ types }) => types))
          expect(isPrimitive(type) || known.has(type), `${name}: ${type}`).to.equal(true);
      expect(coveredTypes(version)).to.include.members([
        "Consent",
        "Bundle",
        "Observation",
        "AuditEvent",
        "Claim",
      ]);
    });
});
