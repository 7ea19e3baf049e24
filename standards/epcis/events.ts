// EPCIS 2.0 as JSON-LD writes it. Fields of other vocabularies, `prefix:name` or a whole URI, may stand in any object.

/** Whatever JSON holds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Fields of other vocabularies, kept as they are. */
export type Extensions = { readonly [name: `${string}:${string}`]: Json };

export type Action = "ADD" | "OBSERVE" | "DELETE";

export type Place = { readonly id: string } & Extensions;
export type Quantity = {
  readonly epcClass: string;
  readonly quantity?: number;
  readonly uom?: string;
} & Extensions;
export type BizTransaction = { readonly type?: string; readonly bizTransaction: string };
export type Source = { readonly type: string; readonly source: string };
export type Destination = { readonly type: string; readonly destination: string };
export type PersistentDisposition = { readonly set?: readonly string[]; readonly unset?: readonly string[] };

/** Why an event is wrong. The event itself stays. */
export type ErrorDeclaration = {
  readonly declarationTime: string;
  readonly reason?: string;
  readonly correctiveEventIDs?: readonly string[];
} & Extensions;

export type SensorMetadata = {
  readonly time?: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly deviceID?: string;
  readonly deviceMetadata?: string;
  readonly rawData?: string;
  readonly dataProcessingMethod?: string;
  readonly bizRules?: string;
} & Extensions;

export type SensorReport = {
  readonly type?: string;
  readonly exception?: string;
  readonly deviceID?: string;
  readonly deviceMetadata?: string;
  readonly rawData?: string;
  readonly dataProcessingMethod?: string;
  readonly time?: string;
  readonly microorganism?: string;
  readonly chemicalSubstance?: string;
  readonly value?: number;
  readonly component?: string;
  readonly stringValue?: string;
  readonly booleanValue?: boolean;
  readonly hexBinaryValue?: string;
  readonly uriValue?: string;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly meanValue?: number;
  readonly sDev?: number;
  readonly percRank?: number;
  readonly percValue?: number;
  readonly uom?: string;
  readonly coordinateReferenceSystem?: string;
} & Extensions;

export type SensorElement = {
  readonly sensorMetadata?: SensorMetadata;
  readonly sensorReport: readonly SensorReport[];
} & Extensions;

/** Master data of the instance or lot, such as `cbvmda:lotNumber` and `cbvmda:itemExpirationDate`. */
export type Ilmd = Extensions;

type Common = {
  readonly eventTime: string;
  readonly eventTimeZoneOffset: string;
  readonly recordTime?: string;
  readonly eventID?: string;
  readonly errorDeclaration?: ErrorDeclaration;
  readonly certificationInfo?: string | readonly string[];
  readonly bizStep?: string;
  readonly disposition?: string;
  readonly persistentDisposition?: PersistentDisposition;
  readonly readPoint?: Place;
  readonly bizLocation?: Place;
  readonly bizTransactionList?: readonly BizTransaction[];
  readonly sourceList?: readonly Source[];
  readonly destinationList?: readonly Destination[];
  readonly sensorElementList?: readonly SensorElement[];
} & Extensions;

export type ObjectEvent = Common & {
  readonly type: "ObjectEvent";
  readonly action: Action;
  readonly epcList?: readonly string[];
  readonly quantityList?: readonly Quantity[];
  readonly ilmd?: Ilmd;
};

type Hierarchy = {
  readonly action: Action;
  readonly parentID?: string;
  readonly childEPCs?: readonly string[];
  readonly childQuantityList?: readonly Quantity[];
};
export type AggregationEvent = Common & Hierarchy & { readonly type: "AggregationEvent" };
export type AssociationEvent = Common & Hierarchy & { readonly type: "AssociationEvent" };

export type TransactionEvent = Common & {
  readonly type: "TransactionEvent";
  readonly action: Action;
  readonly bizTransactionList: readonly BizTransaction[];
  readonly parentID?: string;
  readonly epcList?: readonly string[];
  readonly quantityList?: readonly Quantity[];
};

export type TransformationEvent = Common & {
  readonly type: "TransformationEvent";
  readonly inputEPCList?: readonly string[];
  readonly inputQuantityList?: readonly Quantity[];
  readonly outputEPCList?: readonly string[];
  readonly outputQuantityList?: readonly Quantity[];
  readonly transformationID?: string;
  readonly ilmd?: Ilmd;
};

export type EpcisEvent =
  | ObjectEvent
  | AggregationEvent
  | AssociationEvent
  | TransactionEvent
  | TransformationEvent;

/** `@context`: the EPCIS context, and the prefixes of extensions. */
export type Context = string | readonly (string | Readonly<Record<string, string>>)[];

/** All of a document that stands before its events. */
export type EpcisHeader = {
  readonly "@context": Context;
  readonly type: "EPCISDocument";
  readonly id?: string;
  readonly schemaVersion: string;
  readonly creationDate: string;
  readonly sender?: string;
  readonly receiver?: string;
  readonly instanceIdentifier?: string;
} & Extensions;

export type EpcisDocument = EpcisHeader & {
  readonly epcisBody: { readonly eventList: readonly EpcisEvent[] };
};

/** Prefixes of other vocabularies, by what they stand for. */
export type Namespaces = Readonly<Record<string, string>>;

/** The prefixes that a context declares. */
export const namespacesOf = (context: Context): Namespaces =>
  Object.assign({}, ...[context].flat().filter((entry) => typeof entry === "object"));
