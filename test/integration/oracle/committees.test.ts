import { expect } from "chai";
import type { ConfigDigest } from "../../../standards/hex.ts";
import { RequestStatus } from "../../../standards/inference.ts";
import { testChain } from "../../support/chain.ts";
import { createCommittee } from "../../support/committee.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { answerTo, ask, fulfil } from "../../support/requests.ts";
import { revertOf } from "../../support/reverts.ts";

const DAY = 86_400;

const load = async (): Promise<Staffed> => (await testChain()).load(staffed);

/** Governance turns the committee round; the oracle adopts it. */
const rotate = async ({ addresses, actors, contracts, govern }: Staffed): Promise<ConfigDigest> => {
  const operators = actors.operators.map(({ address }) => address).reverse();
  const data = contracts.operators.interface.encodeFunctionData("setConfig", [operators, 1, 3]);
  await govern({ target: addresses.OperatorRegistry, data });
  const digest = (await contracts.operators.currentConfig()) as ConfigDigest;
  await (await contracts.oracle.adoptConfig(digest)).wait();
  return digest;
};

const LONG = 20 * DAY;

describe("a committee that changes while an answer is in flight", () => {
  it("may still answer within its grace, and is paid for it", async () => {
    const fixture = await load();
    const { contracts, chain } = fixture;
    const request = await ask(fixture, { deadline: (await chain.now()) + LONG });
    const old = await answerTo(fixture, request);
    const current = await rotate(fixture);
    expect(current).to.not.equal(old.report.configDigest);
    await chain.advance(DAY - 60);
    await fulfil(fixture, request, old);
    expect(Number(await contracts.oracle.statusOf(request.id))).to.equal(RequestStatus.Fulfilled);
    expect((await contracts.oracle.configOf(old.report.configDigest)).pot).to.equal(request.request.fee);
    expect((await contracts.oracle.configOf(current)).pot).to.equal(0n);
  });

  it("may not answer after its grace, when the new one may", async () => {
    const fixture = await load();
    const { addresses, chain, committee, contracts } = fixture;
    const request = await ask(fixture, { deadline: (await chain.now()) + LONG });
    const old = await answerTo(fixture, request);
    await rotate(fixture);
    await chain.advance(DAY + 60);
    expect(await revertOf(fulfil(fixture, request, old))).to.equal("InferenceOracle_ConfigExpired");
    const signers = [...committee.signers].reverse();
    const renewed = createCommittee(signers, chain.chainId, addresses.InferenceOracle);
    const answer = await answerTo(fixture, request);
    await fulfil(fixture, request, answer, renewed.attest(answer.report));
    expect(Number(await contracts.oracle.statusOf(request.id))).to.equal(RequestStatus.Fulfilled);
  });

  it("cannot sign in the new one's name, nor the new one in its", async () => {
    const fixture = await load();
    const { addresses, chain, committee } = fixture;
    const request = await ask(fixture, { deadline: (await chain.now()) + LONG });
    const old = await answerTo(fixture, request);
    await rotate(fixture);
    const answer = await answerTo(fixture, request);
    const oldOrder = fulfil(fixture, request, answer, committee.attest(answer.report));
    expect(await revertOf(oldOrder)).to.equal("Attestation_WrongSigner");
    const signers = [...committee.signers].reverse();
    const renewed = createCommittee(signers, chain.chainId, addresses.InferenceOracle);
    const newOrder = fulfil(fixture, request, old, renewed.attest(old.report));
    expect(await revertOf(newOrder)).to.equal("Attestation_WrongSigner");
  });

  it("holds its bonds until nobody can be answered under it any more", async () => {
    const fixture = await load();
    const { actors, contracts, chain } = fixture;
    const [operator] = actors.operators;
    if (operator === undefined) throw new TypeError("The committee has members.");
    const own = contracts.operators.connect(operator);
    expect(await revertOf(own.requestUnbond.staticCall())).to.equal("OperatorRegistry_StillServing");
    await rotate(fixture);
    await chain.advance(2 * DAY);
    expect(await revertOf(own.requestUnbond.staticCall())).to.equal("OperatorRegistry_StillServing");
    expect(await revertOf(own.withdrawBond.staticCall(operator.address))).to.equal(
      "OperatorRegistry_UnbondNotRequested",
    );
  });
});
