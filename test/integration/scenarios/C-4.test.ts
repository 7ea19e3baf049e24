import { expect } from "chai";
import type { Ancestry } from "../../../client/consent/accessQuestion.ts";
import { decideAccess } from "../../../client/consent/decideAccess.ts";
import { NO_RESEARCH, ResearchKind } from "../../../standards/accessRequest.ts";
import { Duo, maskOf } from "../../../standards/consentCodes.ts";
import { revertOf } from "../../support/reverts.ts";
import {
  askBoth,
  cohort,
  consentTo,
  DIABETES,
  loadStudy,
  outcome,
  type Study,
  TYPE_1,
  TYPE_2,
} from "../../support/study.ts";

const FOR_ONE_DISEASE = maskOf([Duo.DS]);

const studyOf = (study: Study, disease: string) =>
  cohort(study, { use: { ...NO_RESEARCH, kind: ResearchKind.Disease, disease } });

const shown = ({ ontology }: Study, child: string, ancestor: string): Ancestry => ({
  ancestor,
  root: ontology.root,
  proof: ontology.proofOf(child, ancestor),
});

describe("C-4: a consent for the study of one disease", () => {
  it("covers a kind of the disease that it names, shown by proof, and not unshown", async () => {
    const study = await loadStudy();
    const grant = await consentTo(study, { duo: FOR_ONE_DISEASE, diseases: [DIABETES] });
    expect(grant.terms.duo).to.equal(0x80n);
    const question = { grant, request: studyOf(study, TYPE_2), credentials: [] };
    const proven = await askBoth(study, { ...question, ancestry: [shown(study, TYPE_2, DIABETES)] });
    expect(outcome(proven.decision)).to.equal("PERMIT");
    const unshown = await askBoth(study, { ...question, ancestry: [] });
    expect(outcome(unshown.decision)).to.equal("SCOPE");
  });

  it("does not cover its sibling, also with a true proof of their parent", async () => {
    const study = await loadStudy();
    const grant = await consentTo(study, { duo: FOR_ONE_DISEASE, diseases: [TYPE_2] });
    const question = { grant, request: studyOf(study, TYPE_1), credentials: [] };
    for (const ancestry of [[], [shown(study, TYPE_1, DIABETES)]]) {
      const { decision } = await askBoth(study, { ...question, ancestry });
      expect(outcome(decision)).to.equal("SCOPE");
    }
  });

  it("reverts for a forged proof, in either machine", async () => {
    const study = await loadStudy();
    const { contracts } = study;
    const grant = await consentTo(study, { duo: FOR_ONE_DISEASE, diseases: [TYPE_2] });
    const forged = { ...shown(study, TYPE_1, DIABETES), ancestor: TYPE_2 };
    const question = { grant, request: studyOf(study, TYPE_1), credentials: [], ancestry: [forged] };
    expect(await revertOf(decideAccess(contracts, question, "contract"))).to.equal(
      "ResearchTrust_ForgedAncestry",
    );
    const refused = await decideAccess(contracts, question, "rules").catch((error: unknown) => error);
    expect(refused).to.include({ code: "FORGED_ANCESTRY", retryable: false });
  });
});
