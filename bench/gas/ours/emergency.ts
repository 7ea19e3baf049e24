import { id } from "ethers";
import { DataClass, maskOf } from "../../../standards/consentCodes.ts";
import {
  EmergencyReason,
  emergencyTag,
  justificationCommitment,
  reportCommitment,
  StaffRole,
} from "../../../standards/emergency.ts";
import type { Hex } from "../../../standards/hex.ts";
import { send } from "../chain.ts";
import { deployAuthority, deployOurs } from "./deploy.ts";
import type { Room } from "./operation.ts";

const HOUR = 3_600;
const YEAR = 365 * 24 * HOUR;
const WARD = 7;
const OFFICE = 9;
const BY_DEFAULT = 0;

/** A custodian that appoints staff, a clinician who breaks the glass and an officer who reviews; second of each kind. */
export const emergency: Room = async (chain) => {
  const [admin, hospital, clinician, officer] = chain.accounts;
  if (!admin || !hospital || !clinician || !officer) throw new Error("Too few accounts");
  const custodians = await deployOurs(chain, "CustodianRegistry", await deployAuthority(chain));
  const emergencies = await deployOurs(chain, "EmergencyAccess", await custodians.getAddress());
  const subject = id("subject") as Hex;
  const salt = id("salt") as Hex;
  await chain.gasOf(send(custodians, "list", hospital.address));
  const until = (await chain.now()) + YEAR;
  const appoint = (member: string, role: number, unit: number): Promise<number> =>
    chain.gasOf(send(custodians.connect(hospital), "appoint", member, role, unit, until));
  const open = (n: number): Promise<number> => {
    const classes = maskOf([DataClass.LABORATORY, DataClass.ALLERGY]);
    const words = justificationCommitment("unconscious", salt);
    const { BTG } = EmergencyReason;
    const args = [emergencyTag(subject, n), BTG, classes, BY_DEFAULT, words];
    return chain.gasOf(send(emergencies.connect(clinician), "open", ...args));
  };
  const review = async (n: number): Promise<number> => {
    await chain.passTime(5 * HOUR);
    const args = [emergencyTag(subject, n), true, reportCommitment("justified", salt)];
    return chain.gasOf(send(emergencies.connect(officer), "review", ...args));
  };
  await appoint(clinician.address, StaffRole.CLINICIAN, WARD);
  const appointed = await appoint(officer.address, StaffRole.PRIVACY_OFFICER, OFFICE);
  await open(0);
  await review(0);
  const opened = await open(1);
  const reviewed = await review(1);
  return {
    "custodian.appoint": appointed,
    "emergency.open": opened,
    "emergency.review": reviewed,
  };
};
