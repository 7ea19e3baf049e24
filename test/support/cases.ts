import type { ContractTransactionResponse, Signer } from "ethers";
import { COMPANY_PREFIX_DIGITS, GLN, SSCC } from "../../scripts/local/supply.ts";
import { PartnerRole, SCATTERED, SHIPMENT_STATES } from "../../standards/provenance.ts";
import type { ChildStruct, ContentStruct } from "../../types/contracts/interfaces/IBatchLedger.ts";
import type { Staffed } from "./fixtures.ts";
import { type TestLot, UNITS } from "./lots.ts";

export const CASES = 12;
export const CASE_UNITS = UNITS / CASES;
const HOUR = 3_600;
const FIRST_BODY = 9_521_234_000_000_100n;

/** Appends the check digit to the 17 digits before it. */
const withCheckDigit = (body: bigint): bigint => {
  const digits = [...body.toString()].reverse().map(Number);
  const sum = digits.reduce((total, digit, i) => total + digit * (i % 2 === 0 ? 3 : 1), 0);
  return body * 10n + BigInt((10 - (sum % 10)) % 10);
};

/** The manufacturer's n-th container code. */
export const ssccAt = (n: number): bigint => withCheckDigit(FIRST_BODY + BigInt(n));

export const done = async (sent: Promise<ContractTransactionResponse>) => {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("The transaction was not mined.");
  return receipt;
};

/** P-1's load: the lot of 120 in 12 cases of 10 on one pallet, by the manufacturer. */
export const stackPallet = async ({ contracts, actors }: Staffed, { id, details }: TestLot) => {
  const maker = contracts.batches.connect(actors.manufacturer);
  const cases: ChildStruct[] = [];
  for (let i = 0; i < CASES; i++) {
    const run = { firstUnit: i * CASE_UNITS, unitCount: CASE_UNITS };
    await done(maker.pack(ssccAt(i), [{ lot: details, ...run }]));
    cases.push({ sscc: ssccAt(i), contents: [{ lot: id, expiresAt: details.expiresAt, ...run }] });
  }
  await done(maker.aggregate(SSCC, [], cases));
  return { cases, contents: scatteredOf({ id, details }, UNITS) };
};

export const scatteredOf = ({ id, details }: Pick<TestLot, "id" | "details">, unitCount: number) => [
  { lot: id, expiresAt: details.expiresAt, firstUnit: SCATTERED, unitCount },
];

/** Offers a logistic unit for two days. */
export const offer = async (
  { contracts, chain }: Staffed,
  from: Signer,
  sscc: bigint,
  contents: ContentStruct[],
  to: bigint = GLN.wholesaler,
) => {
  const acceptBy = (await chain.now()) + 48 * HOUR;
  await done(contracts.batches.connect(from).ship(sscc, contents, to, 0n, acceptBy));
  return acceptBy;
};

/** One more wholesaler, authorised like the first. */
export const OTHER_WHOLESALER = 9525680000016n;
export const authoriseOther = async ({ addresses, contracts, chain, actors, govern }: Staffed) => {
  const validUntil = (await chain.now()) + 10_000 * HOUR;
  const { address } = actors.funder;
  const named = [OTHER_WHOLESALER, address, PartnerRole.WHOLESALER, validUntil, COMPANY_PREFIX_DIGITS];
  const data = contracts.batches.interface.encodeFunctionData("setPartner", named as never);
  await govern({ target: addresses.BatchLedger, data });
  return contracts.batches.connect(actors.funder);
};

/** What the ledger says of a logistic unit, in numbers. */
export const standingOf = async ({ contracts }: Staffed, sscc: bigint) => {
  const unit = await contracts.batches.logisticUnitOf(sscc);
  return {
    custodian: unit.custodian,
    state: SHIPMENT_STATES[Number(unit.state)],
    unitCount: Number(unit.unitCount),
    suspectCount: Number(unit.suspectCount),
  };
};
