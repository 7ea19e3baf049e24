import { expect } from "chai";
import { Wallet, ZeroHash } from "ethers";
import { checkEmergency } from "../../client/emergency/checkEmergency.ts";
import { closeEmergency } from "../../client/emergency/closeEmergency.ts";
import { openEmergency } from "../../client/emergency/openEmergency.ts";
import { reviewEmergency } from "../../client/emergency/reviewEmergency.ts";
import { watchEmergencies } from "../../client/emergency/watchEmergencies.ts";
import { DataClass } from "../../standards/consentCodes.ts";
import {
  DEFAULT_PERIOD,
  EmergencyReason,
  emergencyTag,
  justificationCommitment,
  LOOK_AHEAD,
  MAX_PERIOD,
  MAX_UNREVIEWED,
  REVIEW_PERIOD,
  reportCommitment,
} from "../../standards/emergency.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { testChain } from "../support/chain.ts";
import { HOUR, orderOf, type StaffedHospital, staffedHospital, useOf } from "../support/hospitals.ts";
import { revertOf } from "../support/reverts.ts";

const load = async (): Promise<StaffedHospital> => (await testChain()).load(staffedHospital);

/** Opens under a number of the caller's choice, as a careless custodian does. */
const openAs = async ({ contracts, actors, subject }: StaffedHospital, n: number) => {
  const own = contracts.emergencies.connect(actors.clinician);
  await (await own.open(emergencyTag(subject, n), EmergencyReason.ETREAT, 2, 0, ZeroHash)).wait();
};

describe("break-glass access, from the client", () => {
  it("has the periods and limits that the standards say", async () => {
    const { emergencies } = (await load()).contracts;
    expect(Number(await emergencies.DEFAULT_PERIOD())).to.equal(DEFAULT_PERIOD);
    expect(Number(await emergencies.MAX_PERIOD())).to.equal(MAX_PERIOD);
    expect(Number(await emergencies.REVIEW_PERIOD())).to.equal(REVIEW_PERIOD);
    expect(Number(await emergencies.MAX_UNREVIEWED())).to.equal(MAX_UNREVIEWED);
  });

  it("takes the first tag that nobody used, wherever the custodian's count stands", async () => {
    const hospital = await load();
    const open = (known?: number) =>
      openEmergency(hospital.contracts, hospital.actors.clinician, {
        ...orderOf(hospital),
        ...(known === undefined ? {} : { known }),
      });
    await openAs(hospital, 0);
    await openAs(hospital, 1);
    await openAs(hospital, 3);
    expect((await open()).n).to.equal(2);
    expect((await open(1)).n).to.equal(4);
  });

  it("commits to words that only the salt opens", async () => {
    const hospital = await load();
    const { contracts, actors, subject } = hospital;
    const order = orderOf(hospital);
    const { tag, salt } = await openEmergency(contracts, actors.clinician, order);
    await closeEmergency(contracts, actors.clinician, tag);
    const report = "Access was needed: the patient was in shock.";
    const reviewed = await reviewEmergency(contracts, actors.privacyOfficer, {
      tag,
      justified: true,
      words: report,
    });
    const [seen] = await watchEmergencies(contracts, { subject });
    expect(seen?.justification).to.equal(justificationCommitment(order.words, salt));
    const [log] = await contracts.emergencies.queryFilter(contracts.emergencies.filters.EmergencyReviewed);
    expect(log?.args.report).to.equal(reportCommitment(report, reviewed.salt));
  });

  it("permits only the clinician, the patient, the custodian and the class of the emergency", async () => {
    const hospital = await load();
    const { contracts, actors } = hospital;
    const use = useOf(hospital);
    const decide = async (changes: object) => checkEmergency(contracts, { ...use, ...changes });
    expect(await decide({})).to.deep.equal({ permitted: false, reason: "TAG" });
    await openEmergency(contracts, actors.clinician, orderOf(hospital));
    expect(await decide({})).to.include({ permitted: true });
    expect(await decide({ subject: randomWord() })).to.include({ reason: "TAG" });
    expect(await decide({ actor: actors.privacyOfficer.address })).to.include({ reason: "CLINICIAN" });
    expect(await decide({ custodian: actors.clinic.address })).to.include({ reason: "CUSTODIAN" });
    expect(await decide({ dataClass: DataClass.GENOMICS })).to.include({ reason: "SCOPE" });
    await (await contracts.custodians.connect(actors.hospital).dismiss(actors.clinician.address)).wait();
    expect(await decide({})).to.deep.equal({ permitted: false, reason: "NO_ROLE" });
  });

  it("ends at a suspension", async () => {
    const hospital = await load();
    const { contracts, actors } = hospital;
    const first = await openEmergency(contracts, actors.clinician, orderOf(hospital));
    await openEmergency(contracts, actors.clinician, orderOf(hospital));
    await closeEmergency(contracts, actors.clinician, first.tag);
    const finding = { tag: first.tag, justified: false, words: "No emergency at all." };
    await reviewEmergency(contracts, actors.privacyOfficer, finding);
    expect(await checkEmergency(contracts, useOf(hospital, 1))).to.include({ reason: "SUSPENDED" });
    const again = openEmergency(contracts, actors.clinician, orderOf(hospital));
    expect(await revertOf(again)).to.equal("EmergencyAccess_ClinicianSuspended");
  });
});

