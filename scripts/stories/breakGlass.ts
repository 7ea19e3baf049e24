import { checkEmergency } from "../../client/emergency/checkEmergency.ts";
import { openEmergency } from "../../client/emergency/openEmergency.ts";
import { reviewEmergency } from "../../client/emergency/reviewEmergency.ts";
import { watchEmergencies } from "../../client/emergency/watchEmergencies.ts";
import { DataClass, Purpose } from "../../standards/consentCodes.ts";
import { EmergencyReason, REVIEW_PERIOD } from "../../standards/emergency.ts";
import type { EmergencyTag, Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { appointStaff } from "../local/staff.ts";
import { gasOf, revertName } from "./shared.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NINE = 9 * HOUR;

/** Moves the chain's clock on to a time, which must lie ahead. */
const moveTo = async ({ chain }: LocalNetwork, time: number): Promise<void> =>
  chain.advance(time - (await chain.now()));

const orderFor = (subject: Hex) => ({
  subject,
  reason: EmergencyReason.BTG,
  dataClasses: [DataClass.LABORATORY, DataClass.ALLERGY],
  words: "Unconscious after a fall; allergies and anticoagulation unknown.",
});

/** What the hospital answers Dr K who asks for the patient's laboratory values. */
const readAs = async ({ contracts, actors }: LocalNetwork, subject: Hex): Promise<string> => {
  const decision = await checkEmergency(contracts, {
    subject,
    n: 0,
    custodian: actors.hospital.address as Hex,
    actor: actors.clinician.address as Hex,
    purpose: Purpose.BTG,
    dataClass: DataClass.LABORATORY,
  });
  return decision.permitted ? "permit" : `deny: ${decision.reason}`;
};

/** A clinician breaks the glass, and nobody reviews it in time. */
export const playBreakGlass = async (network: LocalNetwork, report: Report): Promise<void> => {
  const { chain, contracts, actors } = network;
  const { emergencies } = contracts;
  const fromBlock = await chain.provider.getBlockNumber();
  const subject = randomWord();
  report.story("Break-glass: an emergency that cannot wait for a consent");

  await report.step(
    "The hospital appointed Dr K to its emergency ward and a privacy officer to another unit",
    () => appointStaff(network),
    (gas) => ({ gas }),
  );
  const nine = (Math.floor((await chain.now()) / DAY) + 1) * DAY + NINE;
  const opened = await report.step(
    "At 09:00 Dr K opened an emergency for four hours, reason 2 (BTG)",
    async () => {
      await moveTo(network, nine);
      return openEmergency(contracts, actors.clinician, orderFor(subject));
    },
    ({ tag, receipt }) => ({ tag, gas: receipt.gasUsed }),
  );
  await moveTo(network, nine + 3 * HOUR + 59 * MINUTE);
  report.claim("at 12:59 Dr K reads laboratory values", await readAs(network, subject), "permit");
  await moveTo(network, nine + 4 * HOUR + MINUTE);
  report.claim("at 13:01 Dr K reads laboratory values", await readAs(network, subject), "deny: NOT_OPEN");
  const own = emergencies.connect(actors.clinician).review.staticCall(opened.tag, true, randomWord());
  report.claim(
    "Dr K reviews it as privacy officer",
    await revertName(emergencies.interface, own),
    "EmergencyAccess_NotIndependent",
  );
  report.remember("tag", opened.tag);
  await playOverdue(network, report, subject, opened.tag);
  const [seen] = await watchEmergencies(contracts, { subject, fromBlock });
  report.claim("emergency that the patient's own feed found by its secret handle", seen?.tag, opened.tag);
  report.claim("the patient reads who opened it", seen?.clinician, actors.clinician.address);
  report.claim("and that its review was overdue", seen?.flaggedOverdue, true);
  report.claim("and how it ended", seen?.review, "justified");
};

/** The review is overdue: anyone flags it, and the clinician opens nothing until it is made up for. */
const playOverdue = async (
  network: LocalNetwork,
  report: Report,
  subject: Hex,
  tag: EmergencyTag,
): Promise<void> => {
  const { contracts, actors } = network;
  const { emergencies } = contracts;
  const openAgain = () =>
    revertName(emergencies.interface, openEmergency(contracts, actors.clinician, orderFor(subject)));
  const { expiresAt } = await emergencies.emergencyOf(tag);
  await moveTo(network, Number(expiresAt) + REVIEW_PERIOD + MINUTE);
  report.claim(
    "72 hours later, Dr K's next emergency before anybody flagged",
    await openAgain(),
    "EmergencyAccess_ReviewOverdue",
  );
  await report.step(
    "Nobody reviewed it in 72 hours: a stranger flagged it",
    () => gasOf(emergencies.connect(actors.wholesaler).flagOverdue(tag)),
    (gas) => ({ gas }),
  );
  report.claim("Dr K is suspended", await emergencies.isSuspended(actors.clinician.address), true);
  report.claim("Dr K's next emergency", await openAgain(), "EmergencyAccess_ClinicianSuspended");
  await report.step(
    "The privacy officer reviewed it late, and reinstated Dr K",
    async () => {
      const finding = { tag, justified: true, words: "Access was needed. The review was late." };
      const { receipt } = await reviewEmergency(contracts, actors.privacyOfficer, finding);
      const reinstated = emergencies.connect(actors.privacyOfficer).reinstate(actors.clinician.address);
      return receipt.gasUsed + (await gasOf(reinstated));
    },
    (gas) => ({ gas }),
  );
  report.claim("Dr K is suspended", await emergencies.isSuspended(actors.clinician.address), false);
};
