import { expect } from "chai";
import { NO_RESEARCH, ResearchKind } from "../../../standards/accessRequest.ts";
import { Duo, Purpose } from "../../../standards/consentCodes.ts";
import type { Hex } from "../../../standards/hex.ts";
import {
  approvalOf,
  askBoth,
  cohort,
  consentTo,
  DIABETES,
  dayOf,
  loadStudy,
  moveTo,
  outcome,
} from "../../support/study.ts";

const DISEASE_STUDY = { ...NO_RESEARCH, kind: ResearchKind.Disease, disease: DIABETES };

describe("C-2: what the consent of C-1 does not permit", () => {
  it("commercial use: the same request of a laboratory that is named, and of one that is not", async () => {
    const study = await loadStudy();
    const actor = study.lab.address as Hex;
    const request = cohort(study, { actor, use: { ...DISEASE_STUDY, commercial: true } });
    const credentials = [await approvalOf(study, study.lab)];
    const named = await consentTo(study, { grantee: actor });
    const asked = await askBoth(study, { grant: named, request, credentials, ancestry: [] });
    expect(outcome(asked.decision)).to.equal(`DUO ${Duo.NCU}`);
    const grant = await consentTo(study);
    const unnamed = await askBoth(study, { grant, request, credentials, ancestry: [] });
    expect(outcome(unnamed.decision)).to.equal("GRANTEE");
  });

  it("a study of ancestry, and training a model", async () => {
    const study = await loadStudy();
    const grant = await consentTo(study);
    const credentials = [await approvalOf(study, study.orgR)];
    const ancestryStudy = cohort(study, { use: { ...NO_RESEARCH, kind: ResearchKind.Ancestry } });
    const training = cohort(study, { purpose: Purpose.AI_TRAIN });
    const outcomes = [];
    for (const request of [ancestryStudy, training]) {
      const { decision } = await askBoth(study, { grant, request, credentials, ancestry: [] });
      outcomes.push(outcome(decision));
    }
    expect(outcomes).to.deep.equal([`DUO ${Duo.HMB}`, "PURPOSE"]);
  });

  it("anything on 2027-03-02, when the day before it was permitted to the last second", async () => {
    const study = await loadStudy();
    const grant = await consentTo(study);
    await moveTo(study, dayOf("2027-03-02") - 10);
    const credentials = [await approvalOf(study, study.orgR)];
    const ask = async () => {
      const question = { grant, request: cohort(study), credentials, ancestry: [] };
      return outcome((await askBoth(study, question)).decision);
    };
    await study.chain.nextBlockAt(dayOf("2027-03-02") - 1);
    await study.chain.now();
    expect(await ask()).to.equal("PERMIT");
    await study.chain.nextBlockAt(dayOf("2027-03-02"));
    await study.chain.now();
    expect(await ask()).to.equal("EXPIRED");
  });
});
