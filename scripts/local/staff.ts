import type { ContractTransactionResponse } from "ethers";
import type { Contracts } from "../../client/deployment.ts";
import { StaffRole } from "../../standards/emergency.ts";
import type { Actors } from "./actors.ts";
import type { LocalChain } from "./chain.ts";

/** Units as the hospital numbers them. */
export const UNIT = { EMERGENCY_WARD: 7, PRIVACY_OFFICE: 9 } as const;

const YEAR = 365 * 86_400;

export type Hospital = {
  readonly contracts: Pick<Contracts, "custodians">;
  readonly actors: Pick<Actors, "hospital" | "clinician" | "privacyOfficer">;
  readonly chain: Pick<LocalChain, "now">;
};

/** The hospital, once it is listed, appoints Dr K to its emergency ward and a privacy officer to another unit. */
export const appointStaff = async ({ contracts, actors, chain }: Hospital): Promise<bigint> => {
  const own = contracts.custodians.connect(actors.hospital);
  const until = (await chain.now()) + YEAR;
  const gas = async (sent: ContractTransactionResponse) => (await sent.wait())?.gasUsed ?? 0n;
  const { address: clinician } = actors.clinician;
  const { address: officer } = actors.privacyOfficer;
  return (
    (await gas(await own.appoint(clinician, StaffRole.CLINICIAN, UNIT.EMERGENCY_WARD, until))) +
    (await gas(await own.appoint(officer, StaffRole.PRIVACY_OFFICER, UNIT.PRIVACY_OFFICE, until)))
  );
};
