import { ZeroAddress } from "ethers";
import { emergencyTag, StaffRole } from "../../standards/emergency.ts";
import {
  decideEmergency,
  type EmergencyDecision,
  type EmergencyFacts,
  type EmergencyUse,
} from "../../standards/emergencyDecision.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Contracts } from "../deployment.ts";

/** Whether a custodian lets a clinician read now: everything it needs is read at one block, whose time counts. */
export const checkEmergency = async (
  { emergencies, custodians }: Pick<Contracts, "emergencies" | "custodians">,
  use: Omit<EmergencyUse, "at">,
): Promise<EmergencyDecision> => {
  const block = await emergencies.runner?.provider?.getBlock("latest");
  if (!block) throw new TypeError("A check needs a provider with a latest block.");
  const at = { blockTag: block.number };
  const tag = emergencyTag(use.subject, use.n);
  const { clinician, custodian, dataClasses, openedAt, expiresAt } = await emergencies.emergencyOf(tag, at);
  const now = { ...use, at: block.timestamp };
  if (clinician === ZeroAddress) return decideEmergency(now, undefined);
  const [suspended, staff] = await Promise.all([
    emergencies.isSuspended(clinician, at),
    custodians.staffOf(clinician, at),
  ]);
  const facts: EmergencyFacts = {
    tag,
    clinician: clinician as Hex,
    custodian: custodian as Hex,
    dataClasses: Number(dataClasses),
    openedAt: Number(openedAt),
    expiresAt: Number(expiresAt),
    suspended,
    clinicianAt: Number(staff.role) === StaffRole.CLINICIAN ? (staff.custodian as Hex) : undefined,
  };
  return decideEmergency(now, facts);
};
