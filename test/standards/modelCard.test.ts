import { readFileSync } from "node:fs";
import { expect } from "chai";
import { id, Signature, TypedDataEncoder, Wallet } from "ethers";
import type { Hex, ModelId } from "../../standards/hex.ts";
import {
  type CardStatement,
  cardStatement,
  encodeEvaluations,
  MODEL_CARD_TYPES,
  modelCardDigest,
  modelRegistryDomain,
  toModelCard,
} from "../../standards/modelCard.ts";

const word = (text: string): Hex => id(text) as Hex;
const STATEMENT: CardStatement = {
  kind: "model-card/1",
  cardHash: word("card"),
  datasetHash: word("data set"),
  metric: "AUC",
  metricBps: 8_300,
  baseline: "logistic regression",
  baselineBps: 8_340,
  size: 800,
  positives: 200,
  groups: [
    { attribute: "age", name: "50-69", size: 400, positives: 100, truePositives: 70, falsePositives: 50 },
    { attribute: "age", name: "70-89", size: 400, positives: 100, truePositives: 82, falsePositives: 50 },
  ],
};

describe("model cards", () => {
  it("have the EIP-712 type that the registry's interface states", () => {
    const types = TypedDataEncoder.from(MODEL_CARD_TYPES);
    const text = readFileSync("contracts/interfaces/IModelRegistry.sol", "utf8");
    const stated = ["ModelCard", "GroupCounts"].map(
      (name) => new RegExp(`///   (${name}\\(.*\\))`).exec(text)?.[1],
    );
    expect(types.encodeType("ModelCard")).to.equal(stated.join(""));
  });

  it("hash names, order groups and know whether groups can be assessed", () => {
    const card = toModelCard(STATEMENT, 3, 99);
    expect(card).to.include({ round: 3, validUntil: 99, metricHash: id("AUC"), groupsAssessable: true });
    expect(card.groups.map(({ nameHash }) => nameHash)).to.have.members([id("50-69"), id("70-89")]);
    const [first, second] = card.groups;
    expect(BigInt(first?.nameHash ?? 0) < BigInt(second?.nameHash ?? 0)).to.equal(true);
    const bare = toModelCard({ ...STATEMENT, groups: [], size: 0, positives: 0 }, 1, 99);
    expect(bare.groupsAssessable).to.equal(false);
  });

  it("are signed for one model, chain and registry", () => {
    const registry = `0x${"22".repeat(20)}` as Hex;
    const card = toModelCard(STATEMENT, 1, 99);
    const digest = (chainId: number, at: Hex, model: string) =>
      modelCardDigest(modelRegistryDomain(chainId, at), word(model) as ModelId, card);
    const all = [
      digest(1, registry, "model"),
      digest(2, registry, "model"),
      digest(1, `0x${"33".repeat(20)}`, "model"),
      digest(1, registry, "another"),
    ];
    expect(new Set(all).size).to.equal(4);
  });

  it("carry signatures in ascending order of the evaluators, compact", () => {
    const signed = [Wallet.createRandom(), Wallet.createRandom()].map((wallet) => ({
      evaluator: wallet.address as Hex,
      signature: wallet.signingKey.sign(word("digest")).serialized as Hex,
    }));
    const sorted = [...signed].sort((a, b) => (BigInt(a.evaluator) < BigInt(b.evaluator) ? -1 : 1));
    const expected = sorted
      .map(({ signature }) => Signature.from(signature).compactSerialized.slice(2))
      .join("");
    expect(encodeEvaluations(signed)).to.equal(`0x${expected}`);
    expect(encodeEvaluations([...signed].reverse())).to.equal(`0x${expected}`);
  });

  it("are read strictly", () => {
    expect(cardStatement.parse(STATEMENT)).to.deep.equal(STATEMENT);
    for (const broken of [
      { ...STATEMENT, metricBps: 10_001 },
      { ...STATEMENT, extra: 1 },
      { ...STATEMENT, cardHash: "0x12" },
      { ...STATEMENT, groups: [{ ...STATEMENT.groups[0], size: -1 }] },
    ])
      expect(cardStatement.safeParse(broken).success).to.equal(false);
  });
});
