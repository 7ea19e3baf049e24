import { expect } from "chai";
import { openStore } from "../../../oracle/store/openStore.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { CLINIC, word } from "../standards/builders.ts";
import { describeEachStore, usePostgresPlaces } from "./eachStore.ts";
import { IDENTITY } from "./identity.ts";

const CALL = { to: CLINIC, data: "0x1234" as Hex, gasLimit: 2n ** 60n };
const key = (n: number) => word(n) as RequestId;
const attemptOf = (nonce: number, n: number) => ({
  nonce,
  hash: word(100 + n),
  maxFee: 2n ** 70n,
  priorityFee: 1n,
  raw: "0x02" as Hex,
  savedAt: 5,
});

type Opened = Awaited<ReturnType<typeof openStore>>;

describeEachStore("nonces", (newPlace) => {
  let store: Opened;
  beforeEach(async () => {
    store = await openStore(await newPlace(), IDENTITY);
  });
  afterEach(() => store.close());

  it("gives out nonces in order, none below what the chain has used", async () => {
    const { attempts } = store;
    expect(await attempts.take(key(1), CALL, 7, 1)).to.deep.equal({ nonce: 7, skipped: 0 });
    expect(await attempts.take(key(2), CALL, 7, 1)).to.deep.equal({ nonce: 8, skipped: 0 });
    expect(await attempts.take(key(3), CALL, 12, 1)).to.deep.equal({ nonce: 12, skipped: 3 });
  });

  it("gives no nonce twice, however many ask at once", async () => {
    const asking = Array.from({ length: 20 }, (_, n) => store.attempts.take(key(n), CALL, 3, 1));
    const nonces = (await Promise.all(asking)).map(({ nonce }) => nonce);
    expect(new Set(nonces).size).to.equal(20);
    expect(Math.max(...nonces)).to.equal(22);
  });

  it("gives a key the nonce it holds, unless the chain has used that", async () => {
    const { attempts } = store;
    await attempts.take(key(1), CALL, 7, 9);
    await attempts.save(attemptOf(7, 1));
    const earlier = { nonce: 7, key: key(1), call: CALL, takenAt: 9, attempts: [attemptOf(7, 1)] };
    expect(await attempts.take(key(1), CALL, 7, 10)).to.deep.equal({ nonce: 7, skipped: 0, earlier });
    expect(await attempts.take(key(1), CALL, 8, 10)).to.deep.equal({ nonce: 8, skipped: 0 });
  });

  it("takes skipped nonces for nobody, and none that is taken", async () => {
    const { attempts } = store;
    expect(await attempts.next()).to.equal(undefined);
    await attempts.take(key(1), CALL, 3, 1);
    await attempts.fill([1, 2, 3], key(0), 5);
    expect((await attempts.open()).map(({ nonce, call }) => [nonce, call])).to.deep.equal([
      [1, undefined],
      [2, undefined],
      [3, CALL],
    ]);
    expect(await attempts.next()).to.equal(4);
  });

  it("gives nonces up from one on, unless another was taken behind them meanwhile", async () => {
    const { attempts } = store;
    await attempts.take(key(1), CALL, 3, 1);
    await attempts.take(key(2), CALL, 900, 1);
    await attempts.save(attemptOf(900, 1));
    expect(await attempts.abandon(4, 899)).to.equal(false);
    expect(await attempts.abandon(4, 900)).to.equal(true);
    expect((await attempts.open()).map(({ nonce }) => nonce)).to.deep.equal([3]);
    expect(await attempts.take(key(3), CALL, 3, 1)).to.deep.equal({ nonce: 4, skipped: 0 });
  });

  it("keeps every transaction of a nonce, oldest first, with what it is for", async () => {
    const { attempts } = store;
    await attempts.take(key(1), CALL, 7, 9);
    for (const n of [2, 1]) await attempts.save(attemptOf(7, n));
    const expected = { nonce: 7, key: key(1), call: CALL, takenAt: 9 };
    const [first, second] = [attemptOf(7, 2), attemptOf(7, 1)];
    expect(await attempts.open()).to.deep.equal([{ ...expected, attempts: [first, second] }]);
    await attempts.drop(first.hash);
    await attempts.assign(7, undefined);
    const left = { ...expected, call: undefined, attempts: [second] };
    expect(await attempts.find(key(1))).to.deep.equal(left);
    expect(await attempts.find(key(2))).to.equal(undefined);
  });

  it("takes a nonce back only if nothing was signed under it and it is the last", async () => {
    const { attempts } = store;
    for (const n of [1, 2, 3]) await attempts.take(key(n), CALL, 0, 1);
    expect(await attempts.release(1)).to.equal(false);
    await attempts.save(attemptOf(2, 1));
    expect(await attempts.release(2)).to.equal(false);
    await attempts.drop(attemptOf(2, 1).hash);
    expect(await attempts.release(2)).to.equal(true);
    expect((await attempts.take(key(4), CALL, 0, 1)).nonce).to.equal(2);
  });

  it("forgets what is used for good, and goes on counting", async () => {
    const { attempts } = store;
    for (const n of [1, 2]) await attempts.take(key(n), CALL, 0, 1);
    await attempts.save(attemptOf(0, 1));
    await attempts.forgetBelow(2);
    expect(await attempts.open()).to.deep.equal([]);
    expect(await attempts.take(key(3), CALL, 0, 1)).to.deep.equal({ nonce: 2, skipped: 0 });
  });
});

describe("nonces of several workers", function () {
  this.timeout(20_000);
  const newPlace = usePostgresPlaces();

  it("are one for one key, however many ask for it at once", async () => {
    const shared = await newPlace();
    const workers = await Promise.all([1, 2, 3].map(() => openStore(shared, IDENTITY)));
    const taken = await Promise.all(workers.map(({ attempts }) => attempts.take(key(1), CALL, 0, 1)));
    expect(taken.map(({ nonce }) => nonce)).to.deep.equal([0, 0, 0]);
    expect(taken.filter(({ earlier }) => earlier === undefined)).to.have.length(1);
    for (const worker of workers) await worker.close();
  });

  it("are never the same, though all share an account", async () => {
    const shared = await newPlace();
    const workers = await Promise.all([1, 2, 3].map(() => openStore(shared, IDENTITY)));
    const asking = Array.from({ length: 30 }, (_, n) =>
      (workers[n % 3] as Opened).attempts.take(key(n), CALL, 0, 1),
    );
    const nonces = (await Promise.all(asking)).map(({ nonce }) => nonce).sort((a, b) => a - b);
    expect(nonces).to.deep.equal(Array.from({ length: 30 }, (_, n) => n));
    for (const worker of workers) await worker.close();
  });
});
