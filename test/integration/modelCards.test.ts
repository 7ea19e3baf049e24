import { expect } from "chai";
import { id, Wallet } from "ethers";
import { contractArgument } from "../../client/contractArgument.ts";
import { signModelCard } from "../../client/signModelCard.ts";
import { submitModelCard } from "../../client/submitModelCard.ts";
import { readCard } from "../../models/training/cardFile.ts";
import { disparityBps } from "../../models/training/groups.ts";
import { activateModels, attachExecutors, submitCards } from "../../scripts/local/evaluation.ts";
import { MODEL_FOLDERS, REFUSED_FOLDER } from "../../scripts/local/models.ts";
import { ModelFlag } from "../../standards/inference.ts";
import {
  type CardStatement,
  encodeEvaluations,
  modelRegistryDomain,
  toModelCard,
} from "../../standards/modelCard.ts";
import { testChain } from "../support/chain.ts";
import { type SetUpFixture, setUp, staffed } from "../support/fixtures.ts";
import { answerTo, ask, fulfil } from "../support/requests.ts";
import { revertOf } from "../support/reverts.ts";

const MONTH = 30 * 86_400;
const REASON = id("a published reason");

const load = async () => (await testChain()).load(setUp);

const orderOf = async ({ chain, actors, refused }: SetUpFixture) => ({
  modelId: refused.id,
  statement: await readCard(REFUSED_FOLDER),
  evaluators: actors.evaluators,
  validUntil: (await chain.now()) + MONTH,
});

const groupsOf = ({ groups }: CardStatement) =>
  Object.fromEntries(
    [...new Set(groups.map(({ attribute }) => attribute))].map((attribute) => [
      attribute,
      Object.fromEntries(
        groups
          .filter((group) => group.attribute === attribute)
          .map((group) => [group.name, { ...group, auc: 0 }]),
      ),
    ]),
  );

describe("cards of models", () => {
  it("are hashed off chain as the contract hashes them: the evaluators' signatures are taken", async () => {
    const fixture = await load();
    const { chain, contracts, addresses } = fixture;
    const order = await orderOf(fixture);
    await (await submitModelCard(contracts.models, chain.chainId, order)).wait();
    const record = await contracts.models.cardOf(order.modelId);
    expect(record.cardHash).to.equal(order.statement.cardHash);
    expect(Number(record.disparityBps)).to.equal(disparityBps(groupsOf(order.statement)));
    expect([record.highestGroup, record.lowestGroup]).to.deep.equal([id("80 and over"), id("50-59")]);

    const { name, version, chainId, verifyingContract } = await contracts.models.eip712Domain();
    const domain = { name, version, chainId: Number(chainId), verifyingContract };
    expect(domain).to.deep.equal(modelRegistryDomain(chain.chainId, addresses.ModelRegistry));
  });

  it("are refused when signed for another registry, by one evaluator twice or by a stranger", async () => {
    const fixture = await load();
    const { chain, contracts, addresses, actors } = fixture;
    const { modelId, statement, validUntil } = await orderOf(fixture);
    const card = toModelCard(statement, 1, validUntil);
    const [one, two] = actors.evaluators;
    if (one === undefined || two === undefined) throw new TypeError("Two people evaluate.");
    const here = { chainId: chain.chainId, registry: addresses.ModelRegistry };
    const attempt = async (...signers: readonly [Wallet | typeof one, typeof here][]) => {
      const signed = await Promise.all(signers.map(([key, at]) => signModelCard(key, at, modelId, card)));
      const bytes = encodeEvaluations(signed);
      return revertOf(contracts.models.submitCard.staticCall(modelId, contractArgument(card), bytes));
    };
    expect(await attempt([one, here], [two, here])).to.equal("no error");
    const elsewhere = { ...here, registry: addresses.InferenceOracle };
    expect(await attempt([one, elsewhere], [two, elsewhere])).to.equal("ModelRegistry_NotEvaluator");
    expect(await attempt([one, here], [one, here])).to.equal("ModelRegistry_EvaluatorsOutOfOrder");
    const stranger = new Wallet(Wallet.createRandom().privateKey);
    expect(await attempt([one, here], [stranger, here])).to.equal("ModelRegistry_NotEvaluator");
  });
});

