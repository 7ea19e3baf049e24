import type { Shapes } from "./shape.ts";

/** Consents, records and their administration in FHIR R4: element, cardinality and type. */
export const R4_RECORDS: Shapes = {
  resources: {
    Consent: `
      identifier*:Identifier status!:code(draft|proposed|active|rejected|inactive|entered-in-error)
      scope!:CodeableConcept category+:CodeableConcept patient:Reference dateTime:dateTime
      performer*:Reference organization*:Reference source[x]:Attachment|Reference policy*:ConsentPolicy
      policyRule:CodeableConcept verification*:ConsentVerification provision:ConsentProvision`,
    Patient: `
      identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint
      gender:code(male|female|other|unknown) birthDate:date deceased[x]:boolean|dateTime address*:Address
      maritalStatus:CodeableConcept multipleBirth[x]:boolean|integer photo*:Attachment
      contact*:PatientContact communication*:PatientCommunication generalPractitioner*:Reference
      managingOrganization:Reference link*:PatientLink`,
    Device: `
      identifier*:Identifier definition:Reference udiCarrier*:DeviceUdiCarrier
      status:code(active|inactive|entered-in-error|unknown) statusReason*:CodeableConcept
      distinctIdentifier:string manufacturer:string manufactureDate:dateTime expirationDate:dateTime
      lotNumber:string serialNumber:string deviceName*:DeviceDeviceName modelNumber:string
      partNumber:string type:CodeableConcept specialization*:DeviceSpecialization version*:DeviceVersion
      property*:DeviceProperty patient:Reference owner:Reference contact*:ContactPoint location:Reference
      url:uri note*:Annotation safety*:CodeableConcept parent:Reference`,
    DocumentReference: `
      masterIdentifier:Identifier identifier*:Identifier status!:code(current|superseded|entered-in-error)
      docStatus:code(preliminary|final|amended|entered-in-error) type:CodeableConcept
      category*:CodeableConcept subject:Reference date:instant author*:Reference authenticator:Reference
      custodian:Reference relatesTo*:DocumentReferenceRelatesTo description:string
      securityLabel*:CodeableConcept content+:DocumentReferenceContent context:DocumentReferenceContext`,
    AuditEvent: `
      type!:Coding subtype*:Coding action:code(C|R|U|D|E) period:Period recorded!:instant
      outcome:code(0|4|8|12) outcomeDesc:string purposeOfEvent*:CodeableConcept agent+:AuditEventAgent
      source!:AuditEventSource entity*:AuditEventEntity`,
    Provenance: `
      target+:Reference occurred[x]:Period|dateTime recorded!:instant policy*:uri location:Reference
      reason*:CodeableConcept activity:CodeableConcept agent+:ProvenanceAgent entity*:ProvenanceEntity
      signature*:Signature`,
    OperationOutcome: "issue+:OperationOutcomeIssue",
    Claim: `
      identifier*:Identifier status!:code(active|cancelled|draft|entered-in-error) type!:CodeableConcept
      subType:CodeableConcept use!:code(claim|preauthorization|predetermination) patient!:Reference
      billablePeriod:Period created!:dateTime enterer:Reference insurer:Reference provider!:Reference
      priority!:CodeableConcept fundsReserve:CodeableConcept related*:ClaimRelated prescription:Reference
      originalPrescription:Reference payee:ClaimPayee referral:Reference facility:Reference
      careTeam*:ClaimCareTeam supportingInfo*:ClaimSupportingInfo diagnosis*:ClaimDiagnosis
      procedure*:ClaimProcedure insurance+:ClaimInsurance accident:ClaimAccident item*:ClaimItem
      total:Money`,
    Bundle: `
      identifier:Identifier
      type!:code(document|message|transaction|transaction-response|batch|batch-response|history|
      searchset|collection) timestamp:instant total:unsignedInt link*:BundleLink entry*:BundleEntry
      signature:Signature`,
  },
  backbones: {
    ConsentPolicy: "authority:uri uri:uri",
    ConsentVerification: "verified!:boolean verifiedWith:Reference verificationDate:dateTime",
    ConsentProvision: `
      type:code(deny|permit) period:Period actor*:ConsentProvisionActor action*:CodeableConcept
      securityLabel*:Coding purpose*:Coding class*:Coding code*:CodeableConcept dataPeriod:Period
      data*:ConsentProvisionData provision*:ConsentProvision`,
    PatientContact: `
      relationship*:CodeableConcept name:HumanName telecom*:ContactPoint address:Address
      gender:code(male|female|other|unknown) organization:Reference period:Period`,
    PatientCommunication: "language!:CodeableConcept preferred:boolean",
    PatientLink: "other!:Reference type!:code(replaced-by|replaces|refer|seealso)",
    DeviceUdiCarrier: `
      deviceIdentifier:string issuer:uri jurisdiction:uri carrierAIDC:base64Binary carrierHRF:string
      entryType:code(barcode|rfid|manual|card|self-reported|unknown)`,
    DeviceDeviceName: `
      name!:string type!:code(udi-label-name|user-friendly-name|patient-reported-name|manufacturer-name|
      model-name|other)`,
    DeviceSpecialization: "systemType!:CodeableConcept version:string",
    DeviceVersion: "type:CodeableConcept component:Identifier value!:string",
    DeviceProperty: "type!:CodeableConcept valueQuantity*:Quantity valueCode*:CodeableConcept",
    DocumentReferenceRelatesTo: "code!:code(replaces|transforms|signs|appends) target!:Reference",
    DocumentReferenceContent: "attachment!:Attachment format:Coding",
    DocumentReferenceContext: `
      encounter*:Reference event*:CodeableConcept period:Period facilityType:CodeableConcept
      practiceSetting:CodeableConcept sourcePatientInfo:Reference related*:Reference`,
    AuditEventAgent: `
      type:CodeableConcept role*:CodeableConcept who:Reference altId:string name:string requestor!:boolean
      location:Reference policy*:uri media:Coding network:AuditEventAgentNetwork
      purposeOfUse*:CodeableConcept`,
    AuditEventSource: "site:string observer!:Reference type*:Coding",
    AuditEventEntity: `
      what:Reference type:Coding role:Coding lifecycle:Coding securityLabel*:Coding name:string
      description:string query:base64Binary detail*:AuditEventEntityDetail`,
    ProvenanceAgent: "type:CodeableConcept role*:CodeableConcept who!:Reference onBehalfOf:Reference",
    ProvenanceEntity: `
      role!:code(derivation|revision|quotation|source|removal) what!:Reference agent*:ProvenanceAgent`,
    OperationOutcomeIssue: `
      severity!:code(fatal|error|warning|information) code!:code details:CodeableConcept
      diagnostics:string location*:string expression*:string`,
    ClaimRelated: "claim:Reference relationship:CodeableConcept reference:Identifier",
    ClaimPayee: "type!:CodeableConcept party:Reference",
    ClaimCareTeam: `
      sequence!:positiveInt provider!:Reference responsible:boolean role:CodeableConcept
      qualification:CodeableConcept`,
    ClaimSupportingInfo: `
      sequence!:positiveInt category!:CodeableConcept code:CodeableConcept timing[x]:date|Period
      value[x]:boolean|string|Quantity|Attachment|Reference reason:CodeableConcept`,
    ClaimDiagnosis: `
      sequence!:positiveInt diagnosis[x]!:CodeableConcept|Reference type*:CodeableConcept
      onAdmission:CodeableConcept packageCode:CodeableConcept`,
    ClaimProcedure: `
      sequence!:positiveInt type*:CodeableConcept date:dateTime procedure[x]!:CodeableConcept|Reference
      udi*:Reference`,
    ClaimInsurance: `
      sequence!:positiveInt focal!:boolean identifier:Identifier coverage!:Reference
      businessArrangement:string preAuthRef*:string claimResponse:Reference`,
    ClaimAccident: "date!:date type:CodeableConcept location[x]:Address|Reference",
    ClaimItem: `
      sequence!:positiveInt careTeamSequence*:positiveInt diagnosisSequence*:positiveInt
      procedureSequence*:positiveInt informationSequence*:positiveInt revenue:CodeableConcept
      category:CodeableConcept productOrService!:CodeableConcept modifier*:CodeableConcept
      programCode*:CodeableConcept serviced[x]:date|Period location[x]:CodeableConcept|Address|Reference
      quantity:Quantity unitPrice:Money factor:decimal net:Money udi*:Reference bodySite:CodeableConcept
      subSite*:CodeableConcept encounter*:Reference detail*:ClaimItemDetail`,
    ConsentProvisionActor: "role!:CodeableConcept reference!:Reference",
    ConsentProvisionData: "meaning!:code(instance|related|dependents|authoredby) reference!:Reference",
    AuditEventAgentNetwork: "address:string type:code(1|2|3|4|5)",
    AuditEventEntityDetail: "type!:string value[x]!:string|base64Binary",
    ClaimItemDetail: `
      sequence!:positiveInt revenue:CodeableConcept category:CodeableConcept
      productOrService!:CodeableConcept modifier*:CodeableConcept programCode*:CodeableConcept
      quantity:Quantity unitPrice:Money factor:decimal net:Money udi*:Reference
      subDetail*:ClaimItemDetailSubDetail`,
    ClaimItemDetailSubDetail: `
      sequence!:positiveInt revenue:CodeableConcept category:CodeableConcept
      productOrService!:CodeableConcept modifier*:CodeableConcept programCode*:CodeableConcept
      quantity:Quantity unitPrice:Money factor:decimal net:Money udi*:Reference`,
    BundleLink: "relation!:string url!:uri",
    BundleEntry: `
      link*:BundleLink fullUrl:uri resource:Resource search:BundleEntrySearch request:BundleEntryRequest
      response:BundleEntryResponse`,
    BundleEntrySearch: "mode:code(match|include|outcome) score:decimal",
    BundleEntryRequest: `
      method!:code(GET|HEAD|POST|PUT|DELETE|PATCH) url!:uri ifNoneMatch:string ifModifiedSince:instant
      ifMatch:string ifNoneExist:string`,
    BundleEntryResponse: "status!:string location:uri etag:string lastModified:instant outcome:Resource",
  },
  types: {},
};
