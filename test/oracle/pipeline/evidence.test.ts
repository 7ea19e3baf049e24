// Nobody gets a score on easier criteria, or on the package of another grant: what operators, watchers and challengers
// extract is about the milestone that the request names.
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { triageFeatures } from "../../../models/milestone-triage-INVENTED/features.ts";
import type { Model } from "../../../oracle/domain/model.ts";
import type { WatchedModel } from "../../../oracle/domain/watch.ts";
import { recompute } from "../../../oracle/watch/recompute.ts";
import { publicInputCommitment } from "../../../standards/commitments.ts";
import { buildEvidencePackage } from "../../../standards/evidencePackage.ts";
import type { Hex } from "../../../standards/hex.ts";
import { RefusalReason } from "../../../standards/inference.ts";
import { evidenceOrder, INDEX, nonceOf, TERMS, termsWith } from "../../support/evidence.ts";
import { anAnswer, MEMBERS, MODEL, RIGHT } from "../watch/courtroom.ts";
import { createStage, ID } from "./stage.ts";

const EXAMPLE = "models/milestone-triage-INVENTED/data/examples/done.INVENTED.json";
const extract: Model["extract"] = (payload, asked) =>
  Int32Array.from(triageFeatures(payload, asked), (value) => value % 1000);
const packed = (terms = TERMS, index = INDEX, criteria = evidenceOrder().criteria) =>
  buildEvidencePackage(terms, index, evidenceOrder({ criteria })).bytes;
/** The commitment that an asker would make who looks at the features alone. */
const commitmentTo = (payload: Uint8Array): Hex =>
  publicInputCommitment(extract(payload), keccak256(payload) as Hex);
const EASY = ["Send a postcard"];

const packages: readonly [string, () => Promise<Uint8Array>, boolean][] = [
  ["for this milestone", async () => packed(), true],
  ["for another milestone of the grant", async () => packed(TERMS, 0), false],
  ["for a grant of the same words", async () => packed(termsWith(undefined, `0x${"11".repeat(32)}`)), false],
  ["under easier criteria", async () => packed(termsWith(EASY), INDEX, EASY), false],
  ["of the kind that names no grant", async () => Uint8Array.from(await readFile(EXAMPLE)), false],
];

describe("a score that is asked for a milestone", () => {
  for (const [name, payloadOf, isScored] of packages) {
    it(`is ${isScored ? "given" : "refused"} on a package ${name}`, async () => {
      const payload = await payloadOf();
      const stage = await createStage();
      try {
        const payloadHash = keccak256(payload) as Hex;
        await stage.open({ payloadHash, inputCommitment: commitmentTo(payload), nonce: nonceOf() });
        const duty = await stage.runUntil("submitted", {
          payloads: async () => payload,
          modelOf: () => stage.model({ extract, commit: publicInputCommitment }),
        });
        expect(duty?.refusal).to.equal(isScored ? undefined : RefusalReason.InputMismatch);
        expect(duty?.statement?.kind).to.equal(isScored ? "answer" : "refusal");
        expect((await stage.store.duty(ID))?.outputHash === undefined).to.equal(!isScored);
      } finally {
        stage.close();
      }
    });

    it(`is ${isScored ? "confirmed" : "found to have no input"} by whoever recomputes it from one ${name}`, async () => {
      const payload = await payloadOf();
      const request = {
        payloadHash: keccak256(payload) as Hex,
        inputCommitment: commitmentTo(payload),
        nonce: nonceOf(),
        mode: 0,
      };
      const { told, answer } = anAnswer({ request, mode: 0, output: RIGHT });
      const model: WatchedModel = { ...MODEL, extract };
      const found = await recompute(model, told.id, answer, MEMBERS, payload);
      expect(found).to.deep.equal(isScored ? { accusations: [] } : { obstacle: "INPUT_MISMATCH" });
    });
  }
});