describe("activation of the shipped models", () => {
  it("takes requests only after the delay, and only for those whose groups do not differ too much", async () => {
    const fixture = await load();
    const { contracts, models, refused } = fixture;
    expect(await revertOf(ask(fixture))).to.equal("InferenceOracle_ModelNotActive");
    await submitCards(fixture);
    const early = contracts.models.activate.staticCall(models.risk.id);
    expect(await revertOf(early)).to.equal("ModelRegistry_OpenToObjection");
    await activateModels(fixture);
    for (const { id: modelId } of Object.values(models))
      expect((await contracts.models.statusOf(modelId)).active).to.equal(true);
    const late = contracts.models.activate.staticCall(refused.id);
    expect(await revertOf(late)).to.equal("ModelRegistry_DisparityOverLimit");
    await ask(fixture);
  });

  it("needs a person where the data tell no groups apart, and takes neither governor nor evaluator for one", async () => {
    const fixture = await load();
    const { chain, contracts, models, actors, addresses, govern } = fixture;
    await submitCards(fixture);
    await chain.advance(Number(await contracts.models.CHALLENGE_DELAY()));
    for (const name of ["diagnosis", "coldChain", "milestone", "splice"] as const) {
      expect((await readCard(MODEL_FOLDERS[name])).groups).to.deep.equal([]);
      const unsigned = contracts.models.activate.staticCall(models[name].id);
      expect(await revertOf(unsigned), name).to.equal("ModelRegistry_SignOffMissing");
    }
    const target = addresses.ModelRegistry;
    const data = contracts.models.interface.encodeFunctionData("signOff", [models.diagnosis.id, REASON]);
    expect(await revertOf(govern({ target, data }))).to.match(/^AccessManager/);
    const officer = contracts.models.connect(actors.safetyOfficer);
    await (await officer.signOff(models.diagnosis.id, REASON)).wait();
    await (await contracts.models.activate(models.diagnosis.id)).wait();
    const needless = officer.signOff.staticCall(models.risk.id, REASON);
    expect(await revertOf(needless)).to.equal("ModelRegistry_SignOffNotNeeded");
  });

  it("is stopped by the safety officer's veto until evaluators sign another round", async () => {
    const fixture = await load();
    const { chain, contracts, models, actors } = fixture;
    await submitCards(fixture);
    await (await contracts.models.connect(actors.safetyOfficer).vetoCard(models.risk.id, REASON)).wait();
    await chain.advance(Number(await contracts.models.CHALLENGE_DELAY()));
    const vetoed = contracts.models.activate.staticCall(models.risk.id);
    expect(await revertOf(vetoed)).to.equal("ModelRegistry_CardInStatus");
    const statement = await readCard(MODEL_FOLDERS.risk);
    const validUntil = (await chain.now()) + MONTH;
    const order = { modelId: models.risk.id, statement, evaluators: actors.evaluators, validUntil };
    await (await submitModelCard(contracts.models, chain.chainId, order)).wait();
    expect((await contracts.models.cardOf(models.risk.id)).round).to.equal(2n);
  });

  it("gives public models, and only those, the executors that the assembler built", async () => {
    const fixture = await load();
    const { contracts, models } = fixture;
    await attachExecutors(fixture);
    for (const [name, { id: modelId, flags, networkHash, vectors, network }] of Object.entries(models)) {
      const { executor } = await contracts.models.modelOf(modelId);
      const isPublic = (flags & ModelFlag.PRIVATE_INPUT) === 0;
      expect(executor, name).to.equal(await contracts.assembler.executorOf(networkHash));
      expect(BigInt(executor) !== 0n, name).to.equal(isPublic);
      if (!isPublic) continue;
      const { x, scores } = vectors[0] as (typeof vectors)[0];
      const data = `0x${[...x].map((value) => (value + 1_023).toString(16).padStart(4, "0")).join("")}`;
      const output = BigInt.asIntN(256, BigInt(await fixture.chain.provider.call({ to: executor, data })));
      expect(output, name).to.equal(BigInt(scores[0] as number));
      expect(network.dims.at(-1)).to.equal(1);
    }
  });
});

describe("a model that is deprecated", () => {
  it("is answered where it was asked before, and asked no more", async () => {
    const fixture = await (await testChain()).load(staffed);
    const { contracts, models, addresses, govern, chain } = fixture;
    const asked = await ask(fixture, { deadline: (await chain.now()) + MONTH / 2 });
    const effectiveAt = (await chain.now()) + 3 * 86_400;
    const data = contracts.models.interface.encodeFunctionData("deprecate", [
      models.coldChain.id,
      models.milestone.id,
      effectiveAt,
    ]);
    await govern({ target: addresses.ModelRegistry, data });
    await chain.advance(3 * 86_400);
    await (await contracts.oracle.syncModel(models.coldChain.id)).wait();
    expect(await revertOf(ask(fixture))).to.equal("InferenceOracle_ModelNotActive");
    await fulfil(fixture, asked, await answerTo(fixture, asked));
    expect(await contracts.oracle.statusOf(asked.id)).to.equal(2n);
  });
});
