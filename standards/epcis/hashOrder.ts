// In which order the event hash takes the fields of an event.
import type { VocabularyName } from "./vocabulary.ts";

/** A field that the standard knows, and what stands before its values in the hash. */
export type Field = {
  readonly name: string;
  readonly label: string;
  readonly time?: boolean;
  readonly vocabulary?: VocabularyName;
  /** Fields of the object that it is. */
  readonly fields?: readonly Field[];
  /** What each item of the list is. */
  readonly items?: Field;
};

const plain = (name: string): Field => ({ name, label: name });
const plains = (names: string): readonly Field[] => names.split(" ").map(plain);
const time = (name: string): Field => ({ name, label: name, time: true });
const term = (name: string, vocabulary: VocabularyName): Field => ({ name, label: name, vocabulary });
const object = (name: string, fields: readonly Field[]): Field => ({ name, label: name, fields });
const list = (name: string, items: Field, label = name): Field => ({ name, label, items });

const epcs = (name: string): Field => list(name, plain("epc"));
const quantities = (name: string): Field =>
  list(name, object("quantityElement", plains("epcClass quantity uom")));

/** Typed references: a type, then what it is about. Nothing stands before each pair. */
const typed = (name: string, vocabulary: VocabularyName, about: string): Field =>
  list(name, { name: "", label: "", fields: [term("type", vocabulary), plain(about)] });

const DEVICE = plains("deviceID deviceMetadata rawData dataProcessingMethod");
const METADATA = [time("time"), time("startTime"), time("endTime"), ...DEVICE, plain("bizRules")];
const REPORT = [
  term("type", "sensor"),
  term("exception", "sensor"),
  ...DEVICE,
  time("time"),
  ...plains("microorganism chemicalSubstance value"),
  term("component", "component"),
  ...plains("stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue"),
  ...plains("sDev percRank percValue uom coordinateReferenceSystem"),
];

export const EVENT_ORDER: readonly Field[] = [
  time("eventTime"),
  plain("eventTimeZoneOffset"),
  plain("parentID"),
  epcs("epcList"),
  epcs("inputEPCList"),
  epcs("childEPCs"),
  quantities("quantityList"),
  quantities("childQuantityList"),
  quantities("inputQuantityList"),
  epcs("outputEPCList"),
  quantities("outputQuantityList"),
  plain("action"),
  plain("transformationID"),
  term("bizStep", "bizStep"),
  term("disposition", "disposition"),
  object("persistentDisposition", [term("set", "disposition"), term("unset", "disposition")]),
  object("readPoint", [plain("id")]),
  object("bizLocation", [plain("id")]),
  typed("bizTransactionList", "bizTransaction", "bizTransaction"),
  typed("sourceList", "sourceDestination", "source"),
  typed("destinationList", "sourceDestination", "destination"),
  // The list itself is not named.
  list(
    "sensorElementList",
    object("sensorElement", [object("sensorMetadata", METADATA), object("sensorReport", REPORT)]),
    "",
  ),
];
