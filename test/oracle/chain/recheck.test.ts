import { expect } from "chai";
import { type JsonRpcProvider, toBeHex } from "ethers";
import { oracleInterface } from "../../../oracle/chain/contracts.ts";
import { createRecheck } from "../../../oracle/chain/recheck.ts";
import type { Duty } from "../../../oracle/domain/duty.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { RequestStatus } from "../../../standards/inference.ts";
import { CLINIC, HOSPITAL, PATIENT, word } from "../standards/builders.ts";

const ID = (n: number) => toBeHex(n, 32) as RequestId;

describe("looking up what peers name", () => {
  let calls: Record<string, number>;
  let statuses: Map<string, number>;
  let isAway: boolean;
  let owed: Pick<Duty, "id" | "blockNumber" | "proposal">[];
  beforeEach(() => {
    calls = {};
    statuses = new Map();
    isAway = false;
    owed = [];
  });

  const provider = {
    send: async (method: string, [call]: readonly unknown[]) => {
      calls[method] = (calls[method] ?? 0) + 1;
      if (method === "eth_getLogs") return [];
      if (method === "eth_getBlockByNumber") {
        const [number, hash] = [call as Hex, word(Number(call))];
        return { number, hash, parentHash: word(Number(call) - 1), timestamp: "0x1", logsBloom: "0x" };
      }
      if (isAway) throw new Error("away");
      const { data } = call as { readonly data: Hex };
      const [id] = oracleInterface.decodeFunctionData("statusOf", data);
      return oracleInterface.encodeFunctionResult("statusOf", [statuses.get(String(id)) ?? 0]);
    },
  } as unknown as JsonRpcProvider;
  const recheck = (recheckBlocks = 0) =>
    createRecheck({
      oracle: CLINIC,
      store: {
        cursor: async () => ({ number: 100_000, hash: word(100_000) }),
        duty: async () => undefined,
        owedDuties: async () => owed as Duty[],
      },
      intake: async () => undefined,
      rules: { startBlock: 0, maxBlockRange: 2_000, recheckBlocks },
      log: createLog("silent", {}),
      metrics: createMetrics(),
    });
  const total = () => Object.values(calls).reduce((sum, count) => sum + count, 0);

  it("costs one question each for what the oracle does not know, few at a time, and once", async () => {
    const { lookUp, run } = recheck();
    const peers = Array.from({ length: 8 }, (_, n) => toBeHex(n, 20) as Hex);
    const taken = Array.from({ length: 200 }, (_, n) => lookUp(ID(n + 1), peers[n % 8] as Hex));
    expect(taken.filter(Boolean).length).to.be.at.most(64);
    for (let pass = 0; pass < 64; pass++) {
      const before = total();
      await run(provider);
      expect(total() - before).to.be.at.most(2);
    }
    expect(total()).to.be.at.most(64);
    expect(calls.eth_getLogs).to.equal(undefined);
    expect(lookUp(ID(1), CLINIC)).to.equal(false);
  });

  it("leaves room for others when one peer names many", async () => {
    const { lookUp, run } = recheck();
    for (let n = 1; n <= 200; n++) lookUp(ID(n), CLINIC);
    expect(lookUp(ID(300), HOSPITAL)).to.equal(true);
    statuses.set(ID(300), RequestStatus.Pending);
    await run(provider);
    expect(calls.eth_getLogs).to.be.greaterThan(0);
    expect(lookUp(ID(301), PATIENT)).to.equal(true);
  });

  it("searches no blocks for what is settled: nobody needs to sign it any more", async () => {
    const { lookUp, run } = recheck();
    statuses.set(ID(1), RequestStatus.Fulfilled);
    lookUp(ID(1), CLINIC);
    await run(provider);
    expect(calls.eth_getLogs).to.equal(undefined);
  });

  it("asks about open duties although a look-up failed, and gives a failed one up", async () => {
    const { lookUp, run } = recheck(1);
    owed = [{ id: ID(7), blockNumber: 1, proposal: undefined }];
    isAway = true;
    lookUp(ID(1), CLINIC);
    const error = await run(provider).catch((thrown) => thrown);
    expect([error.message, calls.eth_call]).to.deep.equal(["away", 2]);
    isAway = false;
    statuses.set(ID(7), RequestStatus.Pending);
    await run(provider);
    expect(calls.eth_call).to.equal(2);
  });
});
