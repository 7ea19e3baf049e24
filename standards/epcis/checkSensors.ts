import { refuse } from "./checkIdentifiers.ts";
import { checkTerm, checkTime } from "./checkTerms.ts";
import type { SensorElement, SensorMetadata, SensorReport } from "./events.ts";
import type { Path } from "./path.ts";

const checkMetadata = (metadata: SensorMetadata | undefined, path: Path): void => {
  checkTime(metadata?.time, [...path, "time"]);
  const start = checkTime(metadata?.startTime, [...path, "startTime"]);
  const end = checkTime(metadata?.endTime, [...path, "endTime"]);
  if (start !== undefined && end !== undefined && end < start)
    refuse("ORDER", [...path, "endTime"], "is before startTime");
};

const checkReport = (report: SensorReport, path: Path): void => {
  checkTime(report.time, [...path, "time"]);
  for (const name of ["type", "exception"] as const) checkTerm("sensor", report[name], [...path, name]);
  checkTerm("component", report.component, [...path, "component"]);
  if (report.hexBinaryValue !== undefined && !/^(?:[0-9A-Fa-f]{2})+$/.test(report.hexBinaryValue))
    refuse("NUMBER", [...path, "hexBinaryValue"], "is not whole bytes in hex");
  const { minValue, maxValue } = report;
  if (minValue !== undefined && maxValue !== undefined && minValue > maxValue)
    refuse("ORDER", [...path, "maxValue"], "is less than minValue");
  if (report.sDev !== undefined && report.sDev < 0) refuse("NUMBER", [...path, "sDev"], "is negative");
  if (report.percRank !== undefined && !(report.percRank >= 0 && report.percRank <= 100))
    refuse("NUMBER", [...path, "percRank"], "is not between 0 and 100");
};

/** Throws at the first thing that no sensor reports. */
export const checkSensors = (elements: readonly SensorElement[] | undefined, path: Path): void => {
  elements?.forEach((element, index) => {
    checkMetadata(element.sensorMetadata, [...path, index, "sensorMetadata"]);
    element.sensorReport.forEach((report, at) => {
      checkReport(report, [...path, index, "sensorReport", at]);
    });
  });
};
