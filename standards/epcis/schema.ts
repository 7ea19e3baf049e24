// The shape of EPCIS 2.0 in JSON-LD, by which fields each object has. A line names them: `!` must be there, `*` a list.
import { Ajv, type ValidateFunction } from "ajv";

type Schema = Readonly<Record<string, unknown>>;

const COMMON = `eventTime!:text eventTimeZoneOffset!:text recordTime:text eventID:text
  errorDeclaration:ErrorDeclaration certificationInfo:texts bizStep:text disposition:text
  persistentDisposition:PersistentDisposition readPoint:Place bizLocation:Place
  bizTransactionList*:BizTransaction sourceList*:Source destinationList*:Destination
  sensorElementList*:SensorElement @context:any`;
const DEVICE = "deviceID:text deviceMetadata:text rawData:text dataProcessingMethod:text";
const HIERARCHY = "action!:action parentID:text childEPCs*:text childQuantityList*:Quantity";

const OBJECTS: Readonly<Record<string, string>> = {
  ObjectEvent: `${COMMON} action!:action epcList*:text quantityList*:Quantity ilmd:Free`,
  AggregationEvent: `${COMMON} ${HIERARCHY}`,
  AssociationEvent: `${COMMON} ${HIERARCHY}`,
  TransactionEvent: `${COMMON} action!:action parentID:text epcList*:text quantityList*:Quantity`,
  TransformationEvent: `${COMMON} inputEPCList*:text inputQuantityList*:Quantity outputEPCList*:text
    outputQuantityList*:Quantity transformationID:text ilmd:Free`,
  ErrorDeclaration: "declarationTime!:text reason:text correctiveEventIDs*:text",
  PersistentDisposition: "set*:text unset*:text",
  Place: "id!:text",
  BizTransaction: "type:text bizTransaction!:text",
  Source: "type!:text source!:text",
  Destination: "type!:text destination!:text",
  Quantity: "epcClass!:text quantity:number uom:text",
  SensorElement: "sensorMetadata:SensorMetadata sensorReport!*:SensorReport",
  SensorMetadata: `time:text startTime:text endTime:text ${DEVICE} bizRules:text`,
  SensorReport: `type:text exception:text ${DEVICE} time:text microorganism:text chemicalSubstance:text
    value:number component:text stringValue:text booleanValue:boolean hexBinaryValue:text uriValue:text
    minValue:number maxValue:number meanValue:number sDev:number percRank:number percValue:number uom:text
    coordinateReferenceSystem:text`,
  Free: "",
  Header: `@context!:context id:text schemaVersion!:text creationDate!:text sender:text receiver:text
    instanceIdentifier:text`,
  Body: "eventList!*:event",
};
export const EVENT_TYPES = [
  "ObjectEvent",
  "AggregationEvent",
  "AssociationEvent",
  "TransactionEvent",
  "TransformationEvent",
] as const;
/** Lists that may be empty: they say that there is nothing, which is something. */
const MAY_BE_EMPTY = ["eventList", "epcList", "childEPCs"];

const TEXT: Schema = { type: "string", minLength: 1, maxLength: 4096, pattern: "^[^\\u0000-\\u001f]*$" };
const VALUES: Readonly<Record<string, Schema>> = {
  text: TEXT,
  texts: { anyOf: [TEXT, { type: "array", minItems: 1, items: TEXT }] },
  number: { type: "number" },
  boolean: { type: "boolean" },
  action: { enum: ["ADD", "OBSERVE", "DELETE"] },
  any: {},
  // Events are checked one by one, so that a stream of them is checked as a document is.
  event: {},
  context: {
    anyOf: [TEXT, { type: "array", minItems: 1, items: { anyOf: [TEXT, { $ref: "#/$defs/Prefixes" }] } }],
  },
};

const field = (word: string): readonly [string, boolean, Schema] => {
  const [, name = "", required = "", many = "", type = ""] =
    /^([@A-Za-z]+)(!?)(\*?):([A-Za-z]+)$/.exec(word) ?? [];
  const one = VALUES[type] ?? { $ref: `#/$defs/${type}` };
  const list = { type: "array", items: one, ...(MAY_BE_EMPTY.includes(name) ? {} : { minItems: 1 }) };
  return [name, required !== "", many === "" ? one : list];
};

/** Names with a colon are of other vocabularies; all others are the standard's own. */
const objectSchema = (line: string, fixed: Schema = {}): Schema => {
  const fields = line.split(/\s+/).filter(Boolean).map(field);
  return {
    type: "object",
    properties: { ...fixed, ...Object.fromEntries(fields.map(([name, , schema]) => [name, schema])) },
    patternProperties: { ":": {} },
    required: [...Object.keys(fixed), ...fields.filter(([, required]) => required).map(([name]) => name)],
    additionalProperties: false,
  };
};

const withType = (name: string): Schema => ({ type: { const: name } });

const DEFINITIONS: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(
    Object.entries(OBJECTS).map(([name, line]) => [
      name,
      objectSchema(line, EVENT_TYPES.some((type) => type === name) ? withType(name) : {}),
    ]),
  ),
  Context: VALUES.context as Schema,
  Prefixes: { type: "object", additionalProperties: TEXT },
};

const validators = new Map<string, ValidateFunction>();

/** The validator of a kind of object; compiled when it is first asked for. */
const validatorOf = (name: string): ValidateFunction => {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const schema =
    name === "Document"
      ? objectSchema(`${OBJECTS.Header} epcisBody!:Body`, withType("EPCISDocument"))
      : { $ref: `#/$defs/${name}` };
  const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile({
    ...schema,
    $defs: DEFINITIONS,
  });
  validators.set(name, validate);
  return validate;
};

export const validateEvent = (type: (typeof EVENT_TYPES)[number]): ValidateFunction => validatorOf(type);
export const validateDocument = (): ValidateFunction => validatorOf("Document");
export const validateContext = (): ValidateFunction => validatorOf("Context");
