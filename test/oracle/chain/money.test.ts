import { expect } from "chai";
import { parseEther } from "ethers";
import { createAccount } from "../../../oracle/chain/account.ts";
import { oracleInterface } from "../../../oracle/chain/contracts.ts";
import { currentFees, replacementFees } from "../../../oracle/chain/fees.ts";
import { isWorthIt, profitOf } from "../../../oracle/chain/guard.ts";
import { verdictOf } from "../../../oracle/chain/revert.ts";
import { bringCall, isIdleCall } from "../../../oracle/chain/submitter.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import type { Hex } from "../../../standards/hex.ts";
import { CLINIC, word } from "../standards/builders.ts";
import { fakeNetwork, RpcError } from "./fakeNetwork.ts";
import { idOf, RULES } from "./sender.ts";

const GWEI = 1_000_000_000n;

describe("fees", () => {
  it("follow the percentile of recent blocks, within what is configured", async () => {
    const network = fakeNetwork();
    const read = (rules = {}) => currentFees(network as never, { ...RULES, ...rules });
    expect(await read()).to.deep.equal({
      baseFee: GWEI,
      priorityFee: GWEI / 2n,
      maxFee: 2n * GWEI + GWEI / 2n,
    });
    network.reward = 50n * GWEI;
    expect((await read()).priorityFee).to.equal(GWEI);
    network.reward = 0n;
    expect((await read()).priorityFee).to.equal(1_000_000n);
    network.baseFee = 900n * GWEI;
    expect((await read()).maxFee).to.equal(500n * GWEI);
  });

  it("come from the newest block where a node has no history", async () => {
    const send = async (method: string) => {
      if (method === "eth_getBlockByNumber") return { baseFeePerGas: "0x7" };
      throw new RpcError("the method eth_feeHistory does not exist");
    };
    expect(await currentFees({ send } as never, RULES)).to.deep.equal({
      baseFee: 7n,
      priorityFee: GWEI,
      maxFee: GWEI + 14n,
    });
  });

  it("rise by what networks ask for, or by the market, and never above the ceiling", () => {
    const before = { maxFee: 100n * GWEI, priorityFee: GWEI };
    const market = { baseFee: GWEI, maxFee: 3n * GWEI, priorityFee: GWEI };
    const bumped = replacementFees(market, RULES, before);
    expect(bumped).to.deep.equal({ maxFee: 125n * GWEI + 1n, priorityFee: (GWEI * 5n) / 4n + 1n });
    expect(replacementFees({ ...market, maxFee: 400n * GWEI }, RULES, before)?.maxFee).to.equal(400n * GWEI);
    const tight = { ...RULES, maxFeePerGasGwei: 112 };
    expect(replacementFees(market, tight, before)?.maxFee).to.equal(112n * GWEI);
    expect(replacementFees(market, { ...RULES, maxFeePerGasGwei: 109 }, before)).to.equal(undefined);
  });

  it("are read from what nodes answer, however they word it", () => {
    const said: [string, string][] = [
      ["already known", "sent"],
      ["Known transaction: 0x12", "sent"],
      ["Nonce too low. Expected nonce to be 3", "used"],
      ["Nonce too high. Expected nonce to be 3", "early"],
      ["replacement transaction underpriced", "underpriced"],
      ["Transaction maxFeePerGas (1) is too low for the next block", "underpriced"],
      ["insufficient funds for gas * price + value", "refused"],
      ["Sender doesn't have enough funds to send tx", "refused"],
      ["intrinsic gas too low: gas 3, minimum needed 21000", "refused"],
      ["Transaction gas limit is 7 and exceeds block gas limit of 5", "refused"],
      ["max initcode size exceeded: code size 50000, limit 49152", "refused"],
      ["invalid sender", "refused"],
      ["invalid chain id for signer: have 1 want 2", "refused"],
      ["transaction type not supported", "refused"],
      ["Internal error", "unknown"],
      ["upstream answered 502", "unknown"],
    ];
    for (const [message, verdict] of said)
      expect(verdictOf(new RpcError(message)), message).to.equal(verdict);
  });
});

describe("the profit guard", () => {
  const balance = { feesWei: 4_000n, members: 4, gas: 10n, gasPriceWei: 60n };
  const rules = { mode: "profit" as const, minProfitWei: 400n, overrideSeconds: 60 };

  it("weighs this operator's share against the transaction", () => {
    expect(profitOf(balance)).to.equal(400n);
    expect(isWorthIt(rules, balance, 1_000)).to.equal(true);
    expect(isWorthIt({ ...rules, minProfitWei: 401n }, balance, 1_000)).to.equal(false);
    expect(isWorthIt({ ...rules, minProfitWei: -700n }, { ...balance, gasPriceWei: 170n }, 1_000)).to.equal(
      true,
    );
  });

  it("gives way shortly before the deadline, and where it is off", () => {
    const dear = { ...balance, gasPriceWei: 10n ** 9n };
    expect(isWorthIt(rules, dear, 61)).to.equal(false);
    expect(isWorthIt(rules, dear, 60)).to.equal(true);
    expect(isWorthIt({ ...rules, mode: "always" }, dear, 1_000)).to.equal(true);
  });
});

