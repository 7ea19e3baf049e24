// What tests of single packs share: a lot on one pallet at the pharmacy, and the acts of its people.
import { GLN, SSCC } from "../../scripts/local/supply.ts";
import type { Staffed } from "./fixtures.ts";
import { commissionLot, packAndShip, type TestLot, UNITS } from "./lots.ts";

const NO_LOGISTIC_UNIT = 0n;
const NO_DISCREPANCY = 0;

/** A pack by itself. */
export const BY_ITSELF = { sscc: NO_LOGISTIC_UNIT, contents: [] };

/** The lot of 120 on its pallet, received by the wholesaler and then by the pharmacy. */
export const stockPharmacy = async (fixture: Staffed) => {
  const { contracts, actors, chain } = fixture;
  const lot = await commissionLot(fixture);
  const contents = await packAndShip(fixture, lot);
  const wholesaler = contracts.batches.connect(actors.wholesaler);
  await (await wholesaler.receiveShipment(SSCC, contents, UNITS, NO_DISCREPANCY)).wait();
  const acceptBy = (await chain.now()) + 3_600;
  await (await wholesaler.ship(SSCC, contents, GLN.pharmacy, 0n, acceptBy)).wait();
  const pharmacy = contracts.batches.connect(actors.pharmacy);
  await (await pharmacy.receiveShipment(SSCC, contents, UNITS, NO_DISCREPANCY)).wait();
  return { lot, pallet: { sscc: SSCC, contents } };
};

/** The pharmacy dispenses a pack. */
export const dispense = (
  { contracts, actors }: Staffed,
  { details, tree }: TestLot,
  place: Parameters<Staffed["contracts"]["units"]["dispense"]>[0],
  index: number,
  supplied: boolean,
) =>
  contracts.units
    .connect(actors.pharmacy)
    .dispense(place, details, index, tree.hashOf(index), tree.proofOf(index), supplied);
