import type { Shapes } from "./shape.ts";

/** Consents, records and their administration in FHIR R5: element, cardinality and type. */
export const R5_RECORDS: Shapes = {
  resources: {
    Consent: `
      identifier*:Identifier status!:code(draft|active|inactive|not-done|entered-in-error|unknown)
      category*:CodeableConcept subject:Reference date:date period:Period grantor*:Reference
      grantee*:Reference manager*:Reference controller*:Reference sourceAttachment*:Attachment
      sourceReference*:Reference regulatoryBasis*:CodeableConcept policyBasis:ConsentPolicyBasis
      policyText*:Reference verification*:ConsentVerification decision:code(deny|permit)
      provision*:ConsentProvision`,
    Patient: `
      identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint
      gender:code(male|female|other|unknown) birthDate:date deceased[x]:boolean|dateTime address*:Address
      maritalStatus:CodeableConcept multipleBirth[x]:boolean|integer photo*:Attachment
      contact*:PatientContact communication*:PatientCommunication generalPractitioner*:Reference
      managingOrganization:Reference link*:PatientLink`,
    Device: `
      identifier*:Identifier displayName:string definition:CodeableReference udiCarrier*:DeviceUdiCarrier
      status:code(active|inactive|entered-in-error) availabilityStatus:CodeableConcept
      biologicalSourceEvent:Identifier manufacturer:string manufactureDate:dateTime
      expirationDate:dateTime lotNumber:string serialNumber:string name*:DeviceName modelNumber:string
      partNumber:string category*:CodeableConcept type*:CodeableConcept version*:DeviceVersion
      conformsTo*:DeviceConformsTo property*:DeviceProperty mode:CodeableConcept cycle:Count
      duration:Duration owner:Reference contact*:ContactPoint location:Reference url:uri
      endpoint*:Reference gateway*:CodeableReference note*:Annotation safety*:CodeableConcept
      parent:Reference`,
    DocumentReference: `
      identifier*:Identifier version:string basedOn*:Reference
      status!:code(current|superseded|entered-in-error)
      docStatus:code(registered|partial|preliminary|final|amended|corrected|appended|cancelled|
      entered-in-error|deprecated|unknown) modality*:CodeableConcept type:CodeableConcept
      category*:CodeableConcept subject:Reference context*:Reference event*:CodeableReference
      bodySite*:CodeableReference facilityType:CodeableConcept practiceSetting:CodeableConcept
      period:Period date:instant author*:Reference attester*:DocumentReferenceAttester custodian:Reference
      relatesTo*:DocumentReferenceRelatesTo description:string securityLabel*:CodeableConcept
      content+:DocumentReferenceContent`,
    AuditEvent: `
      category*:CodeableConcept code!:CodeableConcept action:code(C|R|U|D|E)
      severity:code(emergency|alert|critical|error|warning|notice|informational|debug)
      occurred[x]:Period|dateTime recorded!:instant outcome:AuditEventOutcome
      authorization*:CodeableConcept basedOn*:Reference patient:Reference encounter:Reference
      agent+:AuditEventAgent source!:AuditEventSource entity*:AuditEventEntity`,
    Provenance: `
      target+:Reference occurred[x]:Period|dateTime recorded:instant policy*:uri location:Reference
      authorization*:CodeableReference activity:CodeableConcept basedOn*:Reference patient:Reference
      encounter:Reference agent+:ProvenanceAgent entity*:ProvenanceEntity signature*:Signature`,
    OperationOutcome: "issue+:OperationOutcomeIssue",
    Claim: `
      identifier*:Identifier traceNumber*:Identifier status!:code(active|cancelled|draft|entered-in-error)
      type!:CodeableConcept subType:CodeableConcept use!:code(claim|preauthorization|predetermination)
      patient!:Reference billablePeriod:Period created!:dateTime enterer:Reference insurer:Reference
      provider:Reference priority:CodeableConcept fundsReserve:CodeableConcept related*:ClaimRelated
      prescription:Reference originalPrescription:Reference payee:ClaimPayee referral:Reference
      encounter*:Reference facility:Reference diagnosisRelatedGroup:CodeableConcept event*:ClaimEvent
      careTeam*:ClaimCareTeam supportingInfo*:ClaimSupportingInfo diagnosis*:ClaimDiagnosis
      procedure*:ClaimProcedure insurance*:ClaimInsurance accident:ClaimAccident patientPaid:Money
      item*:ClaimItem total:Money`,
    Bundle: `
      identifier:Identifier
      type!:code(document|message|transaction|transaction-response|batch|batch-response|history|
      searchset|collection|subscription-notification) timestamp:instant total:unsignedInt link*:BundleLink
      entry*:BundleEntry signature:Signature issues:Resource`,
  },
  backbones: {
    ConsentPolicyBasis: "reference:Reference url:url",
    ConsentVerification: `
      verified!:boolean verificationType:CodeableConcept verifiedBy:Reference verifiedWith:Reference
      verificationDate*:dateTime`,
    ConsentProvision: `
      period:Period actor*:ConsentProvisionActor action*:CodeableConcept securityLabel*:Coding
      purpose*:Coding documentType*:Coding resourceType*:Coding code*:CodeableConcept dataPeriod:Period
      data*:ConsentProvisionData expression:Expression provision*:ConsentProvision`,
    PatientContact: `
      relationship*:CodeableConcept name:HumanName telecom*:ContactPoint address:Address
      gender:code(male|female|other|unknown) organization:Reference period:Period`,
    PatientCommunication: "language!:CodeableConcept preferred:boolean",
    PatientLink: "other!:Reference type!:code(replaced-by|replaces|refer|seealso)",
    DeviceUdiCarrier: `
      deviceIdentifier!:string issuer!:uri jurisdiction:uri carrierAIDC:base64Binary carrierHRF:string
      entryType:code(barcode|rfid|manual|card|self-reported|electronic-transmission|unknown)`,
    DeviceName: `
      value!:string type!:code(registered-name|user-friendly-name|patient-reported-name) display:boolean`,
    DeviceVersion: "type:CodeableConcept component:Identifier installDate:dateTime value!:string",
    DeviceConformsTo: "category:CodeableConcept specification!:CodeableConcept version:string",
    DeviceProperty: `
      type!:CodeableConcept value[x]:Quantity|CodeableConcept|string|boolean|integer|Range|Attachment`,
    DocumentReferenceAttester: "mode!:CodeableConcept time:dateTime party:Reference",
    DocumentReferenceRelatesTo: "code!:CodeableConcept target!:Reference",
    DocumentReferenceContent: "attachment!:Attachment profile*:DocumentReferenceContentProfile",
    AuditEventOutcome: "code!:Coding detail*:CodeableConcept",
    AuditEventAgent: `
      type:CodeableConcept role*:CodeableConcept who!:Reference requestor:boolean location:Reference
      policy*:uri network[x]:Reference|uri|string authorization*:CodeableConcept`,
    AuditEventSource: "site:Reference observer!:Reference type*:CodeableConcept",
    AuditEventEntity: `
      what:Reference role:CodeableConcept securityLabel*:CodeableConcept query:base64Binary
      detail*:AuditEventEntityDetail agent*:AuditEventAgent`,
    ProvenanceAgent: "type:CodeableConcept role*:CodeableConcept who!:Reference onBehalfOf:Reference",
    ProvenanceEntity: `
      role!:code(revision|quotation|source|instantiates|removal) what!:Reference agent*:ProvenanceAgent`,
    OperationOutcomeIssue: `
      severity!:code(fatal|error|warning|information|success) code!:code details:CodeableConcept
      diagnostics:string location*:string expression*:string`,
    ClaimRelated: "claim:Reference relationship:CodeableConcept reference:Identifier",
    ClaimPayee: "type!:CodeableConcept party:Reference",
    ClaimEvent: "type!:CodeableConcept when[x]!:dateTime|Period",
    ClaimCareTeam: `
      sequence!:positiveInt provider!:Reference responsible:boolean role:CodeableConcept
      specialty:CodeableConcept`,
    ClaimSupportingInfo: `
      sequence!:positiveInt category!:CodeableConcept code:CodeableConcept timing[x]:date|Period
      value[x]:boolean|string|Quantity|Attachment|Reference|Identifier reason:CodeableConcept`,
    ClaimDiagnosis: `
      sequence!:positiveInt diagnosis[x]!:CodeableConcept|Reference type*:CodeableConcept
      onAdmission:CodeableConcept`,
    ClaimProcedure: `
      sequence!:positiveInt type*:CodeableConcept date:dateTime procedure[x]!:CodeableConcept|Reference
      udi*:Reference`,
    ClaimInsurance: `
      sequence!:positiveInt focal!:boolean identifier:Identifier coverage!:Reference
      businessArrangement:string preAuthRef*:string claimResponse:Reference`,
    ClaimAccident: "date!:date type:CodeableConcept location[x]:Address|Reference",
    ClaimItem: `
      sequence!:positiveInt traceNumber*:Identifier careTeamSequence*:positiveInt
      diagnosisSequence*:positiveInt procedureSequence*:positiveInt informationSequence*:positiveInt
      revenue:CodeableConcept category:CodeableConcept productOrService:CodeableConcept
      productOrServiceEnd:CodeableConcept request*:Reference modifier*:CodeableConcept
      programCode*:CodeableConcept serviced[x]:date|Period location[x]:CodeableConcept|Address|Reference
      patientPaid:Money quantity:Quantity unitPrice:Money factor:decimal tax:Money net:Money
      udi*:Reference bodySite*:ClaimItemBodySite encounter*:Reference detail*:ClaimItemDetail`,
    ConsentProvisionActor: "role:CodeableConcept reference:Reference",
    ConsentProvisionData: "meaning!:code(instance|related|dependents|authoredby) reference!:Reference",
    DocumentReferenceContentProfile: "value[x]!:Coding|uri|canonical",
    AuditEventEntityDetail: `
      type!:CodeableConcept
      value[x]!:Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|time|dateTime|Period|
      base64Binary`,
    ClaimItemBodySite: "site+:CodeableReference subSite*:CodeableConcept",
    ClaimItemDetail: `
      sequence!:positiveInt traceNumber*:Identifier revenue:CodeableConcept category:CodeableConcept
      productOrService:CodeableConcept productOrServiceEnd:CodeableConcept modifier*:CodeableConcept
      programCode*:CodeableConcept patientPaid:Money quantity:Quantity unitPrice:Money factor:decimal
      tax:Money net:Money udi*:Reference subDetail*:ClaimItemDetailSubDetail`,
    ClaimItemDetailSubDetail: `
      sequence!:positiveInt traceNumber*:Identifier revenue:CodeableConcept category:CodeableConcept
      productOrService:CodeableConcept productOrServiceEnd:CodeableConcept modifier*:CodeableConcept
      programCode*:CodeableConcept patientPaid:Money quantity:Quantity unitPrice:Money factor:decimal
      tax:Money net:Money udi*:Reference`,
    BundleLink: "relation!:code url!:uri",
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
