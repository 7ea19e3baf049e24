// What a schema cannot say of an event: which fields go together, which words and times there are, what keys name.
import { checkClass, checkEpcs, checkIdentifier, checkPlace, refuse } from "./checkIdentifiers.ts";
import { checkSensors } from "./checkSensors.ts";
import { checkTerm, checkTime } from "./checkTerms.ts";
import type { EpcisEvent, ErrorDeclaration, Quantity } from "./events.ts";
import type { Path } from "./path.ts";
import { isOffset } from "./times.ts";

const checkQuantities = (list: readonly Quantity[] | undefined, path: Path): void => {
  list?.forEach(({ epcClass, quantity, uom }, index) => {
    checkClass(epcClass, [...path, index, "epcClass"]);
    if (quantity !== undefined && !(quantity > 0))
      refuse("NUMBER", [...path, index, "quantity"], "is not greater than zero");
    if (uom !== undefined && quantity === undefined)
      refuse("MISSING", [...path, index, "quantity"], "is missing beside its unit");
    if (uom === undefined && quantity !== undefined && !Number.isInteger(quantity))
      refuse("NUMBER", [...path, index, "quantity"], "counts pieces and is not whole");
  });
};

const checkDeclaration = (declaration: ErrorDeclaration | undefined, path: Path): void => {
  if (declaration === undefined) return;
  checkTime(declaration.declarationTime, [...path, "declarationTime"]);
  checkTerm("errorReason", declaration.reason, [...path, "reason"]);
  declaration.correctiveEventIDs?.forEach((id, index) => {
    checkIdentifier(id, [...path, "correctiveEventIDs", index]);
  });
};

const checkCommon = (event: EpcisEvent, path: Path): void => {
  checkTime(event.eventTime, [...path, "eventTime"]);
  if (!isOffset(event.eventTimeZoneOffset))
    refuse("TIME", [...path, "eventTimeZoneOffset"], "is no offset from UTC such as +01:00");
  checkTime(event.recordTime, [...path, "recordTime"]);
  if (event.eventID !== undefined) checkIdentifier(event.eventID, [...path, "eventID"]);
  checkDeclaration(event.errorDeclaration, [...path, "errorDeclaration"]);
  checkTerm("bizStep", event.bizStep, [...path, "bizStep"]);
  checkTerm("disposition", event.disposition, [...path, "disposition"]);
  for (const side of ["set", "unset"] as const)
    event.persistentDisposition?.[side]?.forEach((term, index) => {
      checkTerm("disposition", term, [...path, "persistentDisposition", side, index]);
    });
  for (const place of ["readPoint", "bizLocation"] as const)
    if (event[place] !== undefined) checkPlace(event[place].id, [...path, place, "id"]);
};

const checkReferences = (event: EpcisEvent, path: Path): void => {
  event.bizTransactionList?.forEach(({ type, bizTransaction }, index) => {
    const at = [...path, "bizTransactionList", index];
    checkTerm("bizTransaction", type, [...at, "type"]);
    checkIdentifier(bizTransaction, [...at, "bizTransaction"]);
  });
  event.sourceList?.forEach(({ type, source }, index) => {
    checkTerm("sourceDestination", type, [...path, "sourceList", index, "type"]);
    checkPlace(source, [...path, "sourceList", index, "source"]);
  });
  event.destinationList?.forEach(({ type, destination }, index) => {
    checkTerm("sourceDestination", type, [...path, "destinationList", index, "type"]);
    checkPlace(destination, [...path, "destinationList", index, "destination"]);
  });
};

/** Which lists of items, and of quantities, an event of each type has. */
const ITEMS = ["epcList", "childEPCs", "inputEPCList", "outputEPCList"] as const;
const QUANTITIES = ["quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"] as const;
type Lists = Partial<Record<(typeof ITEMS)[number], readonly string[]>> &
  Partial<Record<(typeof QUANTITIES)[number], readonly Quantity[]>>;

const has = (list: readonly unknown[] | undefined): boolean => list !== undefined && list.length > 0;

const checkWhole = (event: EpcisEvent, path: Path): void => {
  const missing = (name: string, reason: string) => refuse("MISSING", [...path, name], reason);
  if ("parentID" in event && event.parentID !== undefined)
    checkIdentifier(event.parentID, [...path, "parentID"]);
  switch (event.type) {
    case "ObjectEvent":
      if (!has(event.epcList) && !has(event.quantityList) && event.sensorElementList === undefined)
        missing("epcList", "is missing, and there is neither a quantity nor a sensor");
      if (event.ilmd !== undefined && event.action !== "ADD")
        refuse("FORBIDDEN", [...path, "ilmd"], "may stand only where items come into being (ADD)");
      return;
    case "AggregationEvent":
    case "AssociationEvent":
      if (event.parentID === undefined && (event.type === "AssociationEvent" || event.action !== "OBSERVE"))
        missing("parentID", "is missing: only an observed aggregation can be without");
      if (event.action !== "DELETE" && !has(event.childEPCs) && !has(event.childQuantityList))
        missing("childEPCs", "is missing: only DELETE means all children");
      return;
    case "TransactionEvent":
      if (event.bizTransactionList === undefined) missing("bizTransactionList", "is missing");
      return;
    case "TransformationEvent": {
      const inputs = has(event.inputEPCList) || has(event.inputQuantityList);
      const outputs = has(event.outputEPCList) || has(event.outputQuantityList);
      if (!(inputs && outputs) && !(event.transformationID !== undefined && (inputs || outputs)))
        missing(
          inputs ? "outputEPCList" : "inputEPCList",
          "is missing, and no transformationID joins events",
        );
      if (event.transformationID !== undefined)
        checkIdentifier(event.transformationID, [...path, "transformationID"]);
    }
  }
};

/** Throws at the first thing in an event that cannot be. Its shape has been checked. */
export const checkEvent = (event: EpcisEvent, path: Path): void => {
  const lists = event as Lists;
  checkCommon(event, path);
  checkReferences(event, path);
  checkWhole(event, path);
  for (const name of ITEMS) checkEpcs(lists[name], [...path, name]);
  for (const name of QUANTITIES) checkQuantities(lists[name], [...path, name]);
  checkSensors(event.sensorElementList, [...path, "sensorElementList"]);
};
