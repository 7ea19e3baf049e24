import type { Shapes } from "./shape.ts";

/** Who, where and with what in FHIR R4: resources that records contain or travel with. */
export const R4_CONTEXT: Shapes = {
  resources: {
    Encounter: `
      identifier*:Identifier
      status!:code(planned|arrived|triaged|in-progress|onleave|finished|cancelled|entered-in-error|
      unknown) statusHistory*:EncounterStatusHistory class!:Coding classHistory*:EncounterClassHistory
      type*:CodeableConcept serviceType:CodeableConcept priority:CodeableConcept subject:Reference
      episodeOfCare*:Reference basedOn*:Reference participant*:EncounterParticipant appointment*:Reference
      period:Period length:Duration reasonCode*:CodeableConcept reasonReference*:Reference
      diagnosis*:EncounterDiagnosis account*:Reference hospitalization:EncounterHospitalization
      location*:EncounterLocation serviceProvider:Reference partOf:Reference`,
    Location: `
      identifier*:Identifier status:code(active|suspended|inactive) operationalStatus:Coding name:string
      alias*:string description:string mode:code(instance|kind) type*:CodeableConcept
      telecom*:ContactPoint address:Address physicalType:CodeableConcept position:LocationPosition
      managingOrganization:Reference partOf:Reference hoursOfOperation*:LocationHoursOfOperation
      availabilityExceptions:string endpoint*:Reference`,
    Medication: `
      identifier*:Identifier code:CodeableConcept status:code(active|inactive|entered-in-error)
      manufacturer:Reference form:CodeableConcept amount:Ratio ingredient*:MedicationIngredient
      batch:MedicationBatch`,
    Organization: `
      identifier*:Identifier active:boolean type*:CodeableConcept name:string alias*:string
      telecom*:ContactPoint address*:Address partOf:Reference contact*:OrganizationContact
      endpoint*:Reference`,
    Practitioner: `
      identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint address*:Address
      gender:code(male|female|other|unknown) birthDate:date photo*:Attachment
      qualification*:PractitionerQualification communication*:CodeableConcept`,
    PractitionerRole: `
      identifier*:Identifier active:boolean period:Period practitioner:Reference organization:Reference
      code*:CodeableConcept specialty*:CodeableConcept location*:Reference healthcareService*:Reference
      telecom*:ContactPoint availableTime*:PractitionerRoleAvailableTime
      notAvailable*:PractitionerRoleNotAvailable availabilityExceptions:string endpoint*:Reference`,
    RelatedPerson: `
      identifier*:Identifier active:boolean patient!:Reference relationship*:CodeableConcept
      name*:HumanName telecom*:ContactPoint gender:code(male|female|other|unknown) birthDate:date
      address*:Address photo*:Attachment period:Period communication*:RelatedPersonCommunication`,
    Specimen: `
      identifier*:Identifier accessionIdentifier:Identifier
      status:code(available|unavailable|unsatisfactory|entered-in-error) type:CodeableConcept
      subject:Reference receivedTime:dateTime parent*:Reference request*:Reference
      collection:SpecimenCollection processing*:SpecimenProcessing container*:SpecimenContainer
      condition*:CodeableConcept note*:Annotation`,
  },
  backbones: {
    EncounterStatusHistory: `
      status!:code(planned|arrived|triaged|in-progress|onleave|finished|cancelled|entered-in-error|
      unknown) period!:Period`,
    EncounterClassHistory: "class!:Coding period!:Period",
    EncounterParticipant: "type*:CodeableConcept period:Period individual:Reference",
    EncounterDiagnosis: "condition!:Reference use:CodeableConcept rank:positiveInt",
    EncounterHospitalization: `
      preAdmissionIdentifier:Identifier origin:Reference admitSource:CodeableConcept
      reAdmission:CodeableConcept dietPreference*:CodeableConcept specialCourtesy*:CodeableConcept
      specialArrangement*:CodeableConcept destination:Reference dischargeDisposition:CodeableConcept`,
    EncounterLocation: `
      location!:Reference status:code(planned|active|reserved|completed) physicalType:CodeableConcept
      period:Period`,
    LocationPosition: "longitude!:decimal latitude!:decimal altitude:decimal",
    LocationHoursOfOperation: `
      daysOfWeek*:code(mon|tue|wed|thu|fri|sat|sun) allDay:boolean openingTime:time closingTime:time`,
    MedicationIngredient: "item[x]!:CodeableConcept|Reference isActive:boolean strength:Ratio",
    MedicationBatch: "lotNumber:string expirationDate:dateTime",
    OrganizationContact: "purpose:CodeableConcept name:HumanName telecom*:ContactPoint address:Address",
    PractitionerQualification: "identifier*:Identifier code!:CodeableConcept period:Period issuer:Reference",
    PractitionerRoleAvailableTime: `
      daysOfWeek*:code(mon|tue|wed|thu|fri|sat|sun) allDay:boolean availableStartTime:time
      availableEndTime:time`,
    PractitionerRoleNotAvailable: "description!:string during:Period",
    RelatedPersonCommunication: "language!:CodeableConcept preferred:boolean",
    SpecimenCollection: `
      collector:Reference collected[x]:dateTime|Period duration:Duration quantity:Quantity
      method:CodeableConcept bodySite:CodeableConcept fastingStatus[x]:CodeableConcept|Duration`,
    SpecimenProcessing: `
      description:string procedure:CodeableConcept additive*:Reference time[x]:dateTime|Period`,
    SpecimenContainer: `
      identifier*:Identifier description:string type:CodeableConcept capacity:Quantity
      specimenQuantity:Quantity additive[x]:CodeableConcept|Reference`,
  },
  types: {},
};
