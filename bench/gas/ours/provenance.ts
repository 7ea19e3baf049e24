import type { Contract } from "ethers";
import { AbiCoder, id, keccak256 } from "ethers";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import { deployAuthority, deployOurs } from "./deploy.ts";
import type { Room } from "./operation.ts";

/** GS1 keys with valid check digits. */
const MANUFACTURER = 9521234000013n;
const WHOLESALER = 9525678000011n;
const GTIN = 9521234543213n;
const CASES = [95212340000001010n, 95212340000001027n];
const ROLE_MANUFACTURER = 1;
const ROLE_WHOLESALER = 2;
const FOREVER = 2n ** 40n - 1n;
const NO_PARTNER = 0;
const NO_DISCREPANCY = 0;
/** 2028-03-31, and the last second of that day. */
const EXPIRY = 280_331;
const EXPIRES_AT = 1_838_159_999;
const UNITS = 120;
const DAY = 86_400;

const lotOf = (name: string) => ({
  gtin: GTIN,
  lotHash: id(name),
  expiry: EXPIRY,
  expiresAt: EXPIRES_AT,
  unitsRoot: id(`units of ${name}`),
  unitCount: UNITS,
});

const lotIdOf = (name: string): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(["uint64", "bytes32"], [GTIN, id(name)]));

const setUp = async (chain: Chain): Promise<{ manufacturer: Contract; wholesaler: Contract }> => {
  const ledger = await deployOurs(chain, "BatchLedger", await deployAuthority(chain));
  const [first, second] = chain.accounts;
  if (!first || !second) throw new Error("Too few accounts");
  await (await send(ledger, "setPartner", MANUFACTURER, first.address, ROLE_MANUFACTURER, FOREVER)).wait();
  await (await send(ledger, "setPartner", WHOLESALER, second.address, ROLE_WHOLESALER, FOREVER)).wait();
  await (await send(ledger, "registerProduct", GTIN, MANUFACTURER, 2)).wait();
  return { manufacturer: ledger, wholesaler: ledger.connect(second) as Contract };
};

/** A lot, packed into one logistic unit, from the manufacturer to a wholesaler; the second lot and unit. */
export const provenance: Room = async (chain) => {
  const { manufacturer, wholesaler } = await setUp(chain);
  const gas: Record<string, number> = {};
  for (const [index, sscc] of CASES.entries()) {
    const name = `LOT26C0${index}`;
    const contents = [{ lot: lotIdOf(name), expiresAt: EXPIRES_AT, firstUnit: 0, unitCount: UNITS }];
    gas["batch.commission"] = await chain.gasOf(send(manufacturer, "commission", lotOf(name)));
    await (
      await send(manufacturer, "pack", sscc, [{ lot: lotOf(name), firstUnit: 0, unitCount: UNITS }])
    ).wait();
    const acceptBy = (await chain.now()) + DAY;
    gas["shipment.ship"] = await chain.gasOf(
      send(manufacturer, "ship", sscc, contents, WHOLESALER, NO_PARTNER, acceptBy),
    );
    gas["shipment.receive"] = await chain.gasOf(
      send(wholesaler, "receiveShipment", sscc, contents, UNITS, NO_DISCREPANCY),
    );
  }
  return gas;
};
