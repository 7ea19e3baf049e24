// Whether goods can have come from one place to another in time.

/** Degrees, north and east positive. */
export type Coordinates = { readonly latitude: number; readonly longitude: number };

/** What bounds how fast a pack can travel. */
export type TravelRule = {
  /** Average by road, with nothing to wait for. */
  readonly roadKmPerHour: number;
  /** Cruise of an airliner. */
  readonly airKmPerHour: number;
  /** To the aircraft, loading, unloading and from the aircraft, at the least. */
  readonly airHandlingSeconds: number;
  /** What two scanners' clocks may disagree by, and how far off a place's coordinates may be. */
  readonly clockSeconds: number;
  readonly placeKm: number;
};

/**
 * The least time between two places is that of the faster way: 130 km/h by road, or 900 km/h by air after 90 minutes on
 * the ground. That bounds the speed at 130 km/h over 100 km, at 362 km/h over 900 km, at 735 km/h over 6,000 km.
 */
export const TRAVEL_RULE: TravelRule = {
  roadKmPerHour: 130,
  airKmPerHour: 900,
  airHandlingSeconds: 5_400,
  clockSeconds: 300,
  placeKm: 10,
};

const EARTH_RADIUS_KM = 6_371.0088;
const HOUR = 3_600;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance on a sphere of the earth's mean radius. */
export const greatCircleKm = (a: Coordinates, b: Coordinates): number => {
  const [north, south] = [radians(a.latitude), radians(b.latitude)];
  const haversine = (angle: number) => Math.sin(angle / 2) ** 2;
  const h =
    haversine(north - south) +
    Math.cos(north) * Math.cos(south) * haversine(radians(a.longitude - b.longitude));
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
};

/** Least time, in seconds, that goods need for a distance. */
export const leastTravelSeconds = (km: number, rule: TravelRule): number => {
  const road = (km / rule.roadKmPerHour) * HOUR;
  const air = rule.airHandlingSeconds + (km / rule.airKmPerHour) * HOUR;
  return Math.min(road, air);
};

/** Whether two scans of one pack cannot both have been of it. */
export const isImpossibleTravel = (km: number, seconds: number, rule: TravelRule = TRAVEL_RULE): boolean => {
  const surely = Math.max(0, km - rule.placeKm);
  return seconds + rule.clockSeconds < leastTravelSeconds(surely, rule);
};
