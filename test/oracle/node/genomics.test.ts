import { expect } from "chai";
import { readResult } from "../../../client/readResult.ts";
import { readSpliceScores } from "../../../client/spliceEffect.ts";
import { DataClass, maskOf, Purpose } from "../../../standards/consentCodes.ts";
import type { RequestId } from "../../../standards/hex.ts";
import { RefusalReason, RequestStatus } from "../../../standards/inference.ts";
import {
  askPersonal,
  askSealed,
  grant,
  publish,
  type Scenario,
  SPLICE_FOLDER,
  seal,
  settled,
  startScenario,
  stopScenario,
} from "./scenario.ts";

describe("genomic data and four nodes", function () {
  this.timeout(60_000);
  let scenario: Scenario;

  before(async () => {
    scenario = await startScenario({ modelFolder: SPLICE_FOLDER, dataClass: DataClass.GENOMICS });
  });
  after(() => stopScenario(scenario));

  const refusedFor = async (id: RequestId): Promise<number> => {
    expect(await settled(scenario, id)).to.equal(RequestStatus.Refused);
    const { oracle } = scenario.deployment;
    const [log] = await oracle.queryFilter(oracle.filters.InferenceRefused(id));
    return Number(log?.args.reason);
  };

  it("answers under a consent for GENOMICS: three scores, which the grantee alone opens", async () => {
    const { personal, row, deployment, members } = scenario;
    const { id, grantee } = await askPersonal(scenario, await grant(scenario));
    expect(await settled(scenario, id)).to.equal(RequestStatus.Fulfilled);
    const urls = members.map(({ url }) => url);
    const result = await readResult(deployment, urls, id, grantee.privateKey, { timeoutMs: 10_000 });
    expect(result.scores).to.deep.equal(Array.from(await personal.infer(personal.extract(row))));
    expect(result.scores).to.have.length(3);
    expect(readSpliceScores(result.scores).verdict).to.equal("donor");
    const other = `0x${"07".repeat(32)}` as const;
    const failure = await readResult(deployment, urls, id, other, { timeoutMs: 500 }).catch(
      (e: unknown) => e,
    );
    expect(failure).to.include({ code: "RESULT_NOT_AVAILABLE" });
  });

  it("refuses under a consent for every class but GENOMICS", async () => {
    const others = Object.values(DataClass).filter((code) => code !== DataClass.GENOMICS);
    const consent = await grant(scenario, { dataClasses: Number(maskOf(others)) });
    const { id } = await askPersonal(scenario, consent);
    expect(await refusedFor(id)).to.equal(RefusalReason.ConsentDoesNotPermit);
  });

  it("refuses under a consent for GENOMICS without AI_INFER", async () => {
    const consent = await grant(scenario, { purposes: maskOf([Purpose.TREAT, Purpose.HRESCH]) });
    const { id } = await askPersonal(scenario, consent);
    expect(await refusedFor(id)).to.equal(RefusalReason.ConsentDoesNotPermit);
  });

  it("refuses a window whose custodian calls it pathology, although the consent covers that", async () => {
    const consent = await grant(scenario, { dataClasses: 1 << DataClass.PATHOLOGY });
    const relabel = (plaintext: Uint8Array): Uint8Array => {
      const record = JSON.parse(new TextDecoder().decode(plaintext));
      return new TextEncoder().encode(JSON.stringify({ ...record, dataClass: DataClass.PATHOLOGY }));
    };
    const record = await seal(scenario, consent, relabel);
    publish(scenario, record.envelope);
    const { id } = await askSealed(scenario, consent, record);
    expect(await refusedFor(id)).to.equal(RefusalReason.PayloadUnavailable);
  });
});
