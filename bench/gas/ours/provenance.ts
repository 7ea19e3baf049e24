import type { Contract } from "ethers";
import { AbiCoder, id, keccak256 } from "ethers";
import { checkDigitOf } from "../../../standards/gs1/keys.ts";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import { deployAuthority, deployBatches } from "./deploy.ts";
import type { Room } from "./operation.ts";

/** GS1 keys with valid check digits. */
const MANUFACTURER = 9521234000013n;
const WHOLESALER = 9525678000011n;
const GTIN = 9521234543213n;
const CASES = [95212340000001010n, 95212340000001027n];
const PALLET = 395212340000007778n;
const PREFIX_DIGITS = 7;
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
/** A pallet carries so many cases of as many packs. */
const CASES_A_PALLET = 12;
const UNITS_A_CASE = 10;
const RECALL_CLASS_I = 1;
const PRODUCT = {
  holder: MANUFACTURER,
  profile: 2,
  verdictOnReturn: false,
  masterDataHash: id("master data"),
  endpointHash: id("endpoint"),
};

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

type World = { readonly manufacturer: Contract; readonly quality: Contract; readonly wholesaler: Contract };

const setUp = async (chain: Chain): Promise<World> => {
  const ledger = await deployBatches(chain, await deployAuthority(chain));
  const [first, second, third] = chain.accounts;
  if (!first || !second || !third) throw new Error("Too few accounts");
  const name = (gln: bigint, account: string, roles: number) =>
    send(ledger, "setPartner", gln, account, roles, FOREVER, PREFIX_DIGITS);
  await (await name(MANUFACTURER, first.address, ROLE_MANUFACTURER)).wait();
  await (await name(WHOLESALER, second.address, ROLE_WHOLESALER)).wait();
  await (await send(ledger, "setQualityPerson", MANUFACTURER, third.address)).wait();
  await (await send(ledger, "registerProduct", GTIN, PRODUCT)).wait();
  return {
    manufacturer: ledger,
    wholesaler: ledger.connect(second) as Contract,
    quality: ledger.connect(third) as Contract,
  };
};

/** The serial shipping container code of the n-th case. */
const caseCode = (n: number): bigint => {
  const data = `09521234${String(n).padStart(9, "0")}`;
  return BigInt(data) * 10n + BigInt(checkDigitOf(data));
};

/** Twelve cases of ten onto one pallet: one word and one log a case. */
const aggregate = async (chain: Chain, { manufacturer }: World): Promise<number> => {
  const name = "LOT26C02";
  await (await send(manufacturer, "commission", lotOf(name))).wait();
  const cases: object[] = [];
  for (let i = 0; i < CASES_A_PALLET; i++) {
    const run = { firstUnit: i * UNITS_A_CASE, unitCount: UNITS_A_CASE };
    await (await send(manufacturer, "pack", caseCode(i), [{ lot: lotOf(name), ...run }])).wait();
    cases.push({
      sscc: caseCode(i),
      contents: [{ lot: lotIdOf(name), expiresAt: EXPIRES_AT, ...run }],
    });
  }
  return chain.gasOf(send(manufacturer, "aggregate", PALLET, [], cases));
};

/** A lot, packed into one logistic unit, from the manufacturer to a wholesaler, the second lot and unit; a pallet; a recall. */
export const provenance: Room = async (chain) => {
  const world = await setUp(chain);
  const { manufacturer, quality, wholesaler } = world;
  const gas: Record<string, number> = {};
  for (const [index, sscc] of CASES.entries()) {
    const name = `LOT26C0${index}`;
    const contents = [{ lot: lotIdOf(name), expiresAt: EXPIRES_AT, firstUnit: 0, unitCount: UNITS }];
    gas["batch.commission"] = await chain.gasOf(send(manufacturer, "commission", lotOf(name)));
    await (
      await send(manufacturer, "pack", sscc, [{ lot: lotOf(name), firstUnit: 0, unitCount: UNITS }])
    ).wait();
    gas["lot.release"] = await chain.gasOf(send(quality, "release", lotOf(name), id("certificate")));
    const acceptBy = (await chain.now()) + DAY;
    gas["shipment.ship"] = await chain.gasOf(
      send(manufacturer, "ship", sscc, contents, WHOLESALER, NO_PARTNER, acceptBy),
    );
    gas["shipment.receive"] = await chain.gasOf(
      send(wholesaler, "receiveShipment", sscc, contents, UNITS, NO_DISCREPANCY),
    );
  }
  gas["pack.aggregate"] = await aggregate(chain, world);
  const recalled = lotOf("LOT26C00");
  gas["recall.lot"] = await chain.gasOf(
    send(manufacturer, "recall", recalled, RECALL_CLASS_I, MANUFACTURER, id("reason")),
  );
  return gas;
};
