import { listCustodian } from "../../scripts/local/setUpCalls.ts";
import { appointStaff } from "../../scripts/local/staff.ts";
import { DataClass, Purpose } from "../../standards/consentCodes.ts";
import { EmergencyReason } from "../../standards/emergency.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { deployed } from "./fixtures.ts";

export const HOUR = 3_600;
export const DAY = 86_400;

/** Beyond `deployed`: the hospital is listed, Dr K works in its ward, a privacy officer elsewhere, and it has a patient. */
export const staffedHospital = async () => {
  const base = await deployed();
  const { addresses, contracts, actors, chain } = base;
  await base.govern(listCustodian(addresses, contracts, actors.hospital.address));
  await appointStaff(base);
  const subject = randomWord();
  /** The chain's next block has exactly this time, and is mined. */
  const at = async (time: number): Promise<number> => {
    await chain.nextBlockAt(time);
    return chain.now();
  };
  return { ...base, subject, at };
};
export type StaffedHospital = Awaited<ReturnType<typeof staffedHospital>>;

/** What Dr K says of the fixture's patient. */
export const orderOf = ({ subject }: StaffedHospital) => ({
  subject,
  reason: EmergencyReason.BTG,
  dataClasses: [DataClass.LABORATORY, DataClass.IMAGING],
  words: "Unconscious after a fall; allergies and anticoagulation unknown.",
});

/** What Dr K wants to read under the patient's n-th emergency. */
export const useOf = ({ subject, actors }: StaffedHospital, n = 0) => ({
  subject,
  n,
  custodian: actors.hospital.address as Hex,
  actor: actors.clinician.address as Hex,
  purpose: Purpose.BTG,
  dataClass: DataClass.LABORATORY,
});