describe("the patient's feed of emergencies", () => {
  it("tells each from its opening to its review, and nobody else's", async () => {
    const hospital = await load();
    const { contracts, actors, subject, chain } = hospital;
    expect(await watchEmergencies(contracts, { subject })).to.deep.equal([]);
    const first = await openEmergency(contracts, actors.clinician, orderOf(hospital));
    await openEmergency(contracts, actors.clinician, { ...orderOf(hospital), subject: randomWord() });
    await chain.advance(HOUR);
    await closeEmergency(contracts, actors.clinician, first.tag);
    await openEmergency(contracts, actors.clinician, orderOf(hospital));
    const finding = { tag: first.tag, justified: false, words: "No emergency at all." };
    await reviewEmergency(contracts, actors.privacyOfficer, finding);
    const seen = await watchEmergencies(contracts, { subject, blocksAtOnce: 3 });
    expect(seen.map(({ n, review }) => [n, review])).to.deep.equal([
      [0, "unjustified"],
      [1, "pending"],
    ]);
    for (const one of seen) {
      const stored = await contracts.emergencies.emergencyOf(one.tag);
      const { clinician, reason, dataClasses, openedAt, expiresAt, flaggedOverdue } = stored;
      expect(one).to.include({ clinician, flaggedOverdue });
      expect([one.reason, one.dataClasses, one.openedAt, one.expiresAt].map(BigInt)).to.deep.equal([
        reason,
        dataClasses,
        openedAt,
        expiresAt,
      ]);
    }
    expect(seen[0]?.officer).to.equal(actors.privacyOfficer.address);
  });

  it("survives skipped numbers up to the window, and no more", async () => {
    const hospital = await load();
    const { contracts, subject } = hospital;
    const numbers = async (lookAhead?: number) => {
      const order = { subject, ...(lookAhead === undefined ? {} : { lookAhead }) };
      return (await watchEmergencies(contracts, order)).map(({ n }) => n);
    };
    await openAs(hospital, LOOK_AHEAD - 1);
    await openAs(hospital, 2 * LOOK_AHEAD - 1);
    await openAs(hospital, 3 * LOOK_AHEAD);
    expect(await numbers()).to.deep.equal([LOOK_AHEAD - 1, 2 * LOOK_AHEAD - 1]);
    expect(await numbers(LOOK_AHEAD + 1)).to.deep.equal([LOOK_AHEAD - 1, 2 * LOOK_AHEAD - 1, 3 * LOOK_AHEAD]);
  });

  it("shows each emergency that a custodian may permit", async () => {
    const hospital = await load();
    const { contracts, subject } = hospital;
    const hidden = 3 * LOOK_AHEAD;
    const decide = (n: number) => checkEmergency(contracts, { ...useOf(hospital, n), dataClass: 1 });
    const compare = async (inSight: readonly number[], outOfSight: readonly number[]) => {
      const seen = (await watchEmergencies(contracts, { subject })).map(({ n }) => n);
      expect(seen).to.deep.equal(inSight);
      for (const n of inSight) expect(await decide(n), `${n}`).to.include({ permitted: true });
      for (const n of outOfSight) expect(await decide(n), `${n}`).to.include({ reason: "OUT_OF_SIGHT" });
    };
    await openAs(hospital, hidden);
    await openAs(hospital, hidden + 1);
    await compare([], [hidden, hidden + 1]);
    await openAs(hospital, LOOK_AHEAD - 1);
    await compare([LOOK_AHEAD - 1], [hidden, hidden + 1]);
    await openAs(hospital, 2 * LOOK_AHEAD);
    const all = [LOOK_AHEAD - 1, 2 * LOOK_AHEAD, hidden, hidden + 1];
    await compare(all.slice(0, 1), all.slice(1));
    await openAs(hospital, 2 * LOOK_AHEAD - 1);
    all.splice(1, 0, 2 * LOOK_AHEAD - 1);
    await compare(all, []);
  });

  it("names no tag to the provider", async () => {
    const hospital = await load();
    const { contracts, actors, subject, chain } = hospital;
    await openEmergency(contracts, actors.clinician, orderOf(hospital));
    const asked: string[] = [];
    const listen = ({ action, payload }: { action: string; payload?: unknown }) => {
      if (action === "sendRpcPayload") asked.push(JSON.stringify(payload));
    };
    await chain.provider.on("debug", listen);
    await watchEmergencies(contracts, { subject });
    await chain.provider.off("debug", listen);
    expect(asked.join()).to.include("eth_getLogs");
    expect(asked.join()).to.not.include(emergencyTag(subject, 0).slice(2));
    expect(asked.join()).to.not.include(subject.slice(2));
  });
});

describe("the staff of a custodian", () => {
  it("is appointed by nobody else", async () => {
    const { contracts, actors, chain } = await load();
    const until = (await chain.now()) + HOUR;
    const member = Wallet.createRandom().address;
    for (const other of [actors.governor, actors.clinic, actors.clinician]) {
      const refused = contracts.custodians.connect(other).appoint.staticCall(member, 1, 7, until);
      expect(await revertOf(refused)).to.equal("CustodianRegistry_NotCustodian");
    }
  });
});
