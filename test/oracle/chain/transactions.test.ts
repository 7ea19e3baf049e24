import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type JsonRpcProvider, keccak256, parseEther, Wallet } from "ethers";
import type { TransactionRules } from "../../../oracle/chain/transactionDeps.ts";
import { createTransactions } from "../../../oracle/chain/transactions.ts";
import type { Attempts } from "../../../oracle/domain/attempt.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import { createWake } from "../../../oracle/shared/wake.ts";
import { openStore } from "../../../oracle/store/openStore.ts";
import type { Hex } from "../../../standards/hex.ts";
import { type ServedChain, serveChain } from "../node/deployment.ts";
import { CLINIC } from "../standards/builders.ts";
import { IDENTITY } from "../store/identity.ts";
import { idOf, nothing, RULES } from "./sender.ts";

/** With a real chain and a real store; every other case is in attempts.test.ts. */
describe("transactions", function () {
  this.timeout(20_000);
  const folder = mkdtempSync(path.join(tmpdir(), "theriac-transactions-"));
  let chain: ServedChain;
  let provider: JsonRpcProvider;
  let wallet: Wallet;
  let store: Awaited<ReturnType<typeof openStore>>;
  let attempts: Attempts;
  let controller: AbortController;

  before(async function () {
    this.timeout(90_000);
    chain = await serveChain();
    provider = chain.provider;
    await provider.send("evm_setIntervalMining", [0]);
  });
  after(async () => {
    await chain?.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    wallet = new Wallet(Wallet.createRandom().privateKey);
    store = await openStore({ path: path.join(folder, `${wallet.address}.sqlite`) }, IDENTITY);
    attempts = store.attempts;
    controller = new AbortController();
    const rich = await chain.provider.getSigner(0);
    await (await rich.sendTransaction({ to: wallet.address, value: parseEther("1") })).wait();
  });
  afterEach(async () => {
    controller.abort();
    await provider.send("evm_setAutomine", [true]);
    await systemClock.wait(30, new AbortController().signal);
    await store.close();
  });

  const create = (rules: Partial<TransactionRules> = {}) =>
    createTransactions({
      provider,
      keys: {
        signer: wallet.address as Hex,
        sign: async (preimage) => wallet.signingKey.sign(keccak256(preimage)).serialized as Hex,
      },
      attempts,
      rules: { ...RULES, resendAfterMs: 250, ...rules },
      wake: createWake(systemClock),
      clock: systemClock,
      log: createLog("silent", {}),
      metrics: createMetrics(),
      signal: controller.signal,
    });
  const call = { to: CLINIC, data: "0x" as Hex, gasLimit: 30_000n };
  const nonce = () => provider.getTransactionCount(wallet.address);
  const sent = async (n: number): Promise<Hex> => {
    for (;;) {
      const hash = (await attempts.open())[0]?.attempts[n]?.hash;
      if (hash !== undefined) return hash;
      await systemClock.wait(5, new AbortController().signal);
    }
  };

  it("come out in nonce order, several at once, and are forgotten", async () => {
    const transactions = create();
    const numbers = Array.from({ length: 12 }, (_, n) => n);
    const receipts = await Promise.all(numbers.map((n) => transactions.send(idOf(n), call, nothing)));
    expect(receipts.every((receipt) => receipt?.succeeded)).to.equal(true);
    expect(await nonce()).to.equal(12);
    while ((await attempts.open()).length > 0) await systemClock.wait(5, new AbortController().signal);
  });

  it("are replaced by dearer ones under the same nonce until one is mined", async () => {
    await provider.send("evm_setAutomine", [false]);
    const mined = create().send(idOf(1), call, nothing);
    const second = await sent(1);
    await systemClock.wait(50, controller.signal);
    await provider.send("evm_mine", []);
    expect((await mined)?.hash).to.equal(second);
    expect(await nonce()).to.equal(1);
  });

  it("after a restart take the same nonce for the same call, and what was dropped is sent again", async () => {
    await provider.send("evm_setAutomine", [false]);
    const interrupted = create({ resendAfterMs: 60_000 }).send(idOf(1), call, nothing);
    const hash = await sent(0);
    await systemClock.wait(50, controller.signal);
    controller.abort();
    expect(await interrupted).to.equal(undefined);
    await provider.send("hardhat_dropTransaction", [hash]);

    controller = new AbortController();
    const restarted = create({ resendAfterMs: 60_000 });
    await restarted.resume();
    const again = restarted.send(idOf(1), call, nothing);
    await systemClock.wait(100, controller.signal);
    await provider.send("evm_mine", []);
    expect((await again)?.hash).to.equal(hash);
    expect(await nonce()).to.equal(1);
  });

  it("that revert as they are mined have a receipt like any other", async () => {
    const rich = await chain.provider.getSigner(0);
    // Deploys PUSH1 32, PUSH0, REVERT: whoever calls gets a word of error data.
    const deployed = await rich.sendTransaction({ data: "0x6360205ffd5f526004601cf3" });
    const to = (await deployed.wait())?.contractAddress as Hex;
    const receipt = await create().send(idOf(1), { ...call, to, gasLimit: 100_000n }, nothing);
    expect(receipt?.succeeded).to.equal(false);
  });

  it("free their nonce when the network refuses them", async () => {
    const transactions = create();
    const refused = await transactions
      .send(idOf(1), { ...call, gasLimit: 10n ** 15n }, nothing)
      .catch((error) => error);
    expect(refused).to.be.instanceOf(Error);
    expect(await attempts.open()).to.deep.equal([]);
    expect((await transactions.send(idOf(2), call, nothing))?.succeeded).to.equal(true);
    expect(await nonce()).to.equal(1);
  });

  it("never offer more than the configured fee", async () => {
    const receipt = await create({ maxFeePerGasGwei: 1 }).send(idOf(1), call, nothing);
    const mined = await provider.getTransaction(receipt?.hash ?? "");
    expect((mined?.maxFeePerGas ?? 0n) <= 1_000_000_000n).to.equal(true);
  });
});
