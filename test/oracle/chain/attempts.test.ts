import { expect } from "chai";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { callOf, createSender, idOf, nothing, type Sender, until } from "./sender.ts";

const GWEI = 1_000_000_000n;
const pause = (ms: number) => systemClock.wait(ms, new AbortController().signal);

describe("nonces and attempts", () => {
  let sender: Sender;
  beforeEach(() => {
    sender = createSender();
  });
  afterEach(() => sender.crash());

  const sendOne = (n = 1, rules = {}, changes = {}) =>
    sender.start(rules, changes).send(idOf(n), callOf(n), nothing);
  const inPool = (nonce = 0) => until(() => sender.network.pool.get(nonce));

  it("reach the network in order, many in flight, each once", async () => {
    const { network, start } = sender;
    const { send } = start({ resendAfterMs: 5_000 });
    const sending = Array.from({ length: 40 }, (_, n) => send(idOf(n), callOf(n), nothing));
    await until(() => network.pool.size === 40);
    expect(network.sent.map(({ nonce }) => nonce)).to.deep.equal(Array.from({ length: 40 }, (_, n) => n));
    network.mine();
    const receipts = await Promise.all(sending);
    expect(receipts.map((receipt) => receipt?.hash)).to.deep.equal(network.minedHashes());
    expect(network.calls.eth_getTransactionReceipt ?? 0).to.equal(0);
  });

  it("are found one by one where nodes do not serve the receipts of a block", async () => {
    const { network, start } = sender;
    network.servesBlockReceipts = false;
    const { send } = start({ resendAfterMs: 5_000 });
    const sending = Array.from({ length: 8 }, (_, n) => send(idOf(n), callOf(n), nothing));
    await until(() => network.pool.size === 8);
    network.mine();
    expect((await Promise.all(sending)).every((receipt) => receipt?.succeeded)).to.equal(true);
  });

  it("wait for one another while a node is slow, but not for long", async () => {
    const { network, start } = sender;
    const hung = new AbortController();
    network.before = async (method) => {
      if (method === "eth_sendRawTransaction" && network.sent.length === 0 && !hung.signal.aborted) {
        network.before = async () => undefined;
        await systemClock.wait(60_000, hung.signal);
      }
    };
    const { send } = start({ resendAfterMs: 5_000 });
    const first = send(idOf(1), callOf(1), nothing);
    void send(idOf(2), callOf(2), nothing);
    await inPool(1);
    expect(network.pool.has(0)).to.equal(false);
    hung.abort();
    await inPool(0);
    network.mine();
    expect((await first)?.succeeded).to.equal(true);
  });

  it("are durable before anything is sent", async () => {
    const { network, attempts } = sender;
    let onDisk: string | undefined;
    network.before = async (method) => {
      if (method === "eth_sendRawTransaction") onDisk = attempts.all.get(0)?.attempts[0]?.hash;
    };
    void sendOne();
    expect((await inPool()).hash).to.equal(onDisk);
  });

  it("survive a crash between saving and sending: the same transaction is sent on restart", async () => {
    const { network, attempts, crash, start } = sender;
    network.before = async (method) => {
      if (method === "eth_sendRawTransaction") await new Promise(() => undefined);
    };
    void sendOne();
    const [saved] = await until(() => attempts.all.get(0)?.attempts);
    crash();
    network.before = async () => undefined;
    await start().resume();
    expect((await inPool()).hash).to.equal(saved?.hash);
  });

  it("survive a crash between taking the nonce and signing: the call is signed on restart", async () => {
    const { attempts, crash, start, network, wallet } = sender;
    const keys = { signer: wallet.address, sign: () => new Promise(() => undefined) };
    void sendOne(1, {}, { keys });
    await until(() => attempts.all.has(0));
    crash();
    await start().resume();
    expect((await inPool()).data).to.equal(callOf(1).data);
    network.mine();
  });

  it("survive a crash after sending: the receipt is found, and nothing is sent twice", async () => {
    const { network, crash, start } = sender;
    const interrupted = sendOne(1, { confirmations: 2 });
    const { hash } = await inPool();
    crash();
    expect(await interrupted).to.equal(undefined);
    network.mine();
    const again = await start({ confirmations: 2 }).send(idOf(1), callOf(1), nothing);
    expect(again?.hash).to.equal(hash);
    expect(network.sent).to.have.length(1);
  });

  it("keep every hash: the first one may be mined after it was replaced", async () => {
    const { network, attempts } = sender;
    const sent = sendOne();
    const first = await inPool();
    await until(() => attempts.hashes().length >= 2);
    network.pool.set(0, first);
    network.mine();
    expect((await sent)?.hash).to.equal(first.hash);
  });

  it("keep every hash over a restart too", async () => {
    const { network, attempts, crash, start } = sender;
    void sendOne();
    const first = await inPool();
    await until(() => attempts.hashes().length >= 2);
    crash();
    network.pool.set(0, first);
    network.mine();
    const again = await start().send(idOf(1), callOf(1), nothing);
    expect(again?.hash).to.equal(first.hash);
    expect(network.nextNonce()).to.equal(1);
  });

  it("are replaced only after their time, with fees that a pool takes", async () => {
    const { network } = sender;
    const sent = sendOne(1, { resendAfterMs: 150 });
    const first = await inPool();
    await pause(75);
    expect(network.sent).to.have.length(1);
    const second = await until(() => network.sent[1]);
    expect(second.nonce).to.equal(0);
    expect((second.maxFeePerGas ?? 0n) * 10n >= (first.maxFeePerGas ?? 0n) * 11n).to.equal(true);
    network.mine();
    expect((await sent)?.hash).to.equal(second.hash);
    expect(await sender.count("transactions_replaced_total")).to.equal(1);
  });

  it("are replaced at once when the base fee has risen above what they offer", async () => {
    const { network } = sender;
    const sent = sendOne(1, { resendAfterMs: 60_000 });
    const first = await inPool();
    network.baseFee = 20n * GWEI;
    const second = await until(() => network.sent[1]);
    expect((first.maxFeePerGas ?? 0n) < network.baseFee).to.equal(true);
    expect((second.maxFeePerGas ?? 0n) >= network.baseFee).to.equal(true);
    network.mine();
    expect((await sent)?.hash).to.equal(second.hash);
  });

  it("give up, retryably, at the ceiling, and stay in the pool", async () => {
    const { network, attempts } = sender;
    const error = await sendOne(1, { maxFeePerGasGwei: 3 }).catch((thrown) => thrown);
    expect(error).to.include({ code: "NOT_MINED", retryable: true });
    const offered = attempts.all.get(0)?.attempts.map(({ maxFee }) => maxFee) ?? [];
    expect(offered.every((fee) => fee <= 3n * GWEI)).to.equal(true);
    expect(network.pool.size).to.equal(1);
  });

  it("give up after the configured number of replacements", async () => {
    const { attempts } = sender;
    const error = await sendOne(1, { resendAfterMs: 15 }).catch((thrown) => thrown);
    expect(error.context.replacements).to.equal(3);
    await pause(60);
    expect(attempts.hashes()).to.have.length(4);
  });

  it("bid against a dearer one in the pool that is not known here", async () => {
    const { network } = sender;
    void sendOne(7, { resendAfterMs: 60_000 });
    const dear = await inPool();
    sender.crash();
    const other = createSender();
    other.network.pool.set(
      0,
      Object.assign(dear.clone(), { maxFeePerGas: 6n * GWEI, maxPriorityFeePerGas: GWEI }),
    );
    const sent = other.start({ resendAfterMs: 60_000 }).send(idOf(1), callOf(1), nothing);
    await until(() => other.network.pool.get(0)?.data === callOf(1).data);
    other.network.mine();
    expect((await sent)?.succeeded).to.equal(true);
    other.crash();
    network.mine();
  });
});
