// ObjectEvents: all that is neither packed nor unpacked.

import { keccak256, toUtf8Bytes } from "ethers";
import type { Action, ObjectEvent } from "../../../standards/epcis/events.ts";
import { formatGtin, type Gln } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { lotIdOf } from "../../../standards/units.ts";
import { cancelShipment } from "../cancelShipment.ts";
import { commissionLot } from "../commissionLot.ts";
import { dispensePack } from "../dispensePack.ts";
import { markLogisticUnit } from "../markLogisticUnit.ts";
import { markPack } from "../markPack.ts";
import { quarantineLot } from "../quarantineLot.ts";
import { recallLot } from "../recallLot.ts";
import { receiveUnit } from "../receiveUnit.ts";
import { shipUnit } from "../shipUnit.ts";
import type { Step } from "../step.ts";
import { EventIncompleteError, GoodsUnknownError } from "./errors.ts";
import { anchoredOnly, type MapDeps, type Mapped } from "./mapped.ts";
import { readThing, type Thing, wordOf } from "./readThing.ts";

/** What stands on chain as the reason of an order that an event gives: the event itself is under the anchored root. */
const reasonOf = (event: ObjectEvent): Hex =>
  keccak256(
    toUtf8Bytes(
      `${wordOf("bizStep", event.bizStep)} ${wordOf("disposition", event.disposition)} ${event.eventTime}`,
    ),
  ) as Hex;

/** A thing of an event, and how much of it where the event says so. */
type Named = Thing & { readonly quantity?: number };

const thingsOf = ({ epcList = [], quantityList = [] }: ObjectEvent): readonly Named[] => [
  ...epcList.map(readThing),
  ...quantityList.map(({ epcClass, quantity }) => ({
    ...readThing(epcClass),
    ...(quantity === undefined ? {} : { quantity }),
  })),
];

type Handler = (deps: MapDeps, event: ObjectEvent, thing: Named) => Promise<readonly Step[] | string>;

const commission: Handler = async ({ goods, event: n }, _, thing) => {
  if (thing.kind === "unit") return "a logistic unit comes to be when something is packed into it";
  if (thing.kind !== "pack" && thing.kind !== "lot") return "neither packs nor a lot";
  const known =
    thing.kind === "pack"
      ? goods.find(thing.gtin, thing.serial)?.known
      : goods.lotNamed(thing.gtin, thing.lot);
  if (known === undefined) throw new GoodsUnknownError(n, thing.gtin);
  if (await goods.isCommissioned(known.id)) return [];
  if (known.details === undefined) throw new GoodsUnknownError(n, thing.gtin);
  if (thing.quantity !== undefined && thing.quantity !== known.details.unitCount)
    return "a quantity that is not the whole lot's";
  goods.commission(known.id);
  return [commissionLot(known.details)];
};

const destinationOf = ({ destinationList = [] }: ObjectEvent): Gln | undefined => {
  const places = destinationList.flatMap(({ type, destination }) => {
    const thing = readThing(destination);
    return thing.kind === "place" ? [{ type: wordOf("sourceDestination", type), gln: thing.gln }] : [];
  });
  const best = ["possessing_party", "owning_party", "location"]
    .map((type) => places.find((place) => place.type === type))
    .find((place) => place !== undefined);
  return best?.gln;
};

const ship: Handler = async ({ goods, acceptBy, event: n }, event, thing) => {
  if (thing.kind !== "unit") return "packs travel in logistic units";
  const to = destinationOf(event);
  if (to === undefined) throw new EventIncompleteError(n, "a destination with a location number");
  const { contents } = await goods.holding(thing.sscc);
  return [shipUnit({ sscc: thing.sscc, contents }, { to, acceptBy })];
};

/** Dispositions of goods that are all there and nothing is wrong with. */
const SOUND = new Set(
  [
    "active available completeness_inferred completeness_verified conformant container_closed",
    "in_progress in_transit reserved returned sellable_accessible sellable_not_accessible",
  ].flatMap((words) => words.split(" ")),
);

/** Whether an event says nothing against taking the goods as a whole. */
const isSound = ({ disposition, persistentDisposition }: ObjectEvent): boolean =>
  [...(disposition === undefined ? [] : [disposition]), ...(persistentDisposition?.set ?? [])].every((word) =>
    SOUND.has(wordOf("disposition", word)),
  );

const receive: Handler = async ({ goods, view, gln }, event, thing) => {
  if (thing.kind !== "unit") return "packs are received in logistic units";
  if (!isSound(event)) return "a receipt that differs needs a count and a code: `theriac receive`";
  if (goods.wasReceived(thing.sscc)) return [];
  const unit = await view.batches.logisticUnitOf(thing.sscc);
  // Receiving and accepting may both be told; custody passes once.
  if (unit.custodian === gln && unit.receiver === 0n) return "custody has passed already";
  const { contents, packs } = await goods.holding(thing.sscc);
  goods.receive(thing.sscc);
  return [receiveUnit({ sscc: thing.sscc, contents }, packs, "None")];
};

const voidShipping: Handler = async (_, __, thing) =>
  thing.kind === "unit" ? [cancelShipment(thing.sscc)] : "packs travel in logistic units";

