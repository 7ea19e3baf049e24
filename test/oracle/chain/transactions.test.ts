import { expect } from "chai";
import { type JsonRpcProvider, parseEther, Transaction, Wallet } from "ethers";
import { RpcUnavailableError } from "../../../oracle/chain/errors.ts";
import { connectProvider } from "../../../oracle/chain/provider.ts";
import { createTransactions, type TransactionRules } from "../../../oracle/chain/transactions.ts";
import type { Attempt, Attempts } from "../../../oracle/domain/attempt.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { type ServedChain, serveChain } from "../node/deployment.ts";
import { CLINIC, word } from "../standards/builders.ts";

const RULES: TransactionRules = {
  chainId: 31_337,
  priorityFeeGwei: 1,
  maxFeePerGasGwei: 500,
  resendAfterMs: 150,
  maxReplacements: 3,
  receiptPollMs: 10,
};

/** Attempts in memory, with the store's meaning. */
const memory = (): Attempts & { readonly all: Map<number, Attempt> } => {
  const all = new Map<number, Attempt>();
  return {
    all,
    open: () => [...all.values()].sort((a, b) => a.nonce - b.nonce),
    save: (attempt) => void all.set(attempt.nonce, attempt),
    remove: (nonce) => void all.delete(nonce),
    forgetBelow: (nonce) => {
      for (const key of all.keys()) if (key < nonce) all.delete(key);
    },
  };
};

