import type { Shapes } from "./shape.ts";

/** Clinical resources of FHIR R5: element, cardinality and type, as the published definitions have them. */
export const R5_CLINICAL: Shapes = {
  resources: {
    Observation: `
      identifier*:Identifier instantiates[x]:canonical|Reference basedOn*:Reference
      triggeredBy*:ObservationTriggeredBy partOf*:Reference
      status!:code(registered|preliminary|final|amended|corrected|cancelled|entered-in-error|unknown)
      category*:CodeableConcept code!:CodeableConcept subject:Reference focus*:Reference
      encounter:Reference effective[x]:dateTime|Period|Timing|instant issued:instant performer*:Reference
      value[x]:Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|SampledData|time|
      dateTime|Period|Attachment|Reference dataAbsentReason:CodeableConcept
      interpretation*:CodeableConcept note*:Annotation bodySite:CodeableConcept bodyStructure:Reference
      method:CodeableConcept specimen:Reference device:Reference referenceRange*:ObservationReferenceRange
      hasMember*:Reference derivedFrom*:Reference component*:ObservationComponent`,
    DiagnosticReport: `
      identifier*:Identifier basedOn*:Reference
      status!:code(registered|partial|preliminary|modified|final|amended|corrected|appended|
      cancelled|entered-in-error|unknown) category*:CodeableConcept code!:CodeableConcept
      subject:Reference encounter:Reference effective[x]:dateTime|Period issued:instant
      performer*:Reference resultsInterpreter*:Reference specimen*:Reference result*:Reference
      note*:Annotation study*:Reference supportingInfo*:DiagnosticReportSupportingInfo
      media*:DiagnosticReportMedia composition:Reference conclusion:string conclusionCode*:CodeableConcept
      presentedForm*:Attachment`,
    Condition: `
      identifier*:Identifier clinicalStatus!:CodeableConcept verificationStatus:CodeableConcept
      category*:CodeableConcept severity:CodeableConcept code:CodeableConcept bodySite*:CodeableConcept
      subject!:Reference encounter:Reference onset[x]:dateTime|Age|Period|Range|string
      abatement[x]:dateTime|Age|Period|Range|string recordedDate:dateTime
      participant*:ConditionParticipant stage*:ConditionStage evidence*:CodeableReference note*:Annotation`,
    AllergyIntolerance: `
      identifier*:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept
      type:CodeableConcept category*:code(food|medication|environment|biologic)
      criticality:code(low|high|unable-to-assess) code:CodeableConcept patient!:Reference
      encounter:Reference onset[x]:dateTime|Age|Period|Range|string recordedDate:dateTime
      participant*:AllergyIntoleranceParticipant lastOccurrence:dateTime note*:Annotation
      reaction*:AllergyIntoleranceReaction`,
    Immunization: `
      identifier*:Identifier basedOn*:Reference status!:code(completed|entered-in-error|not-done)
      statusReason:CodeableConcept vaccineCode!:CodeableConcept administeredProduct:CodeableReference
      manufacturer:CodeableReference lotNumber:string expirationDate:date patient!:Reference
      encounter:Reference supportingInformation*:Reference occurrence[x]!:dateTime|string
      primarySource:boolean informationSource:CodeableReference location:Reference site:CodeableConcept
      route:CodeableConcept doseQuantity:Quantity performer*:ImmunizationPerformer note*:Annotation
      reason*:CodeableReference isSubpotent:boolean subpotentReason*:CodeableConcept
      programEligibility*:ImmunizationProgramEligibility fundingSource:CodeableConcept
      reaction*:ImmunizationReaction protocolApplied*:ImmunizationProtocolApplied`,
    Procedure: `
      identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri basedOn*:Reference
      partOf*:Reference
      status!:code(preparation|in-progress|not-done|on-hold|stopped|completed|entered-in-error| unknown)
      statusReason:CodeableConcept category*:CodeableConcept code:CodeableConcept subject!:Reference
      focus:Reference encounter:Reference occurrence[x]:dateTime|Period|string|Age|Range|Timing
      recorded:dateTime recorder:Reference reported[x]:boolean|Reference performer*:ProcedurePerformer
      location:Reference reason*:CodeableReference bodySite*:CodeableConcept outcome:CodeableConcept
      report*:Reference complication*:CodeableReference followUp*:CodeableConcept note*:Annotation
      focalDevice*:ProcedureFocalDevice used*:CodeableReference supportingInfo*:Reference`,
    ImagingStudy: `
      identifier*:Identifier status!:code(registered|available|cancelled|entered-in-error|unknown)
      modality*:CodeableConcept subject!:Reference encounter:Reference started:dateTime basedOn*:Reference
      partOf*:Reference referrer:Reference endpoint*:Reference numberOfSeries:unsignedInt
      numberOfInstances:unsignedInt procedure*:CodeableReference location:Reference
      reason*:CodeableReference note*:Annotation description:string series*:ImagingStudySeries`,
    MolecularSequence: `
      identifier*:Identifier type:code(aa|dna|rna) subject:Reference focus*:Reference specimen:Reference
      device:Reference performer:Reference literal:string formatted*:Attachment
      relative*:MolecularSequenceRelative`,
    GenomicStudy: `
      identifier*:Identifier status!:code(registered|available|cancelled|entered-in-error|unknown)
      type*:CodeableConcept subject!:Reference encounter:Reference startDate:date basedOn*:Reference
      referrer:Reference interpreter*:Reference reason*:CodeableReference instantiatesCanonical:canonical
      instantiatesUri:uri note*:Annotation description:markdown analysis*:GenomicStudyAnalysis`,
    MedicationRequest: `
      identifier*:Identifier basedOn*:Reference priorPrescription:Reference groupIdentifier:Identifier
      status!:code(active|on-hold|ended|stopped|completed|cancelled|entered-in-error|draft|unknown)
      statusReason:CodeableConcept statusChanged:dateTime
      intent!:code(proposal|plan|order|original-order|reflex-order|filler-order|instance-order|option)
      category*:CodeableConcept priority:code(routine|urgent|asap|stat) doNotPerform:boolean
      medication!:CodeableReference subject!:Reference informationSource*:Reference encounter:Reference
      supportingInformation*:Reference authoredOn:dateTime requester:Reference reported:boolean
      performerType:CodeableConcept performer*:Reference device*:CodeableReference recorder:Reference
      reason*:CodeableReference courseOfTherapyType:CodeableConcept insurance*:Reference note*:Annotation
      renderedDosageInstruction:markdown effectiveDosePeriod:Period dosageInstruction*:Dosage
      dispenseRequest:MedicationRequestDispenseRequest substitution:MedicationRequestSubstitution
      eventHistory*:Reference`,
    MedicationStatement: `
      identifier*:Identifier partOf*:Reference status!:code(recorded|entered-in-error|draft)
      category*:CodeableConcept medication!:CodeableReference subject!:Reference encounter:Reference
      effective[x]:dateTime|Period|Timing dateAsserted:dateTime informationSource*:Reference
      derivedFrom*:Reference reason*:CodeableReference note*:Annotation
      relatedClinicalInformation*:Reference renderedDosageInstruction:markdown dosage*:Dosage
      adherence:MedicationStatementAdherence`,
  },
  backbones: {
    ObservationTriggeredBy: "observation!:Reference type!:code(reflex|repeat|re-run) reason:string",
    ObservationReferenceRange: `
      low:Quantity high:Quantity normalValue:CodeableConcept type:CodeableConcept
      appliesTo*:CodeableConcept age:Range text:string`,
    ObservationComponent: `
      code!:CodeableConcept
      value[x]:Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|SampledData|time|
      dateTime|Period|Attachment|Reference dataAbsentReason:CodeableConcept
      interpretation*:CodeableConcept referenceRange*:ObservationReferenceRange`,
    DiagnosticReportSupportingInfo: "type!:CodeableConcept reference!:Reference",
    DiagnosticReportMedia: "comment:string link!:Reference",
    ConditionParticipant: "function:CodeableConcept actor!:Reference",
    ConditionStage: "summary:CodeableConcept assessment*:Reference type:CodeableConcept",
    AllergyIntoleranceParticipant: "function:CodeableConcept actor!:Reference",
    AllergyIntoleranceReaction: `
      substance:CodeableConcept manifestation+:CodeableReference description:string onset:dateTime
      severity:code(mild|moderate|severe) exposureRoute:CodeableConcept note*:Annotation`,
    ImmunizationPerformer: "function:CodeableConcept actor!:Reference",
    ImmunizationProgramEligibility: "program!:CodeableConcept programStatus!:CodeableConcept",
    ImmunizationReaction: "date:dateTime manifestation:CodeableReference reported:boolean",
    ImmunizationProtocolApplied: `
      series:string authority:Reference targetDisease*:CodeableConcept doseNumber!:string
      seriesDoses:string`,
    ProcedurePerformer: "function:CodeableConcept actor!:Reference onBehalfOf:Reference period:Period",
    ProcedureFocalDevice: "action:CodeableConcept manipulated!:Reference",
    ImagingStudySeries: `
      uid!:id number:unsignedInt modality!:CodeableConcept description:string
      numberOfInstances:unsignedInt endpoint*:Reference bodySite:CodeableReference
      laterality:CodeableConcept specimen*:Reference started:dateTime
      performer*:ImagingStudySeriesPerformer instance*:ImagingStudySeriesInstance`,
    MolecularSequenceRelative: `
      coordinateSystem!:CodeableConcept ordinalPosition:integer sequenceRange:Range
      startingSequence:MolecularSequenceRelativeStartingSequence edit*:MolecularSequenceRelativeEdit`,
    GenomicStudyAnalysis: `
      identifier*:Identifier methodType*:CodeableConcept changeType*:CodeableConcept
      genomeBuild:CodeableConcept instantiatesCanonical:canonical instantiatesUri:uri title:string
      focus*:Reference specimen*:Reference date:dateTime note*:Annotation protocolPerformed:Reference
      regionsStudied*:Reference regionsCalled*:Reference input*:GenomicStudyAnalysisInput
      output*:GenomicStudyAnalysisOutput performer*:GenomicStudyAnalysisPerformer
      device*:GenomicStudyAnalysisDevice`,
    MedicationRequestDispenseRequest: `
      initialFill:MedicationRequestDispenseRequestInitialFill dispenseInterval:Duration
      validityPeriod:Period numberOfRepeatsAllowed:unsignedInt quantity:Quantity
      expectedSupplyDuration:Duration dispenser:Reference dispenserInstruction*:Annotation
      doseAdministrationAid:CodeableConcept`,
    MedicationRequestSubstitution: "allowed[x]:boolean|CodeableConcept reason:CodeableConcept",
    MedicationStatementAdherence: "code!:CodeableConcept reason:CodeableConcept",
    ImagingStudySeriesPerformer: "function:CodeableConcept actor!:Reference",
    ImagingStudySeriesInstance: "uid!:id sopClass!:Coding number:unsignedInt title:string",
    MolecularSequenceRelativeStartingSequence: `
      genomeAssembly:CodeableConcept chromosome:CodeableConcept
      sequence[x]:CodeableConcept|string|Reference windowStart:integer windowEnd:integer
      orientation:code(sense|antisense) strand:code(watson|crick)`,
    MolecularSequenceRelativeEdit: `
      start:integer end:integer replacementSequence:string replacedSequence:string`,
    GenomicStudyAnalysisInput: "file:Reference type:CodeableConcept generatedBy[x]:Identifier|Reference",
    GenomicStudyAnalysisOutput: "file:Reference type:CodeableConcept",
    GenomicStudyAnalysisPerformer: "actor:Reference role:CodeableConcept",
    GenomicStudyAnalysisDevice: "device:Reference function:CodeableConcept",
    MedicationRequestDispenseRequestInitialFill: "quantity:Quantity duration:Duration",
  },
  types: {},
};
