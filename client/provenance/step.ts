// One call of a contract, as data: verbs make steps, `sendSteps` and plans bring them to the chain.

import type { Hex } from "../../standards/hex.ts";
import { IBatchLedger__factory, IEventAnchors__factory, IUnitLedger__factory } from "../../types/index.ts";
import type { Addresses } from "../addresses.ts";

export type Target = "BatchLedger" | "UnitLedger" | "EventAnchors";

/** A call to be. `does` says for people what changes; it names no serial. */
export type Step = {
  readonly target: Target;
  readonly verb: string;
  readonly data: Hex;
  readonly does: string;
};

export const BATCHES = IBatchLedger__factory.createInterface();
export const UNITS = IUnitLedger__factory.createInterface();
export const ANCHORS = IEventAnchors__factory.createInterface();

const step =
  (target: Target) =>
  (verb: string, data: string, does: string): Step => ({ target, verb, data: data as Hex, does });

export const batchStep = step("BatchLedger");
export const unitStep = step("UnitLedger");
export const anchorStep = step("EventAnchors");

export const addressOf = (addresses: Addresses, target: Target): Hex => addresses[target as never];
