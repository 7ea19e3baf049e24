import type { Shapes } from "./shape.ts";

/** Clinical resources of FHIR R4: element, cardinality and type, as the published definitions have them. */
export const R4_CLINICAL: Shapes = {
  resources: {
    Observation: `
      identifier*:Identifier basedOn*:Reference partOf*:Reference
      status!:code(registered|preliminary|final|amended|corrected|cancelled|entered-in-error|unknown)
      category*:CodeableConcept code!:CodeableConcept subject:Reference focus*:Reference
      encounter:Reference effective[x]:dateTime|Period|Timing|instant issued:instant performer*:Reference
      value[x]:Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|SampledData|time|
      dateTime|Period dataAbsentReason:CodeableConcept interpretation*:CodeableConcept note*:Annotation
      bodySite:CodeableConcept method:CodeableConcept specimen:Reference device:Reference
      referenceRange*:ObservationReferenceRange hasMember*:Reference derivedFrom*:Reference
      component*:ObservationComponent`,
    DiagnosticReport: `
      identifier*:Identifier basedOn*:Reference
      status!:code(registered|partial|preliminary|final|amended|corrected|appended|cancelled|
      entered-in-error|unknown) category*:CodeableConcept code!:CodeableConcept subject:Reference
      encounter:Reference effective[x]:dateTime|Period issued:instant performer*:Reference
      resultsInterpreter*:Reference specimen*:Reference result*:Reference imagingStudy*:Reference
      media*:DiagnosticReportMedia conclusion:string conclusionCode*:CodeableConcept
      presentedForm*:Attachment`,
    Condition: `
      identifier*:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept
      category*:CodeableConcept severity:CodeableConcept code:CodeableConcept bodySite*:CodeableConcept
      subject!:Reference encounter:Reference onset[x]:dateTime|Age|Period|Range|string
      abatement[x]:dateTime|Age|Period|Range|string recordedDate:dateTime recorder:Reference
      asserter:Reference stage*:ConditionStage evidence*:ConditionEvidence note*:Annotation`,
    AllergyIntolerance: `
      identifier*:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept
      type:code(allergy|intolerance) category*:code(food|medication|environment|biologic)
      criticality:code(low|high|unable-to-assess) code:CodeableConcept patient!:Reference
      encounter:Reference onset[x]:dateTime|Age|Period|Range|string recordedDate:dateTime
      recorder:Reference asserter:Reference lastOccurrence:dateTime note*:Annotation
      reaction*:AllergyIntoleranceReaction`,
    Immunization: `
      identifier*:Identifier status!:code(completed|entered-in-error|not-done)
      statusReason:CodeableConcept vaccineCode!:CodeableConcept patient!:Reference encounter:Reference
      occurrence[x]!:dateTime|string recorded:dateTime primarySource:boolean reportOrigin:CodeableConcept
      location:Reference manufacturer:Reference lotNumber:string expirationDate:date site:CodeableConcept
      route:CodeableConcept doseQuantity:Quantity performer*:ImmunizationPerformer note*:Annotation
      reasonCode*:CodeableConcept reasonReference*:Reference isSubpotent:boolean
      subpotentReason*:CodeableConcept education*:ImmunizationEducation
      programEligibility*:CodeableConcept fundingSource:CodeableConcept reaction*:ImmunizationReaction
      protocolApplied*:ImmunizationProtocolApplied`,
    Procedure: `
      identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri basedOn*:Reference
      partOf*:Reference
      status!:code(preparation|in-progress|not-done|on-hold|stopped|completed|entered-in-error| unknown)
      statusReason:CodeableConcept category:CodeableConcept code:CodeableConcept subject!:Reference
      encounter:Reference performed[x]:dateTime|Period|string|Age|Range recorder:Reference
      asserter:Reference performer*:ProcedurePerformer location:Reference reasonCode*:CodeableConcept
      reasonReference*:Reference bodySite*:CodeableConcept outcome:CodeableConcept report*:Reference
      complication*:CodeableConcept complicationDetail*:Reference followUp*:CodeableConcept
      note*:Annotation focalDevice*:ProcedureFocalDevice usedReference*:Reference
      usedCode*:CodeableConcept`,
    ImagingStudy: `
      identifier*:Identifier status!:code(registered|available|cancelled|entered-in-error|unknown)
      modality*:Coding subject!:Reference encounter:Reference started:dateTime basedOn*:Reference
      referrer:Reference interpreter*:Reference endpoint*:Reference numberOfSeries:unsignedInt
      numberOfInstances:unsignedInt procedureReference:Reference procedureCode*:CodeableConcept
      location:Reference reasonCode*:CodeableConcept reasonReference*:Reference note*:Annotation
      description:string series*:ImagingStudySeries`,
    MolecularSequence: `
      identifier*:Identifier type:code(aa|dna|rna) coordinateSystem!:integer patient:Reference
      specimen:Reference device:Reference performer:Reference quantity:Quantity
      referenceSeq:MolecularSequenceReferenceSeq variant*:MolecularSequenceVariant observedSeq:string
      quality*:MolecularSequenceQuality readCoverage:integer repository*:MolecularSequenceRepository
      pointer*:Reference structureVariant*:MolecularSequenceStructureVariant`,
    MedicationRequest: `
      identifier*:Identifier
      status!:code(active|on-hold|cancelled|completed|entered-in-error|stopped|draft|unknown)
      statusReason:CodeableConcept
      intent!:code(proposal|plan|order|original-order|reflex-order|filler-order|instance-order|option)
      category*:CodeableConcept priority:code(routine|urgent|asap|stat) doNotPerform:boolean
      reported[x]:boolean|Reference medication[x]!:CodeableConcept|Reference subject!:Reference
      encounter:Reference supportingInformation*:Reference authoredOn:dateTime requester:Reference
      performer:Reference performerType:CodeableConcept recorder:Reference reasonCode*:CodeableConcept
      reasonReference*:Reference instantiatesCanonical*:canonical instantiatesUri*:uri basedOn*:Reference
      groupIdentifier:Identifier courseOfTherapyType:CodeableConcept insurance*:Reference note*:Annotation
      dosageInstruction*:Dosage dispenseRequest:MedicationRequestDispenseRequest
      substitution:MedicationRequestSubstitution priorPrescription:Reference detectedIssue*:Reference
      eventHistory*:Reference`,
    MedicationStatement: `
      identifier*:Identifier basedOn*:Reference partOf*:Reference
      status!:code(active|completed|entered-in-error|intended|stopped|on-hold|unknown|not-taken)
      statusReason*:CodeableConcept category:CodeableConcept medication[x]!:CodeableConcept|Reference
      subject!:Reference context:Reference effective[x]:dateTime|Period dateAsserted:dateTime
      informationSource:Reference derivedFrom*:Reference reasonCode*:CodeableConcept
      reasonReference*:Reference note*:Annotation dosage*:Dosage`,
  },
  backbones: {
    ObservationReferenceRange: `
      low:Quantity high:Quantity type:CodeableConcept appliesTo*:CodeableConcept age:Range text:string`,
    ObservationComponent: `
      code!:CodeableConcept
      value[x]:Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|SampledData|time|
      dateTime|Period dataAbsentReason:CodeableConcept interpretation*:CodeableConcept
      referenceRange*:ObservationReferenceRange`,
    DiagnosticReportMedia: "comment:string link!:Reference",
    ConditionStage: "summary:CodeableConcept assessment*:Reference type:CodeableConcept",
    ConditionEvidence: "code*:CodeableConcept detail*:Reference",
    AllergyIntoleranceReaction: `
      substance:CodeableConcept manifestation+:CodeableConcept description:string onset:dateTime
      severity:code(mild|moderate|severe) exposureRoute:CodeableConcept note*:Annotation`,
    ImmunizationPerformer: "function:CodeableConcept actor!:Reference",
    ImmunizationEducation: `
      documentType:string reference:uri publicationDate:dateTime presentationDate:dateTime`,
    ImmunizationReaction: "date:dateTime detail:Reference reported:boolean",
    ImmunizationProtocolApplied: `
      series:string authority:Reference targetDisease*:CodeableConcept doseNumber[x]!:positiveInt|string
      seriesDoses[x]:positiveInt|string`,
    ProcedurePerformer: "function:CodeableConcept actor!:Reference onBehalfOf:Reference",
    ProcedureFocalDevice: "action:CodeableConcept manipulated!:Reference",
    ImagingStudySeries: `
      uid!:id number:unsignedInt modality!:Coding description:string numberOfInstances:unsignedInt
      endpoint*:Reference bodySite:Coding laterality:Coding specimen*:Reference started:dateTime
      performer*:ImagingStudySeriesPerformer instance*:ImagingStudySeriesInstance`,
    MolecularSequenceReferenceSeq: `
      chromosome:CodeableConcept genomeBuild:string orientation:code(sense|antisense)
      referenceSeqId:CodeableConcept referenceSeqPointer:Reference referenceSeqString:string
      strand:code(watson|crick) windowStart:integer windowEnd:integer`,
    MolecularSequenceVariant: `
      start:integer end:integer observedAllele:string referenceAllele:string cigar:string
      variantPointer:Reference`,
    MolecularSequenceQuality: `
      type!:code(indel|snp|unknown) standardSequence:CodeableConcept start:integer end:integer
      score:Quantity method:CodeableConcept truthTP:decimal queryTP:decimal truthFN:decimal
      queryFP:decimal gtFP:decimal precision:decimal recall:decimal fScore:decimal
      roc:MolecularSequenceQualityRoc`,
    MolecularSequenceRepository: `
      type!:code(directlink|openapi|login|oauth|other) url:uri name:string datasetId:string
      variantsetId:string readsetId:string`,
    MolecularSequenceStructureVariant: `
      variantType:CodeableConcept exact:boolean length:integer
      outer:MolecularSequenceStructureVariantOuter inner:MolecularSequenceStructureVariantInner`,
    MedicationRequestDispenseRequest: `
      initialFill:MedicationRequestDispenseRequestInitialFill dispenseInterval:Duration
      validityPeriod:Period numberOfRepeatsAllowed:unsignedInt quantity:Quantity
      expectedSupplyDuration:Duration performer:Reference`,
    MedicationRequestSubstitution: "allowed[x]!:boolean|CodeableConcept reason:CodeableConcept",
    ImagingStudySeriesPerformer: "function:CodeableConcept actor!:Reference",
    ImagingStudySeriesInstance: "uid!:id sopClass!:Coding number:unsignedInt title:string",
    MolecularSequenceQualityRoc: `
      score*:integer numTP*:integer numFP*:integer numFN*:integer precision*:decimal sensitivity*:decimal
      fMeasure*:decimal`,
    MolecularSequenceStructureVariantOuter: "start:integer end:integer",
    MolecularSequenceStructureVariantInner: "start:integer end:integer",
    MedicationRequestDispenseRequestInitialFill: "quantity:Quantity duration:Duration",
  },
  types: {},
};