describe("the paying account", () => {
  const accountWith = async (wei: bigint, rules = {}, lastGas?: bigint) => {
    const seen: number[] = [];
    const account = createAccount({
      provider: { send: async () => `0x${wei.toString(16)}` } as never,
      signer: CLINIC,
      transactions: {
        gasPrice: async () => GWEI,
        lastGas: () => lastGas,
        isStuck: (afterMs) => afterMs === 7,
        isShared: () => false,
      },
      rules: { minBalanceEther: 0.01, reserveTransactions: 20, stuckAfterMs: 7, ...rules },
      balance: { set: (ether) => seen.push(ether) },
    });
    await account.look();
    return { account, seen };
  };

  it("is low below the configured balance", async () => {
    expect((await accountWith(parseEther("0.0099"))).account.isLow()).to.equal(true);
    const { account, seen } = await accountWith(parseEther("0.01"));
    expect(account.isLow()).to.equal(false);
    expect(seen).to.deep.equal([0.01]);
    expect(account.isStuck()).to.equal(true);
  });

  it("is low when it pays for too few transactions like the last one", async () => {
    expect((await accountWith(parseEther("0.01"), {}, 500_000n)).account.isLow()).to.equal(false);
    expect((await accountWith(parseEther("0.01"), {}, 500_001n)).account.isLow()).to.equal(true);
  });
});

describe("bringing a call", () => {
  const bring = (changes: object) =>
    bringCall({
      provider: { estimateGas: async () => 50_000n, call: async () => "0x" },
      transactions: {
        send: async (_, { gasLimit }) => ({
          hash: word(1),
          succeeded: true,
          gasUsed: gasLimit,
          gasPrice: 1n,
          blockNumber: 1,
          logs: [],
        }),
      },
      key: idOf(1),
      call: { from: CLINIC, to: CLINIC, data: "0x12" as Hex },
      errors: oracleInterface,
      clock: systemClock,
      signal: new AbortController().signal,
      ...changes,
    });
  const revert = (data: string) => async () => {
    throw Object.assign(new Error("reverted"), { code: "CALL_EXCEPTION", data });
  };
  const paused = oracleInterface.getError("InferenceOracle_Paused")?.selector ?? "";

  it("leaves room above the estimate, up to what a transaction may use", async () => {
    expect(await bring({})).to.include({ kind: "mined", gasUsed: 80_000n });
    const provider = { estimateGas: async () => 16_000_000n, call: async () => "0x" };
    expect(await bring({ provider })).to.include({ gasUsed: 16_777_216n });
  });

  it("sends nothing that would revert, and says why, also where only the call tells", async () => {
    const estimateGas = revert(paused);
    expect(await bring({ provider: { estimateGas, call: revert("0x") } })).to.deep.equal({
      kind: "rejected",
      error: "InferenceOracle_Paused",
    });
    const silent = { estimateGas: revert("0x"), call: revert(paused) };
    expect(await bring({ provider: silent })).to.deep.equal({
      kind: "rejected",
      error: "InferenceOracle_Paused",
    });
  });

  it("writes down what is sent before it is sent, and sends nothing when that fails", async () => {
    const order: string[] = [];
    const send = async () => {
      order.push("send");
      return undefined;
    };
    const commit = async () => {
      order.push("commit");
    };
    await bring({ transactions: { send }, commit });
    expect(order).to.deep.equal(["commit", "send"]);
    const failing = () => Promise.reject(new Error("disk full"));
    const error = await bring({ transactions: { send }, commit: failing }).catch((thrown) => thrown);
    expect([error.message, order.length]).to.deep.equal(["disk full", 2]);
  });

  it("does not wait for an estimate that does not come", async () => {
    let asked = 0;
    const clock = {
      now: () => 0,
      wait: async (ms: number) => {
        asked = ms;
      },
    };
    const provider = { estimateGas: () => new Promise(() => undefined), call: async () => "0x" };
    const error = await bring({ provider, clock }).catch((thrown) => thrown);
    expect(error).to.include({ code: "ESTIMATE_TIMED_OUT", retryable: true });
    expect(asked).to.equal(5_000);
  });

  it("puts off what does not pay, before anything is sent", async () => {
    const transactions = { send: async () => expect.fail("sent") };
    const isWorthIt = async (gas: bigint) => gas !== 50_000n;
    expect(await bring({ transactions, isWorthIt })).to.deep.equal({
      kind: "postponed",
      error: "UNPROFITABLE",
    });
  });

  it("knows a batch of which nothing would be taken any more", () => {
    const data = oracleInterface.getFunction("fulfilBatch").selector as Hex;
    expect(isIdleCall({ data }, word(0))).to.equal(true);
    expect(isIdleCall({ data }, word(1))).to.equal(false);
    expect(isIdleCall({ data: "0x12" }, word(0))).to.equal(false);
  });
});