describe("transactions", function () {
  this.timeout(20_000);
  let chain: ServedChain;
  let provider: JsonRpcProvider;
  let wallet: Wallet;
  let attempts: ReturnType<typeof memory>;
  let controller: AbortController;

  before(async () => {
    chain = await serveChain();
    provider = await connectProvider([chain.url], 31_337);
    await provider.send("evm_setIntervalMining", [0]);
  });
  after(async () => {
    provider.destroy();
    await chain.stop();
  });
  beforeEach(async () => {
    wallet = new Wallet(Wallet.createRandom().privateKey);
    attempts = memory();
    controller = new AbortController();
    const rich = await chain.provider.getSigner(0);
    await (await rich.sendTransaction({ to: wallet.address, value: parseEther("1") })).wait();
  });
  afterEach(() => provider.send("evm_setAutomine", [true]));

  const create = (rules: Partial<TransactionRules> = {}, from = provider) =>
    createTransactions({
      provider: from,
      keys: {
        signer: wallet.address as Hex,
        signDigest: (digest) => wallet.signingKey.sign(digest).serialized as Hex,
      },
      attempts,
      rules: { ...RULES, ...rules },
      clock: systemClock,
      signal: controller.signal,
    });
  const call = { to: CLINIC, data: "0x" as Hex, gasLimit: 30_000n };
  const idOf = (n: number) => word(n) as RequestId;
  const nonce = () => provider.getTransactionCount(wallet.address);

  it("come out in nonce order, several at once", async () => {
    const transactions = create();
    const receipts = await Promise.all(
      [1, 2, 3, 4].map((n) => transactions.send(idOf(n), call, () => undefined)),
    );
    expect(receipts.map((receipt) => receipt?.status)).to.deep.equal([1, 1, 1, 1]);
    expect(await nonce()).to.equal(4);
  });

  it("are on disk before they are on the network", async () => {
    await provider.send("evm_setAutomine", [false]);
    const sent = create({ resendAfterMs: 60_000 }).send(idOf(1), call, () => undefined);
    while (attempts.all.size === 0) await systemClock.wait(5, controller.signal);
    const [attempt] = attempts.open();
    expect(Transaction.from(attempt?.raw).hash).to.equal(attempt?.hash);
    await systemClock.wait(50, controller.signal);
    await provider.send("evm_mine", []);
    expect((await sent)?.hash).to.equal(attempt?.hash);
  });

  it("are replaced by dearer ones under the same nonce until one is mined", async () => {
    await provider.send("evm_setAutomine", [false]);
    const sent = create().send(idOf(1), call, () => undefined);
    const first = await until(() => attempts.open()[0]);
    const second = await until(() => attempts.open().find((attempt) => attempt.hash !== first.hash));
    expect(second.nonce).to.equal(first.nonce);
    expect(second.maxFee * 10n >= first.maxFee * 11n).to.equal(true);
    expect(second.priorityFee * 10n >= first.priorityFee * 11n).to.equal(true);
    await provider.send("evm_mine", []);
    expect((await sent)?.status).to.equal(1);
    expect(await nonce()).to.equal(1);
  });

  it("give up, retryably, when no fee helps", async () => {
    await provider.send("evm_setAutomine", [false]);
    const error = await create({ resendAfterMs: 30 })
      .send(idOf(1), call, () => undefined)
      .catch((thrown) => thrown);
    expect(error).to.include({ code: "NOT_MINED", retryable: true });
    expect(error.context.replacements).to.equal(3);
    await provider.send("evm_mine", []);
  });

  it("after a restart take the same nonce for the same request, instead of a second one", async () => {
    await provider.send("evm_setAutomine", [false]);
    const interrupted = create({ resendAfterMs: 60_000 }).send(idOf(1), call, () => undefined);
    await until(() => attempts.open()[0]);
    await systemClock.wait(50, new AbortController().signal);
    controller.abort();
    expect(await interrupted).to.equal(undefined);

    controller = new AbortController();
    const restarted = create({ resendAfterMs: 60_000 });
    await restarted.resume();
    const again = restarted.send(idOf(1), call, () => undefined);
    await systemClock.wait(100, controller.signal);
    await provider.send("evm_mine", []);
    expect((await again)?.status).to.equal(1);
    expect(await nonce()).to.equal(1);
  });

  it("that a crash left unsent are sent on restart", async () => {
    await provider.send("evm_setAutomine", [false]);
    const interrupted = create({ resendAfterMs: 60_000 }).send(idOf(1), call, () => undefined);
    const attempt = await until(() => attempts.open()[0]);
    controller.abort();
    await interrupted;
    await provider.send("hardhat_dropTransaction", [attempt.hash]);
    controller = new AbortController();
    await create().resume();
    await provider.send("evm_mine", []);
    expect(await nonce()).to.equal(1);
  });

  it("are waited for when the connection broke after they were sent", async () => {
    const breaking = {
      getTransactionReceipt: (hash: string) => provider.getTransactionReceipt(hash),
      send: async (method: string, parameters: unknown[]) => {
        const answer = await provider.send(method, parameters);
        if (method === "eth_sendRawTransaction") throw new RpcUnavailableError(1, "cut");
        return answer;
      },
    } as JsonRpcProvider;
    const receipt = await create({}, breaking).send(idOf(1), call, () => undefined);
    expect(receipt?.status).to.equal(1);
    expect(await nonce()).to.equal(1);
  });

  it("that revert as they are mined have a receipt like any other", async () => {
    const rich = await chain.provider.getSigner(0);
    // Deploys PUSH1 32, PUSH0, REVERT: whoever calls gets a word of error data.
    const deployed = await rich.sendTransaction({ data: "0x6360205ffd5f526004601cf3" });
    const to = (await deployed.wait())?.contractAddress as Hex;
    const receipt = await create().send(idOf(1), { ...call, to, gasLimit: 100_000n }, () => undefined);
    expect(receipt?.status).to.equal(0);
  });

  it("free their nonce when the network refuses them", async () => {
    const transactions = create();
    const refused = await transactions
      .send(idOf(1), { ...call, gasLimit: 10n ** 15n }, () => undefined)
      .catch((error) => error);
    expect(refused).to.be.instanceOf(Error);
    expect(attempts.open()).to.deep.equal([]);
    expect((await transactions.send(idOf(2), call, () => undefined))?.status).to.equal(1);
    expect(await nonce()).to.equal(1);
  });

  it("never offer more than the configured fee", async () => {
    const receipt = await create({ maxFeePerGasGwei: 1 }).send(idOf(1), call, () => undefined);
    const mined = await provider.getTransaction(receipt?.hash ?? "");
    expect(mined?.maxFeePerGas).to.equal(1_000_000_000n);
  });

  it("never offer more than that when they are replaced again and again either", async () => {
    await provider.send("evm_setAutomine", [false]);
    const rules = { resendAfterMs: 20, maxFeePerGasGwei: 2 };
    for (let i = 0; i < 4; i++) {
      const error = await create(rules)
        .send(idOf(1), call, () => undefined)
        .catch((thrown) => thrown);
      expect(error.code).to.equal("NOT_MINED");
    }
    expect(attempts.open()).to.have.length(1);
    expect(attempts.open()[0]?.maxFee).to.be.at.most(2_000_000_000n);
    await provider.send("evm_mine", []);
    expect(await nonce()).to.equal(1);
  });

  const until = async <T>(read: () => T | undefined): Promise<T> => {
    for (;;) {
      const value = read();
      if (value !== undefined) return value;
      await systemClock.wait(5, new AbortController().signal);
    }
  };
});
