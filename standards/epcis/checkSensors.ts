import { refuse } from "./checkIdentifiers.ts";
import type { SensorElement, SensorMetadata, SensorReport } from "./events.ts";
import type { Path } from "./path.ts";
import { millisecondsOf } from "./times.ts";
import { isTerm } from "./vocabulary.ts";

const timeOf = (time: string | undefined, path: Path): number | undefined =>
  time === undefined
    ? undefined
    : (millisecondsOf(time) ?? refuse("TIME", path, "is no time that exists, with an offset from UTC"));

const checkMetadata = (metadata: SensorMetadata | undefined, path: Path): void => {
  timeOf(metadata?.time, [...path, "time"]);
  const start = timeOf(metadata?.startTime, [...path, "startTime"]);
  const end = timeOf(metadata?.endTime, [...path, "endTime"]);
  if (start !== undefined && end !== undefined && end < start)
    refuse("ORDER", [...path, "endTime"], "is before startTime");
};

const checkReport = (report: SensorReport, path: Path): void => {
  timeOf(report.time, [...path, "time"]);
  for (const name of ["type", "exception"] as const)
    if (report[name] !== undefined && !isTerm("sensor", report[name]))
      refuse("CODE", [...path, name], "is neither a word nor the address of one");
  if (report.component !== undefined && !isTerm("component", report.component))
    refuse("CODE", [...path, "component"], "is no component of a measurement");
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
