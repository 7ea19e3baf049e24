import { UnmappableConsentError } from "./errors.ts";

const LAST_SECOND = 253_402_300_799;
const PRECISE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\d(?:\.0+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Unix seconds as a FHIR instant in UTC. */
export const instantOf = (seconds: number, where: string): string => {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > LAST_SECOND)
    throw new UnmappableConsentError(where, "is beyond the year 9999", "FHIR years have four digits.");
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
};

/** Unix seconds of a FHIR dateTime that is precise to the second and names its zone. */
export const secondsOf = (dateTime: string, where: string): number => {
  if (!PRECISE.test(dateTime))
    throw new UnmappableConsentError(
      where,
      "is not precise to the whole second",
      "A consent begins and ends at a second: write YYYY-MM-DDThh:mm:ss with a time zone.",
    );
  const seconds = Date.parse(dateTime) / 1000;
  if (seconds < 0)
    throw new UnmappableConsentError(where, "is before 1970", "Leave out a start that is no limit.");
  return seconds;
};
