import { ZeroAddress } from "ethers";
import { emergencyTag, LOOK_AHEAD, StaffRole } from "../../standards/emergency.ts";
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
  const [suspended, staff, inSight] = await Promise.all([
    emergencies.isSuspended(clinician, at),
    custodians.staffOf(clinician, at),
    isInSight(emergencies, use, block.number),
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
    inSight,
  };
  return decideEmergency(now, facts);
};

/**
 * Whether a feed that watches LOOK_AHEAD numbers past the last one found comes to this one. Goes back from the number to
 * the farthest one that a feed would have come from, and so on: one read for LOOK_AHEAD numbers of a count without gaps.
 */
const isInSight = async (
  emergencies: Contracts["emergencies"],
  { subject, n }: Pick<EmergencyUse, "subject" | "n">,
  blockTag: number,
): Promise<boolean> => {
  let at = n;
  while (at >= LOOK_AHEAD) {
    let before = at - LOOK_AHEAD;
    while (before < at && !(await isUsed(emergencies, subject, before, blockTag))) before += 1;
    if (before === at) return false;
    at = before;
  }
  return true;
};

const isUsed = async (emergencies: Contracts["emergencies"], subject: Hex, n: number, blockTag: number) =>
  (await emergencies.emergencyOf(emergencyTag(subject, n), { blockTag })).clinician !== ZeroAddress;
