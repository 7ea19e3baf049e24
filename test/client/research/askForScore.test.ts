import { expect } from "chai";
import { getAddress, id as hashOf } from "ethers";
import { ORACLE_INTERFACE } from "../../../client/connectOracle.ts";
import { askForScore, type ScoreOrder } from "../../../client/research/askForScore.ts";
import type { ResearchView } from "../../../client/research/grantContracts.ts";
import { MilestoneState } from "../../../standards/grant.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { RequestStatus } from "../../../standards/inference.ts";
import { TERMS } from "../../support/evidence.ts";

const at = (byte: string): Hex => getAddress(`0x${byte.repeat(20)}`) as Hex;
const [ORACLE, REVIEW, ASKER, OTHER] = [at("01"), at("02"), at("04"), at("07")];
const SUBMITTED_AT = 1_000_000;
const DEADLINE = SUBMITTED_AT + 86_400;

/** A chain that keeps the requests that are sent to it; the milestone and the fee are as the test says. */
const chainWith = () => {
  const logs: { topics: string[]; data: string }[] = [];
  const statuses = new Map<string, number>();
  const chain = { state: MilestoneState.Submitted as number, deadline: DEADLINE, fee: 7n };
  const zeros = new Proxy({}, { get: () => async () => ({ seats: 0n, amount: 0n, owedTo: at("00") }) });
  const wordOf = () => ({
    ...{ state: chain.state, attempts: 1, deadline: chain.deadline, submittedAt: SUBMITTED_AT, score: 0 },
    ...{ hasScore: false, payeeBps: 0, yesVotes: 0, noVotes: 0, released: false, refunded: false },
    ...{ keeperCalls: 0, priced: false, reviewWindow: 0 },
  });
  const view = {
    chainId: 1,
    addresses: { InferenceOracle: ORACLE, MilestoneReview: REVIEW },
    provider: {
      getBlockNumber: async () => 1,
      getLogs: async ({ address }: { address: string }) => (address === ORACLE ? logs : []),
    },
    escrow: {
      milestoneOf: async () => wordOf(),
      dueOf: async () => ({ toInvestigator: 0n, toFunder: 0n }),
      sharesOf: async () => ({}),
      fixedAmountOf: async () => 0n,
    },
    review: zeros,
    oracle: {
      interface: ORACLE_INTERFACE,
      quoteFee: async () => chain.fee,
      statusOf: async (id: string) => statuses.get(id) ?? RequestStatus.None,
    },
  } as unknown as ResearchView;
  const orderOf = (requester: Hex, mode: ScoreOrder["mode"]): ScoreOrder => ({
    requester,
    mode,
    bytes: new Uint8Array(),
    evidence: {
      milestone: hashOf("milestone"),
      packageHash: hashOf("package"),
      root: hashOf("root"),
    } as never,
    model: {
      id: TERMS.conditions.modelId,
      extract: () => Int32Array.of(1),
      commit: () => hashOf("input") as Hex,
    },
  });
  /** Asks, and mines what is to be sent. */
  const ask = async (requester: Hex = ASKER, mode: ScoreOrder["mode"] = "optimistic") => {
    const asked = await askForScore(view, TERMS, 0, orderOf(requester, mode));
    for (const { data } of asked.calls) {
      const [request] = ORACLE_INTERFACE.decodeFunctionData("requestInference", data);
      const fields = [asked.id, requester, request];
      logs.push(ORACLE_INTERFACE.encodeEventLog("InferenceRequested", fields));
      statuses.set(asked.id as string, RequestStatus.Pending);
    }
    return asked;
  };
  const become = (id: RequestId | undefined, status: number) => statuses.set(id as string, status);
  return { chain, ask, become };
};

describe("asking for a score", () => {
  it("asks once, whoever asks again with whatever fee and mode", async () => {
    const { chain, ask, become } = chainWith();
    const first = await ask();
    expect(first.calls.map(({ value }) => value)).to.deep.equal([7n]);
    expect(first.asked).to.equal("asked");
    chain.fee = 8n;
    for (const status of [RequestStatus.Pending, RequestStatus.Proposed, RequestStatus.Disputed]) {
      become(first.id, status);
      for (const again of [await ask(), await ask(ASKER, "onchain"), await ask(OTHER)]) {
        expect(again.calls).to.deep.equal([]);
        expect(again.id).to.equal(first.id);
        expect(again.asked).to.equal("asked before: the request is open");
      }
    }
  });

  it("asks for nothing once the milestone is scored", async () => {
    const { chain, ask } = chainWith();
    await ask();
    Object.assign(chain, { state: MilestoneState.Scored, deadline: DEADLINE + 400_000 });
    const late = await ask();
    expect(late.calls).to.deep.equal([]);
    expect(late.id).to.equal(undefined);
    expect(late.asked).to.equal("not asked: the milestone is Scored");
  });

  it("asks anew when the answer was overturned or nobody answered", async () => {
    const { chain, ask, become } = chainWith();
    const first = await ask();
    become(first.id, RequestStatus.Overturned);
    // The milestone waits for a score again, for its whole time.
    chain.deadline = DEADLINE + 86_400;
    const second = await ask();
    expect(second.calls).to.have.length(1);
    expect(second.id).not.to.equal(first.id);
    become(second.id, RequestStatus.Expired);
    expect((await ask()).asked).to.equal("asked before: the request is closed");
  });
});
