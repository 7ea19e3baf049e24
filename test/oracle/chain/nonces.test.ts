import { expect } from "chai";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { callOf, createSender, idOf, nothing, type Sender, until } from "./sender.ts";

const pause = (ms: number) => systemClock.wait(ms, new AbortController().signal);
const FAR = 1_000_000;

describe("nonces that one endpoint tells wrongly", () => {
  let sender: Sender;
  beforeEach(() => {
    sender = createSender();
  });
  afterEach(() => sender.crash());

  const inPool = (nonce = 0) => until(() => sender.network.pool.get(nonce));
  const mineUntil = async (isDone: () => boolean) => {
    for (let i = 0; i < 200 && !isDone(); i++) {
      sender.network.mine();
      await pause(5);
    }
  };
  /** Mines until the call has its receipt; undefined when it never gets one. */
  const mined = async (sent: Promise<unknown>): Promise<unknown> => {
    let end: { readonly value: unknown } | undefined;
    void sent.then((value) => {
      end = { value };
    });
    await mineUntil(() => end !== undefined);
    return end?.value;
  };
  const sendFirst = async (rules = {}) => {
    const transactions = sender.start(rules);
    expect(await mined(transactions.send(idOf(1), callOf(1), nothing))).to.include({ succeeded: true });
    return transactions;
  };

  it("are not believed on a new database when no second answer says the same", async () => {
    const { network, start } = sender;
    network.nonceLies = [FAR];
    const sent = start().send(idOf(1), callOf(1), nothing);
    await inPool(0);
    expect(await mined(sent)).to.include({ succeeded: true });
  });

  it("are not believed far above what was taken, unless confirmed blocks say so too", async () => {
    const { network, crash, start } = sender;
    await sendFirst();
    crash();
    network.nonceLies = [FAR];
    const { send } = start();
    const refused = await send(idOf(2), callOf(2), nothing).catch((error) => error);
    expect(refused).to.include({ code: "NONCE_DOUBTFUL", retryable: true });
    expect(sender.attempts.all.has(FAR)).to.equal(false);
    expect(await mined(send(idOf(2), callOf(2), nothing))).to.include({ succeeded: true });
  });

  it("are believed when confirmed blocks say so too: the account was used elsewhere", async () => {
    const { network, crash, start } = sender;
    await sendFirst({ confirmations: 2 });
    crash();
    for (let i = 0; i < 40; i++) network.mineForeign();
    network.mine();
    network.mine();
    const sent = start({ confirmations: 2 }).send(idOf(2), callOf(2), nothing);
    await inPool(41);
    expect(await mined(sent)).to.include({ succeeded: true });
  });

  it("leave a gap of a few, which is used up", async () => {
    const { network, wallet, crash, start } = sender;
    await sendFirst();
    crash();
    network.nonceLies = [7];
    const sent = start().send(idOf(2), callOf(2), nothing);
    await inPool(7);
    for (let nonce = 1; nonce < 7; nonce++) expect((await inPool(nonce)).to).to.equal(wallet.address);
    expect(await mined(sent)).to.include({ succeeded: true });
    expect(network.nextNonce()).to.equal(8);
  });

  it("are given up when they are too far ahead, and what waited for them goes again", async () => {
    const { network, attempts, start } = sender;
    network.nonceLies = [FAR, FAR, FAR];
    const transactions = start();
    const lost = transactions.send(idOf(1), callOf(1), nothing);
    await inPool(FAR);
    expect(await lost).to.equal(undefined);
    expect(attempts.all.size).to.equal(0);
    const again = transactions.send(idOf(1), callOf(1), nothing);
    await inPool(0);
    expect(await mined(again)).to.include({ succeeded: true });
  });

  it("do not make a nonce count as used elsewhere, told wrongly now and then", async () => {
    const { network, start } = sender;
    const transactions = start({ resendAfterMs: 60 });
    const sent = transactions.send(idOf(1), callOf(1), nothing);
    await inPool(0);
    network.nonceLies = [1];
    await pause(100);
    network.nonceLies = [1];
    await pause(20);
    expect(await mined(sent)).to.include({ succeeded: true });
    expect(transactions.isShared(60_000)).to.equal(false);
  });

  it("come free again by a reorganisation below what was forgotten, and are used up", async () => {
    const { network, attempts } = sender;
    const { send } = await sendFirst();
    expect(await mined(send(idOf(2), callOf(2), nothing))).to.include({ succeeded: true });
    await until(() => attempts.all.size === 0);
    while (network.nextNonce() > 0) network.reorganise();
    const sent = send(idOf(3), callOf(3), nothing);
    await inPool(2);
    expect(await mined(sent)).to.include({ succeeded: true });
    expect(network.nextNonce()).to.equal(3);
  });

  it("are not filled for an answer that was only late", async () => {
    const { network, start, attempts } = sender;
    await sendFirst({ resendAfterMs: 2_000 });
    await until(() => attempts.all.size === 0);
    const sent = start({ resendAfterMs: 2_000 }).send(idOf(2), callOf(2), nothing);
    await inPool(1);
    network.nonceLies = [0, 0];
    await pause(40);
    expect(attempts.all.size).to.equal(1);
    expect(await mined(sent)).to.include({ succeeded: true });
  });
});
