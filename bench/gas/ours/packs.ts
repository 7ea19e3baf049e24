import { AbiCoder, Contract, id, keccak256, ZeroAddress } from "ethers";
import hre from "hardhat";
import type { Gtin } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { buildUnitTree } from "../../../standards/units.ts";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import { deployAuthority, deployOurs } from "./deploy.ts";
import type { Room } from "./operation.ts";

const MANUFACTURER = 9521234000013n;
const PHARMACY = 9527002000018n;
const GTIN = 9521234543213n as Gtin;
const CASE = 95212340000001010n;
const ROLE_MANUFACTURER = 1;
const ROLE_DISPENSER = 8;
const UNIT_KEEPER = 13;
const PREFIX_DIGITS = 7;
const FOREVER = 2n ** 40n - 1n;
const NO_PARTNER = 0;
const NO_DISCREPANCY = 0;
const LOT = { gtin: GTIN, lot: "LOT26C01", expiry: 280_331 };
/** The last second of that day. */
const EXPIRES_AT = 1_838_159_999;
/** Proofs of seven hashes. */
const UNITS = 120;
const DAY = 86_400;

const tree = buildUnitTree(
  LOT,
  Array.from({ length: UNITS }, (_, i) => ({ serial: `SN${i}`, salt: id(`salt ${i}`) as Hex })),
);
const DETAILS = {
  gtin: GTIN,
  lotHash: id(LOT.lot),
  expiry: LOT.expiry,
  expiresAt: EXPIRES_AT,
  unitsRoot: tree.root,
  unitCount: UNITS,
};
const LOT_ID = keccak256(AbiCoder.defaultAbiCoder().encode(["uint64", "bytes32"], [GTIN, DETAILS.lotHash]));
const CONTENTS = [{ lot: LOT_ID, expiresAt: EXPIRES_AT, firstUnit: 0, unitCount: UNITS }];

/** The ledger of lots, under the names of both its codes, and that of packs, which may count in it. */
const deployLedgers = async (chain: Chain): Promise<{ batches: Contract; units: Contract }> => {
  const authority = await deployAuthority(chain);
  const desk = await deployOurs(chain, "BatchDesk", authority);
  const ledger = await (
    await deployOurs(chain, "BatchLedger", authority, await desk.getAddress())
  ).getAddress();
  // A dispense asks nothing of the cold chain.
  const units = await deployOurs(chain, "UnitLedger", ledger, ZeroAddress);
  const [admin] = chain.accounts;
  const at = async (name: string, address: string) =>
    new Contract(address, (await hre.artifacts.readArtifact(name)).abi, admin);
  const batches = await at("IBatchLedger", ledger);
  const manager = await at("AccessManager", authority);
  const counting = ["removeUnits", "addUnits"].map((name) => batches.interface.getFunction(name)?.selector);
  await (await send(manager, "setTargetFunctionRole", ledger, counting, UNIT_KEEPER)).wait();
  await (await send(manager, "grantRole", UNIT_KEEPER, await units.getAddress(), 0)).wait();
  return { batches, units };
};

/** A released lot of 120 in one case, received by a pharmacy. */
const stock = async (chain: Chain, batches: Contract): Promise<void> => {
  const [maker, pharmacist, person] = chain.accounts;
  const product = { holder: MANUFACTURER, profile: 1, verdictOnReturn: false };
  const hashes = { masterDataHash: id("master data"), endpointHash: id("endpoint") };
  const partner = (gln: bigint, account: string | undefined, role: number) =>
    send(batches, "setPartner", gln, account, role, FOREVER, PREFIX_DIGITS);
  await (await partner(MANUFACTURER, maker?.address, ROLE_MANUFACTURER)).wait();
  await (await partner(PHARMACY, pharmacist?.address, ROLE_DISPENSER)).wait();
  await (await send(batches, "setQualityPerson", MANUFACTURER, person?.address)).wait();
  await (await send(batches, "registerProduct", GTIN, { ...product, ...hashes })).wait();
  await (await send(batches, "commission", DETAILS)).wait();
  const quality = batches.connect(person ?? null) as Contract;
  await (await send(quality, "release", DETAILS, id("certificate"))).wait();
  await (await send(batches, "pack", CASE, [{ lot: DETAILS, firstUnit: 0, unitCount: UNITS }])).wait();
  const acceptBy = (await chain.now()) + DAY;
  await (await send(batches, "ship", CASE, CONTENTS, PHARMACY, NO_PARTNER, acceptBy)).wait();
  const receiver = batches.connect(pharmacist ?? null) as Contract;
  await (await send(receiver, "receiveShipment", CASE, CONTENTS, UNITS, NO_DISCREPANCY)).wait();
};

/** Packs of a lot of 120 handed to patients out of a case; the second one, as nearly all are. */
export const packs: Room = async (chain) => {
  const { batches, units } = await deployLedgers(chain);
  await stock(chain, batches);
  const dispenser = units.connect(chain.accounts[1] ?? null) as Contract;
  const place = { sscc: CASE, contents: CONTENTS };
  const gas: Record<string, number> = {};
  for (const index of [0, 1]) {
    gas["unit.dispense"] = await chain.gasOf(
      send(dispenser, "dispense", place, DETAILS, index, tree.hashOf(index), tree.proofOf(index), true),
    );
  }
  return gas;
};
