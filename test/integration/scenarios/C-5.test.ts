import { expect } from "chai";
import { checkEmergency } from "../../../client/emergency/checkEmergency.ts";
import { openEmergency } from "../../../client/emergency/openEmergency.ts";
import { watchEmergencies } from "../../../client/emergency/watchEmergencies.ts";
import { EmergencyReason, emergencyTag } from "../../../standards/emergency.ts";
import { testChain } from "../../support/chain.ts";
import { DAY, HOUR, orderOf, staffedHospital, useOf } from "../../support/hospitals.ts";
import { revertOf } from "../../support/reverts.ts";

const NO_REPORT = `0x${"00".repeat(32)}`;

/** Dr K opened an emergency at 09:00 for four hours, reason 2. */
const opened = async () => {
  const hospital = await staffedHospital();
  const midnight = (Math.floor((await hospital.chain.now()) / DAY) + 1) * DAY;
  const clock = (hours: number, minutes = 0) => midnight + hours * HOUR + minutes * 60;
  await hospital.chain.nextBlockAt(clock(9));
  const emergency = await openEmergency(hospital.contracts, hospital.actors.clinician, orderOf(hospital));
  return { ...hospital, clock, emergency };
};

describe("C-5: Dr K breaks the glass at 09:00 for four hours, reason 2", () => {
  const load = async () => (await testChain()).load(opened);

  it("is opened under the patient's first tag, till 13:00", async () => {
    const { contracts, actors, emergency, subject, clock } = await load();
    expect(emergency.tag).to.equal(emergencyTag(subject, 0));
    const stored = await contracts.emergencies.emergencyOf(emergency.tag);
    expect(stored.clinician).to.equal(actors.clinician.address);
    expect(stored.reason).to.equal(2n);
    expect(Number(stored.openedAt)).to.equal(clock(9));
    expect(Number(stored.expiresAt)).to.equal(clock(13));
    expect(EmergencyReason.BTG).to.equal(2);
  });

  it("lets Dr K read at 12:59, and not at 13:01", async () => {
    const world = await load();
    const { contracts, emergency, at, clock } = world;
    const use = useOf(world);
    await at(clock(12, 59));
    expect(await checkEmergency(contracts, use)).to.deep.equal({ permitted: true, until: clock(13) });
    expect(await contracts.emergencies.isOpen(emergency.tag, use.dataClass)).to.equal(true);
    await at(clock(13, 1));
    expect(await checkEmergency(contracts, use)).to.deep.equal({ permitted: false, reason: "NOT_OPEN" });
    expect(await contracts.emergencies.isOpen(emergency.tag, use.dataClass)).to.equal(false);
  });

  it("is flagged by anyone once 72 hours passed without a review, and Dr K opens no other", async () => {
    const world = await load();
    const { contracts, actors, emergency, at, clock } = world;
    const { emergencies } = contracts;
    const openAgain = () => openEmergency(contracts, actors.clinician, orderOf(world));
    await at(clock(13 + 72) - 1);
    expect(await revertOf(emergencies.flagOverdue.staticCall(emergency.tag))).to.equal(
      "EmergencyAccess_NotOverdue",
    );
    await at(clock(13 + 72, 1));
    expect(await revertOf(openAgain()), "before anybody flagged").to.equal("EmergencyAccess_ReviewOverdue");
    await (await emergencies.connect(actors.relayer).flagOverdue(emergency.tag)).wait();
    expect(await emergencies.isSuspended(actors.clinician.address)).to.equal(true);
    expect(await revertOf(openAgain())).to.equal("EmergencyAccess_ClinicianSuspended");
    const [seen] = await watchEmergencies(contracts, { subject: world.subject });
    expect(seen).to.include({ flaggedOverdue: true, review: "pending", openedAt: clock(9) });
  });

  it("is not reviewed by Dr K, though a privacy officer by then", async () => {
    const { contracts, actors, emergency, at, clock } = await load();
    await at(clock(13, 1));
    const own = contracts.emergencies.connect(actors.clinician);
    const review = () => revertOf(own.review.staticCall(emergency.tag, true, NO_REPORT));
    expect(await review()).to.equal("EmergencyAccess_NotIndependent");
    const hospital = contracts.custodians.connect(actors.hospital);
    await (await hospital.appoint(actors.clinician.address, 2, 21, clock(9 + 24))).wait();
    expect(await review()).to.equal("EmergencyAccess_NotIndependent");
  });
});
