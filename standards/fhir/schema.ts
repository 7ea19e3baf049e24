import { isPrimitive } from "./primitives.ts";
import { choiceName, type Element, elementsOf, type Shapes } from "./shapes/shape.ts";

type Schema = Readonly<Record<string, unknown>>;

/** What the `fhirShape` keyword checks of an object. */
export type ShapeRules = {
  /** Groups of which one property must be there; the first names the element. */
  readonly required: readonly (readonly string[])[];
  /** Groups of which at most one may be there, by the name of the choice. */
  readonly choices: readonly { readonly name: string; readonly anyOf: readonly string[] }[];
  /** Properties with a `_` sibling. */
  readonly primitives: readonly string[];
};

/** What the `fhirPrimitive` keyword checks of a value. */
export type PrimitiveRule = {
  readonly type: string;
  readonly codes?: readonly string[];
  /** Null stands for an item whose sibling carries an extension. */
  readonly nullable: boolean;
};

const DOMAIN_ELEMENTS =
  "id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource " +
  "extension*:Extension modifierExtension*:Extension";
const RESOURCE_ELEMENTS = "id:id meta:Meta implicitRules:uri language:code";
/** Resources without narrative, contained resources and extensions of their own. */
const BARE_RESOURCES = ["Bundle"];

/** The JSON schema of everything that some shapes declare. Resources and types are its `$defs`. */
export const schemaOf = (tables: readonly Shapes[]): Schema => {
  const element = objectSchema("id:string extension*:Extension");
  const defs: Record<string, Schema> = { Element: element, ElementOrNull: { ...element, nullable: true } };
  const resources: string[] = [];
  for (const { resources: own, backbones, types } of tables) {
    for (const [name, line] of Object.entries(own)) {
      resources.push(name);
      const base = BARE_RESOURCES.includes(name) ? RESOURCE_ELEMENTS : DOMAIN_ELEMENTS;
      defs[name] = objectSchema(`${base} ${line}`, { resourceType: { const: name } });
    }
    for (const [name, line] of Object.entries(backbones))
      defs[name] = objectSchema(`id:string extension*:Extension modifierExtension*:Extension ${line}`);
    for (const [name, line] of Object.entries(types))
      defs[name] = objectSchema(`id:string extension*:Extension ${line}`);
  }
  defs.Resource = {
    type: "object",
    required: ["resourceType"],
    discriminator: { propertyName: "resourceType" },
    oneOf: resources.sort().map(refTo),
  };
  return { ...refTo("Resource"), $defs: defs };
};

const refTo = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

const objectSchema = (line: string, fixed: Readonly<Record<string, Schema>> = {}): Schema => {
  const elements = elementsOf(line);
  const properties: Record<string, Schema> = { ...fixed };
  for (const element of elements)
    for (const [name, type] of spellings(element)) {
      properties[name] = valueSchema(element, type);
      if (isPrimitive(type)) properties[`_${name}`] = siblingSchema(element);
    }
  return {
    type: "object",
    ...(Object.keys(fixed).length > 0 ? { required: Object.keys(fixed) } : {}),
    properties,
    additionalProperties: false,
    fhirShape: rulesOf(elements),
  };
};

/** The properties an element may be written as, each with its type. */
const spellings = ({ name, choice, types }: Element): readonly (readonly [string, string])[] =>
  types.map((type) => [choice ? choiceName(name, type) : name, type]);

const valueSchema = ({ many, codes }: Element, type: string): Schema => {
  const one: Schema = isPrimitive(type)
    ? { fhirPrimitive: { type, ...(codes === undefined ? {} : { codes }), nullable: many } }
    : refTo(type);
  return many ? { type: "array", minItems: 1, items: one } : one;
};

/** Primitive lists have a list of the same length beside them, with null where an item has no extension. */
const siblingSchema = ({ many }: Element): Schema =>
  many ? { type: "array", minItems: 1, items: refTo("ElementOrNull") } : refTo("Element");

const rulesOf = (elements: readonly Element[]): ShapeRules => {
  const withSiblings = (element: Element): string[] =>
    spellings(element).flatMap(([name, type]) => (isPrimitive(type) ? [name, `_${name}`] : [name]));
  return {
    required: elements
      .filter((element) => element.required)
      .map((element) => [element.choice ? `${element.name}[x]` : element.name, ...withSiblings(element)]),
    choices: elements
      .filter((element) => element.choice)
      .map((element) => ({ name: element.name, anyOf: spellings(element).map(([name]) => name) })),
    primitives: elements
      .filter(({ many }) => many)
      .flatMap((element) =>
        spellings(element)
          .filter(([, type]) => isPrimitive(type))
          .map(([name]) => name),
      ),
  };
};
