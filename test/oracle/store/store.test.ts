import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import type { NewDuty } from "../../../oracle/domain/duty.ts";
import type { BlockRef } from "../../../oracle/domain/ports.ts";
import type { StorePlace } from "../../../oracle/store/openDatabase.ts";
import { openStore } from "../../../oracle/store/openStore.ts";
import type { RequestId } from "../../../standards/hex.ts";
import { RefusalReason, RequestStatus } from "../../../standards/inference.ts";
import { aRequest, CLINIC, HOSPITAL, word } from "../standards/builders.ts";
import { describeEachStore } from "./eachStore.ts";
import { IDENTITY, outputOf, requestOf } from "./identity.ts";

const codeOf = async (action: () => unknown): Promise<string> => {
  try {
    await action();
    return "no error";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describeEachStore("store", (newPlace) => {
  let place: StorePlace;
  const opened: { close: () => Promise<void> }[] = [];
  const open = async (identity = IDENTITY) => {
    const store = await openStore(place, identity);
    opened.push(store);
    return store;
  };

  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  const block = (number: number): BlockRef => ({ number, hash: word(number) });
  const aDuty = (n: number, blockNumber = 1): NewDuty => ({
    id: requestOf(n) as RequestId,
    requester: CLINIC,
    request: aRequest({ nonce: 2n ** 200n }),
    blockNumber,
    openedAt: 100,
    seenAt: 1_000 + n,
  });
  const scan = (
    to: number,
    duties: NewDuty[] = [],
    settled: NewDuty[] = [],
    outcome: number = RequestStatus.Fulfilled,
  ) => ({
    to: block(to),
    opened: duties,
    proposed: [],
    settled: settled.map(({ id }) => ({ id, outcome, blockNumber: to })),
  });
  const id = requestOf(1) as RequestId;

  it("keeps requests, numbers beyond 2^53 included, and the cursor over a restart", async () => {
    const first = await open();
    await first.recordScan(scan(5, [aDuty(1)]));
    await opened.pop()?.close();
    const second = await open();
    expect(await second.cursor()).to.deep.equal(block(5));
    expect((await second.duty(id))?.request).to.deep.equal(aRequest({ nonce: 2n ** 200n }));
    expect((await second.duty(id))?.state).to.equal("seen");
  });

  it("takes a request in once", async () => {
    const store = await open();
    expect((await store.recordScan(scan(1, [aDuty(1)]))).opened).to.have.length(1);
    await store.move(id, "seen", "authorised", {});
    expect((await store.recordScan(scan(2, [aDuty(1)]))).opened).to.have.length(0);
    expect((await store.duty(id))?.state).to.equal("authorised");
  });

  it("moves a duty only from where it is, and only along an arrow", async () => {
    const store = await open();
    await store.recordScan(scan(1, [aDuty(1)]));
    expect(await store.move(id, "seen", "authorised", { attempts: 2 })).to.equal(true);
    expect(await store.move(id, "seen", "authorised", {})).to.equal(false);
    expect((await store.duty(id))?.attempts).to.equal(2);
    expect(await codeOf(() => store.move(id, "authorised", "submitted", {}))).to.equal("ILLEGAL_MOVE");
  });

  it("hands out what is due, the longest waiting first, and counts the backlog", async () => {
    const store = await open();
    await store.recordScan(scan(1, [aDuty(1), aDuty(2), aDuty(3)]));
    await store.touch(id, { nextAttemptAt: 50 });
    await store.touch(requestOf(2) as RequestId, { nextAttemptAt: 200 });
    expect((await store.claimDuties(100, 1)).map((duty) => duty.id)).to.deep.equal([requestOf(3)]);
    await store.freeDuty(requestOf(3) as RequestId);
    const both = await store.claimDuties(100, 9);
    expect(both.map((duty) => duty.id)).to.deep.equal([requestOf(3), requestOf(1)]);
    expect(await store.backlog()).to.deep.equal({ active: 3, oldestSeenAt: 1_001 });
  });

  it("keeps a result while its answer stands and erases it otherwise", async () => {
    const store = await open();
    const sealed = { encapsulatedKey: word(1), ciphertext: word(2) };
    await store.recordScan(scan(1, [aDuty(1), aDuty(2)]));
    for (const n of [1, 2]) {
      const duty = requestOf(n) as RequestId;
      await store.move(duty, "seen", "authorised", {});
      await store.move(duty, "authorised", "computed", { output: word(3) }, sealed);
    }
    await store.recordScan(scan(2, [], [aDuty(1)]));
    await store.recordScan(scan(3, [], [aDuty(2)], RequestStatus.ConsentRevoked));
    expect(await store.result(id)).to.deep.equal(sealed);
    expect(await store.result(requestOf(2) as RequestId)).to.equal(undefined);
    expect(await store.duty(id)).to.include({ state: "settled", outcome: RequestStatus.Fulfilled });
  });

  it("tells of a settlement once", async () => {
    const store = await open();
    await store.recordScan(scan(1, [aDuty(1)]));
    expect((await store.recordScan(scan(2, [], [aDuty(1)]))).settled).to.have.length(1);
    expect((await store.recordScan(scan(3, [], [aDuty(1)]))).settled).to.have.length(0);
  });

  it("forgets on a rewind what the chain no longer has, but never a signature", async () => {
    const store = await open();
    await store.recordScan(scan(1, [aDuty(1, 1)]));
    await store.recordScan(scan(2, [aDuty(2, 2)], [aDuty(1)]));
    await store.releaseSignature(
      requestOf(2) as RequestId,
      { kind: "answer", outputHash: word(1) },
      async () => word(9),
    );
    await store.rewindTo(block(1));
    expect(await store.cursor()).to.deep.equal(block(1));
    expect(await store.duty(requestOf(2) as RequestId)).to.equal(undefined);
    expect(await store.duty(id)).to.include({ state: "seen", outcome: undefined });
    const again = () =>
      store.releaseSignature(requestOf(2) as RequestId, { kind: "answer", outputHash: word(2) }, async () =>
        word(9),
      );
    expect(await codeOf(again)).to.equal("WOULD_EQUIVOCATE");
  });

  it("keeps a result that the chain brings back together with its request", async () => {
    const store = await open();
    const sealed = { encapsulatedKey: word(1), ciphertext: word(2) };
    await store.recordScan(scan(1));
    await store.recordScan(scan(2, [aDuty(1, 2)]));
    await store.move(id, "seen", "authorised", {});
    await store.move(id, "authorised", "computed", { output: word(3) }, sealed);
    await store.recordScan(scan(3, [], [aDuty(1)]));
    await store.rewindTo(block(1));
    await store.cursor();
    await store.recordScan(scan(4, [aDuty(1, 3)], [aDuty(1)]));
    expect(await store.duty(id)).to.include({ state: "settled", outcome: RequestStatus.Fulfilled });
    expect(await store.result(id)).to.deep.equal(sealed);
  });

  it("goes on with what it signed when the chain takes an end back", async () => {
    const store = await open();
    const other = requestOf(2) as RequestId;
    await store.recordScan(scan(1, [aDuty(1), aDuty(2)]));
    const refusal = { kind: "refusal", reason: RefusalReason.PayloadUnavailable } as const;
    await store.releaseSignature(id, refusal, async () => word(9));
    await store.move(other, "seen", "authorised", {});
    await store.move(other, "authorised", "computed", { output: word(3), outputHash: word(4) });
    await store.releaseSignature(other, { kind: "answer", outputHash: word(4) }, async () => word(9));
    await store.recordScan(scan(2, [], [aDuty(1), aDuty(2)]));
    await store.rewindTo(block(1));
    expect(await store.duty(id)).to.include({ state: "refusing", refusal: RefusalReason.PayloadUnavailable });
    expect(await store.duty(other)).to.include({ state: "computed", output: word(3) });
    await store.rewindTo(undefined);
    await store.cursor();
    await store.recordScan(scan(1, [aDuty(1)]));
    expect(await store.duty(id)).to.include({ state: "refusing", refusal: RefusalReason.PayloadUnavailable });
  });

  it("can be rewound to nothing", async () => {
    const store = await open();
    await store.recordScan(scan(1, [aDuty(1)]));
    await store.rewindTo(undefined);
    expect(await store.cursor()).to.equal(undefined);
    expect(await store.journal()).to.deep.equal([]);
  });

  it("lets no signature out when signing fails, and holds to what it was about to sign", async () => {
    const store = await open();
    const failing = store.releaseSignature(id, { kind: "answer", outputHash: word(1) }, () =>
      Promise.reject(new TypeError("no key")),
    );
    expect(await failing.catch((error: Error) => error.message)).to.equal("no key");
    const other = () =>
      store.releaseSignature(id, { kind: "answer", outputHash: word(2) }, async () => word(9));
    expect(await codeOf(other)).to.equal("WOULD_EQUIVOCATE");
    const same = { kind: "answer", outputHash: word(1) } as const;
    expect(await store.releaseSignature(id, same, async () => word(9))).to.equal(word(9));
  });

  it("signs a batch only if nothing contradicts any of it, and then records all of it", async () => {
    const store = await open();
    const member = (n: number, output: number) => ({
      id: requestOf(n) as RequestId,
      next: { kind: "answer", outputHash: word(output) } as const,
    });
    const sign = async () => word(9);
    await store.releaseSignature(requestOf(2) as RequestId, member(2, 5).next, sign);
    const contradicting = () => store.releaseBatch([member(1, 1), member(2, 6), member(3, 3)], sign);
    expect(await codeOf(contradicting)).to.equal("WOULD_EQUIVOCATE");
    expect(await store.releaseBatch([member(1, 7), member(3, 8)], sign)).to.equal(word(9));
    expect(await codeOf(() => store.releaseBatch([member(3, 9)], sign))).to.equal("WOULD_EQUIVOCATE");
  });

  it("remembers a refusal beside an answer", async () => {
    const store = await open();
    const refusal = { kind: "refusal", reason: RefusalReason.NoLiveConsent } as const;
    await store.releaseSignature(id, { kind: "answer", outputHash: word(1) }, async () => word(9));
    await store.releaseSignature(id, refusal, async () => word(9));
    const answer = () =>
      store.releaseSignature(id, { kind: "answer", outputHash: word(1) }, async () => word(9));
    expect(await codeOf(answer)).to.equal("WOULD_EQUIVOCATE");
  });

  it("belongs to one chain, oracle and operator", async () => {
    await open();
    await opened.pop()?.close();
    expect(await codeOf(() => open({ ...IDENTITY, chainId: 1 }))).to.equal("FOREIGN_STORE");
    expect(await codeOf(() => open({ ...IDENTITY, operator: HOSPITAL }))).to.equal("FOREIGN_STORE");
    expect(await codeOf(() => open())).to.equal("no error");
  });
});

describe("a store in a file", () => {
  it("belongs to one process", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "theriac-store-"));
    const place = { path: path.join(folder, "node.sqlite") };
    const store = await openStore(place, IDENTITY);
    expect(await codeOf(() => openStore(place, IDENTITY))).to.equal("STORE_UNAVAILABLE");
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it("holds after kill -9 every signature that left the process", async function () {
    this.timeout(30_000);
    const folder = mkdtempSync(path.join(tmpdir(), "theriac-store-"));
    const place = { path: path.join(folder, "node.sqlite") };
    const script = path.join(import.meta.dirname, "releaseForever.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script, JSON.stringify(place)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let last = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      last = Number(line.split(" ")[0]);
      if (last === 40) child.kill("SIGKILL");
    }
    expect(last).to.be.at.least(40);
    const store = await openStore(place, IDENTITY);
    for (let n = 0; n <= last; n++) {
      const duty = requestOf(n) as RequestId;
      const other = () =>
        store.releaseSignature(duty, { kind: "answer", outputHash: word(0xcc) }, async () => word(9));
      expect(await codeOf(other), `request ${n}`).to.equal("WOULD_EQUIVOCATE");
      const same = await store.releaseSignature(duty, { kind: "answer", outputHash: outputOf(n) }, async () =>
        word(9),
      );
      expect(same).to.equal(word(9));
    }
    await store.close();
    rmSync(folder, { recursive: true });
  });
});
