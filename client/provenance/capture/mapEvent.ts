import type { EpcisEvent } from "../../../standards/epcis/events.ts";
import { mapAggregation } from "./mapAggregation.ts";
import { mapObject } from "./mapObject.ts";
import { anchoredOnly, type MapDeps, type Mapped } from "./mapped.ts";
import { wordOf } from "./readThing.ts";

/**
 * What an event becomes on chain. The whole table is in docs/supply-partners.md. Nothing here ever deletes: what an error
 * declaration corrects stays on chain and under its root.
 */
export const mapEvent = async (deps: MapDeps, event: EpcisEvent): Promise<Mapped> => {
  if (event.errorDeclaration !== undefined)
    return anchoredOnly("an error declaration: what it corrects stays, and is corrected by acts of its own");
  if (wordOf("bizStep", event.bizStep) === "sensor_reporting")
    return anchoredOnly("readings count on chain only with their device's signature: evidence");
  if (event.type === "AggregationEvent") return mapAggregation(deps, event);
  if (event.type === "ObjectEvent") return mapObject(deps, event);
  return anchoredOnly(`no counterpart on chain: ${event.type}`);
};
