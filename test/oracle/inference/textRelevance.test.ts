import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { keccak256 } from "ethers";
import type { Model } from "../../../oracle/domain/model.ts";
import { certify } from "../../../oracle/inference/certificate.ts";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import { decodeNetworkFile, encodeNetworkFile } from "../../../oracle/inference/networkFile.ts";
import type { Embedder } from "../../../oracle/inference/relevance/embedder.ts";
import {
  parseRelevanceManifest,
  type RelevanceManifest,
} from "../../../oracle/inference/relevance/manifest.ts";
import { createTokeniser } from "../../../oracle/inference/relevance/sentencePieces.ts";
import { createTextRelevance, loadTextRelevance } from "../../../oracle/inference/relevance/textRelevance.ts";
import { publicInputCommitment } from "../../../standards/commitments.ts";
import { buildEvidencePackage } from "../../../standards/evidencePackage.ts";
import { CRITERIA, evidenceOrder, INDEX, nonceOf, TERMS } from "../../support/evidence.ts";
import { word } from "../standards/builders.ts";
import { errorOf } from "./helpers.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../../models/text-relevance");
const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyz0123456789,.;▁-");
// A stand-in for the encoder: texts are near when they use the same letters as often.
const EMBEDDER: Pick<Embedder, "vocabulary" | "embed"> = {
  vocabulary: [..."......"]
    .map((_, i): [string, number] => [`<${i}>`, 0])
    .concat(LETTERS.map((letter): [string, number] => [letter, -1])),
  embed: async (texts) =>
    texts.map((pieces) => {
      const counts = new Float32Array(6 + LETTERS.length);
      for (const piece of pieces) counts[piece] = (counts[piece] ?? 0) + 1;
      return counts;
    }),
};

describe("text relevance", () => {
  let manifest: RelevanceManifest;
  let model: Model;
  before(async () => {
    manifest = parseRelevanceManifest(
      await readFile(path.join(FOLDER, "artifacts", "manifest.json"), "utf8"),
    );
    model = createTextRelevance(manifest, EMBEDDER);
  });
  const extract = (report: string): Int32Array =>
    model.extract(buildEvidencePackage(TERMS, INDEX, evidenceOrder({ report })).bytes, { nonce: nonceOf() });
  const stepsOf = async (report: string): Promise<number> =>
    (await model.infer(extract(report)))[0] as number;

  it("scores in steps from 0 to 20 how near a report is to the criteria", async () => {
    expect(await stepsOf(CRITERIA.join(". "))).to.equal(20);
    expect(await stepsOf("zzzz qqqq 9999 zzzz")).to.be.below(5);
    for (const report of ["x", "Sputum.", "日本語"]) expect(await stepsOf(report)).to.be.within(0, 20);
  });

  it("reads only evidence for the milestone that is asked about", () => {
    const { bytes } = buildEvidencePackage(TERMS, INDEX, evidenceOrder());
    errorOf(() => model.extract(bytes, { nonce: nonceOf(TERMS, 0) }), "EVIDENCE_OF_ANOTHER_MILESTONE");
  });

  it("looks at so many pieces of a text and no more", () => {
    expect(extract("word ".repeat(5_000))).to.have.length.at.most(model.inputs);
    expect(extract("word ".repeat(5_000))).to.deep.equal(extract("word ".repeat(9_000)));
  });

  it("lets another be one step off, within the scale", () => {
    const near = (step: number) => model.near?.(Int32Array.of(step)).map(([value]) => value);
    expect(near(12)).to.deep.equal([11, 12, 13]);
    expect(near(0)).to.deep.equal([0, 1]);
    expect(near(20)).to.deep.equal([19, 20]);
  });

  it("commits to texts so that no court can take them for the input of a network", () => {
    const x = extract("Sputum.");
    const small = x.map((value) => Math.min(value, 1023));
    expect(model.commit(x, word(1))).to.equal(model.commit(x.slice(), word(1)));
    expect(model.commit(x, word(1))).to.not.equal(model.commit(x, word(2)));
    expect(model.commit(small, word(1))).to.not.equal(publicInputCommitment(small, word(1)));
  });

  it("is registered as a network that answers -1 whatever it is asked", async () => {
    const file = Uint8Array.from(await readFile(path.join(FOLDER, "artifacts", "network.q8p2")));
    expect(keccak256(file)).to.equal(manifest.carrier.hash);
    const network = decodeNetworkFile(file);
    expect(Buffer.from(encodeNetworkFile(network))).to.deep.equal(Buffer.from(file));
    expect(certify(network).largest).to.be.below(2 ** 24);
    const run = createInt32Executor(network);
    for (const x of [-1023, 0, 20, 1023]) expect([...run(Int32Array.of(x))]).to.deep.equal([-1]);
  });

  it("takes the encoder's files only under their hashes, and says what is missing", async () => {
    const encoder = await mkdtemp(path.join(tmpdir(), "encoder-"));
    const codeOf = () =>
      loadTextRelevance({ folder: FOLDER, encoder, backend: "cpu" }).then(
        () => "loaded",
        (error: { code: string }) => error.code,
      );
    expect(await codeOf()).to.equal("MODEL_FILE_MISSING");
    await writeFile(path.join(encoder, "model.json"), "{}");
    await writeFile(path.join(encoder, "vocab.json"), "[]");
    expect(await codeOf()).to.equal("MODEL_HASH_MISMATCH");
    await rm(encoder, { recursive: true });
  });

  it("refuses a manifest with anything unknown, exact or wide", () => {
    for (const change of [{ extra: 1 }, { arithmetic: "int8" }, { toleranceSteps: 3 }, { stepPercent: 0 }])
      errorOf(() => parseRelevanceManifest(JSON.stringify({ ...manifest, ...change })), "MANIFEST_INVALID");
    errorOf(() => parseRelevanceManifest("{"), "MANIFEST_INVALID");
  });
});

describe("pieces of a text", () => {
  const none: [string, number] = ["", 0];
  const vocabulary: [string, number][] = [
    ...Array.from({ length: 6 }, () => none),
    ["▁", -3],
    ["▁sput", -4],
    ["um", -4],
    ["▁sputum", -9],
    ["s", -5],
  ];
  const tokenise = createTokeniser(vocabulary, 5);

  it("are the likeliest way to write it", () => {
    expect(tokenise("sputum")).to.deep.equal([7, 8]);
    expect(createTokeniser(vocabulary.with(9, ["▁sputum", -7]), 5)("sputum")).to.deep.equal([9]);
    expect(tokenise(" sputum \n s")).to.deep.equal([7, 8, 6, 10]);
  });

  it("are one unknown piece for a run that nobody knows, and few", () => {
    expect(tokenise("sxyz")).to.deep.equal([6, 10, 0]);
    expect(tokenise("s s s s s s")).to.deep.equal([6, 10, 6, 10, 6]);
    expect(tokenise("")).to.deep.equal([6]);
  });
});
