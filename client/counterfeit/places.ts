import { z } from "zod";
import { formatGln, parseGln } from "../../standards/gs1/keys.ts";
import { PlaceUnknownError } from "./errors.ts";
import type { Coordinates } from "./travel.ts";

const gln = z.string().transform((text, context) => {
  try {
    return formatGln(parseGln(text));
  } catch {
    context.addIssue({ code: "custom", message: "must be a GLN of 13 digits with a right check digit" });
    return z.NEVER;
  }
});

/** A partner's own table: where the location numbers are whose scans it sees. */
export const placesShape = z.record(
  gln,
  z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }),
);
export type Places = Readonly<Record<string, Coordinates>>;

/** Where a place is. Throws `PLACE_UNKNOWN`. */
export const coordinatesOf = (places: Places, place: string): Coordinates => {
  const found = Object.hasOwn(places, place) ? places[place] : undefined;
  if (found === undefined) throw new PlaceUnknownError(place);
  return found;
};
