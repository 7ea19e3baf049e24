import type { Shapes } from "./shape.ts";

/** Data types of FHIR R4: element, cardinality and type. */
export const R4_TYPES: Shapes = {
  resources: {},
  backbones: {
    Timing: "event*:dateTime repeat:TimingRepeat code:CodeableConcept",
    Dosage: `
      sequence:integer text:string additionalInstruction*:CodeableConcept patientInstruction:string
      timing:Timing asNeeded[x]:boolean|CodeableConcept site:CodeableConcept route:CodeableConcept
      method:CodeableConcept doseAndRate*:DosageDoseAndRate maxDosePerPeriod:Ratio
      maxDosePerAdministration:Quantity maxDosePerLifetime:Quantity`,
  },
  types: {
    Extension: `
      url!:uri value[x]:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|
      markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|
      Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|
      Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|Expression`,
    Meta: "versionId:id lastUpdated:instant source:uri profile*:canonical security*:Coding tag*:Coding",
    Narrative: "status!:code(generated|extensions|additional|empty) div!:xhtml",
    Reference: "reference:reference type:uri identifier:Identifier display:string",
    Identifier: `
      use:code(usual|official|temp|secondary|old) type:CodeableConcept system:uri value:string
      period:Period assigner:Reference`,
    CodeableConcept: "coding*:Coding text:string",
    Period: "start:dateTime end:dateTime",
    Quantity: "value:decimal comparator:code(<|<=|>=|>) unit:string system:uri code:code",
    Range: "low:Quantity high:Quantity",
    Ratio: "numerator:Quantity denominator:Quantity",
    SampledData: `
      origin!:Quantity period!:decimal factor:decimal lowerLimit:decimal upperLimit:decimal
      dimensions!:positiveInt data:string`,
    Annotation: "author[x]:Reference|string time:dateTime text!:markdown",
    Attachment: `
      contentType:code language:code data:base64Binary url:url size:unsignedInt hash:base64Binary
      title:string creation:dateTime`,
    Age: "value:decimal comparator:code(<|<=|>=|>) unit:string system:uri code:code",
    Coding: "system:uri version:string code:code display:string userSelected:boolean",
    HumanName: `
      use:code(usual|official|temp|nickname|anonymous|old|maiden) text:string family:string given*:string
      prefix*:string suffix*:string period:Period`,
    ContactPoint: `
      system:code(phone|fax|email|pager|url|sms|other) value:string use:code(home|work|temp|old|mobile)
      rank:positiveInt period:Period`,
    Address: `
      use:code(home|work|temp|old|billing) type:code(postal|physical|both) text:string line*:string
      city:string district:string state:string postalCode:string country:string period:Period`,
    Signature: `
      type+:Coding when!:instant who!:Reference onBehalfOf:Reference targetFormat:code sigFormat:code
      data:base64Binary`,
    Money: "value:decimal currency:code",
    Duration: "value:decimal comparator:code(<|<=|>=|>) unit:string system:uri code:code",
    Count: "value:decimal comparator:code(<|<=|>=|>) unit:string system:uri code:code",
    Distance: "value:decimal comparator:code(<|<=|>=|>) unit:string system:uri code:code",
    Expression: "description:string name:id language!:code expression:string reference:uri",
    TimingRepeat: `
      bounds[x]:Duration|Range|Period count:positiveInt countMax:positiveInt duration:decimal
      durationMax:decimal durationUnit:code(s|min|h|d|wk|mo|a) frequency:positiveInt
      frequencyMax:positiveInt period:decimal periodMax:decimal periodUnit:code(s|min|h|d|wk|mo|a)
      dayOfWeek*:code(mon|tue|wed|thu|fri|sat|sun) timeOfDay*:time when*:code offset:unsignedInt`,
    DosageDoseAndRate: "type:CodeableConcept dose[x]:Range|Quantity rate[x]:Ratio|Range|Quantity",
  },
};
