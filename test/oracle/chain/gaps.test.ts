import { expect } from "chai";
import { RpcUnavailableError } from "../../../oracle/chain/errors.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { RpcError } from "./fakeNetwork.ts";
import { callOf, createSender, idOf, nothing, type Sender, until } from "./sender.ts";

const _GWEI = 1_000_000_000n;
const pause = (ms: number) => systemClock.wait(ms, new AbortController().signal);

describe("gaps, losses and alarms", () => {
  let sender: Sender;
  beforeEach(() => {
    sender = createSender();
  });
  afterEach(() => sender.crash());

  const sendOne = (n = 1, rules = {}, changes = {}) =>
    sender.start(rules, changes).send(idOf(n), callOf(n), nothing);
  const inPool = (nonce = 0) => until(() => sender.network.pool.get(nonce));

  it("are sent again when the pool has dropped one, so that those behind it go on", async () => {
    const { network, start } = sender;
    const { send } = start({ resendAfterMs: 200 });
    const sending = [1, 2, 3].map((n) => send(idOf(n), callOf(n), nothing));
    const [, second] = [await inPool(0), await inPool(1), await inPool(2)];
    network.pool.delete(1);
    network.mine();
    expect(network.nextNonce()).to.equal(1);
    expect((await inPool(1)).hash).to.equal(second.hash);
    network.mine();
    expect((await Promise.all(sending)).every((receipt) => receipt?.succeeded)).to.equal(true);
    expect(await sender.count("transactions_resent_total")).to.equal(1);
  });

  it("that nobody wants any more are used up by an empty transaction", async () => {
    const { network, start, wallet } = sender;
    const { send } = start();
    const unwanted = send(idOf(1), callOf(1), nothing);
    await inPool(0);
    const wanted = send(idOf(2), callOf(2), nothing);
    await inPool(1);
    network.reverting.add(callOf(1).data);
    const empty = await until(() => network.sent.find(({ to }) => to === wallet.address));
    expect({ ...empty.toJSON(), data: empty.data, value: empty.value }).to.include({
      nonce: 0,
      data: "0x",
      value: 0n,
    });
    network.mine();
    expect(await unwanted).to.equal(undefined);
    expect((await wanted)?.succeeded).to.equal(true);
    expect(await sender.count("transactions_cancelled_total")).to.equal(1);
  });

  it("that would do nothing are not wanted either", async () => {
    const { network, wallet } = sender;
    void sendOne(1, {}, { isIdle: () => true });
    await inPool(0);
    await until(() => network.pool.get(0)?.to === wallet.address);
  });

  it("that something else used are noticed, told and passed over", async () => {
    const { network, start } = sender;
    const transactions = start();
    const lost = transactions.send(idOf(1), callOf(1), nothing);
    await inPool(0);
    network.mineForeign();
    expect(await lost).to.equal(undefined);
    expect(await sender.count("nonces_taken_total")).to.equal(1);
    expect(transactions.isShared(60_000)).to.equal(true);
    const next = transactions.send(idOf(1), callOf(1), nothing);
    await inPool(1);
    network.mine();
    expect((await next)?.succeeded).to.equal(true);
  });

  it("that the chain has used before they were taken are noticed too", async () => {
    const { network, start, crash } = sender;
    const first = sendOne();
    await inPool();
    network.mine();
    await first;
    crash();
    network.mineForeign();
    network.mineForeign();
    const transactions = start();
    const second = transactions.send(idOf(2), callOf(2), nothing);
    await inPool(3);
    network.mine();
    expect((await second)?.succeeded).to.equal(true);
    expect(await sender.count("nonces_taken_total")).to.equal(2);
  });

  it("come back when a reorganisation takes their block away", async () => {
    const { network } = sender;
    const rules = { confirmations: 3, resendAfterMs: 100 };
    const sent = sendOne(1, rules);
    const { hash } = await inPool();
    network.mine();
    expect((await sent)?.hash).to.equal(hash);
    network.reorganise();
    expect((await inPool()).hash).to.equal(hash);
    network.mine();
    for (let i = 0; i < 3; i++) network.mine();
    await until(() => sender.attempts.all.size === 0);
    expect(network.minedHashes()).to.deep.equal([hash]);
  });

  it("are waited for when the connection broke after they were sent", async () => {
    const { network } = sender;
    network.after = async (method) => {
      if (method === "eth_sendRawTransaction") throw new RpcUnavailableError(1, "cut");
    };
    const sent = sendOne();
    await inPool();
    network.mine();
    expect((await sent)?.succeeded).to.equal(true);
    expect(network.nextNonce()).to.equal(1);
  });

  it("are waited for when a node took them and says something that nobody understands", async () => {
    const { network } = sender;
    network.after = async (method) => {
      if (method === "eth_sendRawTransaction") throw new RpcError("Internal error");
    };
    const sent = sendOne(1, { resendAfterMs: 5_000 });
    await inPool();
    await pause(20);
    network.mine();
    expect((await sent)?.succeeded).to.equal(true);
    expect(network.sent).to.have.length(1);
  });

  it("are one only when two workers bring the same call", async () => {
    const { network, start } = sender;
    const sending = [start(), start()].map(({ send }) => send(idOf(1), callOf(1), nothing));
    await inPool();
    await pause(20);
    expect(sender.attempts.all.size).to.equal(1);
    network.mine();
    expect((await Promise.all(sending)).map((receipt) => receipt?.succeeded)).to.deep.equal([true, true]);
    expect(network.nextNonce()).to.equal(1);
  });

  it("are told of although another worker saw them mined, and forgot them, first", async () => {
    const { network, start, attempts } = sender;
    const sent = start().send(idOf(1), callOf(1), async () => {
      network.mine();
      await attempts.forgetBelow(1);
    });
    expect((await sent)?.succeeded).to.equal(true);
  });

  it("are given back when the network refuses them", async () => {
    const { network, attempts, start } = sender;
    network.refuse = "exceeds block gas limit";
    const transactions = start();
    const refused = await transactions.send(idOf(1), callOf(1), nothing).catch((error) => error);
    expect(refused).to.be.instanceOf(Error);
    expect(attempts.all.size).to.equal(0);
    network.refuse = undefined;
    const sent = transactions.send(idOf(2), callOf(2), nothing);
    await inPool(0);
    network.mine();
    expect((await sent)?.succeeded).to.equal(true);
  });

  it("are used up when the network refuses one that others wait behind", async () => {
    const { network, start, wallet } = sender;
    const { send } = start();
    network.before = async (method, [raw]) => {
      if (method !== "eth_sendRawTransaction" || !String(raw).includes(callOf(1).data.slice(2))) return;
      await pause(30);
      throw Object.assign(new Error("refused"), { error: { message: "exceeds block gas limit" } });
    };
    const refused = send(idOf(1), callOf(1), nothing).catch((error) => error);
    const behind = send(idOf(2), callOf(2), nothing);
    expect(await refused).to.be.instanceOf(Error);
    expect((await inPool(0)).to).to.equal(wallet.address);
    await inPool(1);
    network.mine();
    expect((await behind)?.succeeded).to.equal(true);
  });

  it("count as stuck when they are old, and no longer once they are mined", async () => {
    const { network, start } = sender;
    const transactions = start({ resendAfterMs: 5_000 });
    const sent = transactions.send(idOf(1), callOf(1), nothing);
    await inPool();
    expect(transactions.isStuck(10_000)).to.equal(false);
    await until(() => transactions.isStuck(20));
    network.mine();
    await sent;
    expect(transactions.isStuck(20)).to.equal(false);
  });

  it("go on by themselves after the network was away", async () => {
    const { network } = sender;
    const sent = sendOne();
    await inPool();
    network.before = async () => {
      throw new RpcUnavailableError(1, "away");
    };
    await pause(30);
    network.before = async () => undefined;
    network.mine();
    expect((await sent)?.succeeded).to.equal(true);
  });

  it("ask little while nothing happens", async () => {
    const { network } = sender;
    void sendOne(1, { resendAfterMs: 60_000, receiptPollMs: 1_000 });
    await inPool();
    await pause(50);
    expect(network.calls.eth_getTransactionReceipt ?? 0).to.equal(0);
    expect(network.calls.eth_getTransactionCount ?? 0).to.be.at.most(3);
  });
});
