import type { Shapes } from "./shape.ts";

/** Who, where and with what in FHIR R5: resources that records contain or travel with. */
export const R5_CONTEXT: Shapes = {
  resources: {
    Encounter: `
      identifier*:Identifier
      status!:code(planned|in-progress|on-hold|discharged|completed|cancelled|discontinued|
      entered-in-error|unknown) class*:CodeableConcept priority:CodeableConcept type*:CodeableConcept
      serviceType*:CodeableReference subject:Reference subjectStatus:CodeableConcept
      episodeOfCare*:Reference basedOn*:Reference careTeam*:Reference partOf:Reference
      serviceProvider:Reference participant*:EncounterParticipant appointment*:Reference
      virtualService*:VirtualServiceDetail actualPeriod:Period plannedStartDate:dateTime
      plannedEndDate:dateTime length:Duration reason*:EncounterReason diagnosis*:EncounterDiagnosis
      account*:Reference dietPreference*:CodeableConcept specialArrangement*:CodeableConcept
      specialCourtesy*:CodeableConcept admission:EncounterAdmission location*:EncounterLocation`,
    Location: `
      identifier*:Identifier status:code(active|suspended|inactive) operationalStatus:Coding name:string
      alias*:string description:markdown mode:code(instance|kind) type*:CodeableConcept
      contact*:ExtendedContactDetail address:Address form:CodeableConcept position:LocationPosition
      managingOrganization:Reference partOf:Reference characteristic*:CodeableConcept
      hoursOfOperation*:Availability virtualService*:VirtualServiceDetail endpoint*:Reference`,
    Medication: `
      identifier*:Identifier code:CodeableConcept status:code(active|inactive|entered-in-error)
      marketingAuthorizationHolder:Reference doseForm:CodeableConcept totalVolume:Quantity
      ingredient*:MedicationIngredient batch:MedicationBatch definition:Reference`,
    Organization: `
      identifier*:Identifier active:boolean type*:CodeableConcept name:string alias*:string
      description:markdown contact*:ExtendedContactDetail partOf:Reference endpoint*:Reference
      qualification*:OrganizationQualification`,
    Practitioner: `
      identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint
      gender:code(male|female|other|unknown) birthDate:date deceased[x]:boolean|dateTime address*:Address
      photo*:Attachment qualification*:PractitionerQualification communication*:PractitionerCommunication`,
    PractitionerRole: `
      identifier*:Identifier active:boolean period:Period practitioner:Reference organization:Reference
      code*:CodeableConcept specialty*:CodeableConcept location*:Reference healthcareService*:Reference
      contact*:ExtendedContactDetail characteristic*:CodeableConcept communication*:CodeableConcept
      availability*:Availability endpoint*:Reference`,
    RelatedPerson: `
      identifier*:Identifier active:boolean patient!:Reference relationship*:CodeableConcept
      name*:HumanName telecom*:ContactPoint gender:code(male|female|other|unknown) birthDate:date
      address*:Address photo*:Attachment period:Period communication*:RelatedPersonCommunication`,
    Specimen: `
      identifier*:Identifier accessionIdentifier:Identifier
      status:code(available|unavailable|unsatisfactory|entered-in-error) type:CodeableConcept
      subject:Reference receivedTime:dateTime parent*:Reference request*:Reference
      combined:code(grouped|pooled) role*:CodeableConcept feature*:SpecimenFeature
      collection:SpecimenCollection processing*:SpecimenProcessing container*:SpecimenContainer
      condition*:CodeableConcept note*:Annotation`,
  },
  backbones: {
    EncounterParticipant: "type*:CodeableConcept period:Period actor:Reference",
    EncounterReason: "use*:CodeableConcept value*:CodeableReference",
    EncounterDiagnosis: "condition*:CodeableReference use*:CodeableConcept",
    EncounterAdmission: `
      preAdmissionIdentifier:Identifier origin:Reference admitSource:CodeableConcept
      reAdmission:CodeableConcept destination:Reference dischargeDisposition:CodeableConcept`,
    EncounterLocation: `
      location!:Reference status:code(planned|active|reserved|completed) form:CodeableConcept
      period:Period`,
    LocationPosition: "longitude!:decimal latitude!:decimal altitude:decimal",
    MedicationIngredient: `
      item!:CodeableReference isActive:boolean strength[x]:Ratio|CodeableConcept|Quantity`,
    MedicationBatch: "lotNumber:string expirationDate:dateTime",
    OrganizationQualification: "identifier*:Identifier code!:CodeableConcept period:Period issuer:Reference",
    PractitionerQualification: "identifier*:Identifier code!:CodeableConcept period:Period issuer:Reference",
    PractitionerCommunication: "language!:CodeableConcept preferred:boolean",
    RelatedPersonCommunication: "language!:CodeableConcept preferred:boolean",
    SpecimenFeature: "type!:CodeableConcept description!:string",
    SpecimenCollection: `
      collector:Reference collected[x]:dateTime|Period duration:Duration quantity:Quantity
      method:CodeableConcept device:CodeableReference procedure:Reference bodySite:CodeableReference
      fastingStatus[x]:CodeableConcept|Duration`,
    SpecimenProcessing: `
      description:string method:CodeableConcept additive*:Reference time[x]:dateTime|Period`,
    SpecimenContainer: "device!:Reference location:Reference specimenQuantity:Quantity",
  },
  types: {},
};