const dispense: Handler = async ({ goods, event: n }, event, thing) => {
  if (thing.kind !== "pack") return "only single packs are dispensed";
  if (wordOf("disposition", event.disposition) === "partially_dispensed") return "a pack is dispensed whole";
  const found = goods.find(thing.gtin, thing.serial);
  if (found === undefined) throw new GoodsUnknownError(n, thing.gtin);
  const { known, index } = found;
  const place = await goods.placeOf(known.id, index);
  if (place === undefined) throw new EventIncompleteError(n, "the packing of its pack");
  const lot = await goods.detailsOf(known);
  await takeAway(goods, known.id, index, place.sscc);
  // DELETE: it left for good. Else it is out of stock and still on the premises.
  return [dispensePack(place, lot, known.proofOf(thing.serial), event.action === "DELETE")];
};

/** One pack fewer in the logistic unit it lay in. */
const takeAway = async (
  goods: MapDeps["goods"],
  lot: Parameters<MapDeps["goods"]["move"]>[0],
  index: number,
  sscc: Parameters<MapDeps["goods"]["holding"]>[0],
): Promise<void> => {
  if (sscc !== 0n) {
    const { contents, packs } = await goods.holding(sscc);
    goods.hold(sscc, contents, packs - 1);
  }
  goods.move(lot, [index], "loose");
};

const marked =
  (what: "Suspect" | "Destroyed" | "Stolen"): Handler =>
  async ({ goods, gln, event: n }, event, thing) => {
    const reason = reasonOf(event);
    if (thing.kind === "unit") {
      const { contents } = await goods.holding(thing.sscc);
      return [markLogisticUnit({ sscc: thing.sscc, contents }, what, gln, reason)];
    }
    if (thing.kind !== "pack") return "neither packs nor logistic units";
    const found = goods.find(thing.gtin, thing.serial);
    if (found === undefined) throw new GoodsUnknownError(n, thing.gtin);
    const { known, index } = found;
    const place = await goods.placeOf(known.id, index);
    if (place === undefined) throw new EventIncompleteError(n, "the packing of its pack");
    const step = markPack(place, { lot: await goods.detailsOf(known), index }, what, gln, reason);
    await takeAway(goods, known.id, index, place.sscc);
    return [step];
  };

const hold: Handler = async (deps, event, thing) => {
  const { goods, gln, recallClass } = deps;
  if (thing.kind !== "lot") return marked("Suspect")(deps, event, thing);
  if (thing.quantity !== undefined)
    return "a lot is stopped as a whole: a part of it by its packs or logistic units";
  const known = goods.lotNamed(thing.gtin, thing.lot) ?? { id: lotIdOf(thing.gtin, thing.lot) };
  const lot = await goods.detailsOf(known);
  const isRecall = [event.disposition, ...(event.persistentDisposition?.set ?? [])].some(
    (word) => wordOf("disposition", word) === "recalled",
  );
  if (!isRecall) return [quarantineLot(lot, gln, reasonOf(event))];
  if (recallClass === undefined)
    return `EPCIS names no recall class: give --recall-class, or \`theriac recall lot\` for ${formatGtin(thing.gtin)}`;
  return [recallLot(lot, recallClass, gln, reasonOf(event))];
};

const decommission: Handler = async (deps, event, thing) => {
  const found = { destroyed: "Destroyed", disposed: "Destroyed", stolen: "Stolen" } as const;
  const what = found[wordOf("disposition", event.disposition) as keyof typeof found];
  return what === undefined
    ? "a serial ends on chain by dispensing, by what befell the pack, or by repacking"
    : marked(what)(deps, event, thing);
};

type Counterpart = { readonly handler: Handler; readonly actions: readonly Action[] };
const ANY: readonly Action[] = ["ADD", "OBSERVE", "DELETE"];

/** Business steps that have a counterpart on chain, and with which actions. */
const COUNTERPARTS: Readonly<Record<string, Counterpart>> = {
  commissioning: { handler: commission, actions: ["ADD"] },
  shipping: { handler: ship, actions: ["OBSERVE"] },
  receiving: { handler: receive, actions: ["OBSERVE"] },
  accepting: { handler: receive, actions: ["OBSERVE"] },
  void_shipping: { handler: voidShipping, actions: ANY },
  dispensing: { handler: dispense, actions: ["OBSERVE", "DELETE"] },
  destroying: { handler: marked("Destroyed"), actions: ANY },
  holding: { handler: hold, actions: ["OBSERVE"] },
  decommissioning: { handler: decommission, actions: ANY },
};

const counterpartOf = (event: ObjectEvent): Counterpart | undefined =>
  wordOf("disposition", event.disposition) === "stolen"
    ? { handler: marked("Stolen"), actions: ANY }
    : COUNTERPARTS[wordOf("bizStep", event.bizStep)];

const nameOf = ({ bizStep }: ObjectEvent): string => {
  if (bizStep === undefined) return "no business step";
  return wordOf("bizStep", bizStep) || "a business step of another vocabulary";
};

/** Calls for each thing of the event; anchored only if there is none for any of them. */
export const mapObject = async (deps: MapDeps, event: ObjectEvent): Promise<Mapped> => {
  const counterpart = counterpartOf(event);
  if (counterpart === undefined) return anchoredOnly(`no counterpart on chain: ${nameOf(event)}`);
  if (!counterpart.actions.includes(event.action))
    return anchoredOnly(`no counterpart on chain: ${nameOf(event)} with action ${event.action}`);
  const steps: Step[] = [];
  let only: string | undefined;
  let isMapped = false;
  for (const thing of thingsOf(event)) {
    const made = await counterpart.handler(deps, event, thing);
    if (typeof made === "string") only = made;
    else {
      steps.push(...made);
      isMapped = true;
    }
  }
  if (!isMapped) return anchoredOnly(only ?? "it names nothing");
  return { steps, isMapped, ...(only === undefined ? {} : { only }) };
};
