import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import type { NewDuty } from "../../../oracle/domain/duty.ts";
import type { BlockRef } from "../../../oracle/domain/ports.ts";
import { openStore } from "../../../oracle/store/openStore.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { RefusalReason, RequestStatus } from "../../../standards/inference.ts";
import { aRequest, CLINIC, HOSPITAL, word } from "../standards/builders.ts";
import { IDENTITY, outputOf, requestOf } from "./identity.ts";

const codeOf = (action: () => unknown): string => {
  try {
    action();
    return "no error";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("store", () => {
  let folder: string;
  let file: string;
  const opened: { close: () => void }[] = [];
  const open = (identity = IDENTITY) => {
    const store = openStore(file, identity);
    opened.push(store);
    return store;
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-store-"));
    file = path.join(folder, "node.sqlite");
  });
  afterEach(() => {
    for (const store of opened.splice(0)) store.close();
    rmSync(folder, { recursive: true });
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

  it("keeps requests, numbers beyond 2^53 included, and the cursor over a restart", () => {
    const first = open();
    first.recordScan(scan(5, [aDuty(1)]));
    opened.pop()?.close();
    const second = open();
    expect(second.cursor()).to.deep.equal(block(5));
    expect(second.duty(id)?.request).to.deep.equal(aRequest({ nonce: 2n ** 200n }));
    expect(second.duty(id)?.state).to.equal("seen");
  });

  it("takes a request in once", () => {
    const store = open();
    expect(store.recordScan(scan(1, [aDuty(1)])).opened).to.have.length(1);
    store.move(id, "seen", "authorised", {});
    expect(store.recordScan(scan(2, [aDuty(1)])).opened).to.have.length(0);
    expect(store.duty(id)?.state).to.equal("authorised");
  });

  it("moves a duty only from where it is, and only along an arrow", () => {
    const store = open();
    store.recordScan(scan(1, [aDuty(1)]));
    expect(store.move(id, "seen", "authorised", { attempts: 2 })).to.equal(true);
    expect(store.move(id, "seen", "authorised", {})).to.equal(false);
    expect(store.duty(id)?.attempts).to.equal(2);
    expect(codeOf(() => store.move(id, "authorised", "submitted", {}))).to.equal("ILLEGAL_MOVE");
  });

  it("hands out what is due, the longest waiting first, and counts the backlog", () => {
    const store = open();
    store.recordScan(scan(1, [aDuty(1), aDuty(2), aDuty(3)]));
    store.touch(id, { nextAttemptAt: 50 });
    store.touch(requestOf(2) as RequestId, { nextAttemptAt: 200 });
    expect(store.dueDuties(100, 9).map((duty) => duty.id)).to.deep.equal([requestOf(3), requestOf(1)]);
    expect(store.dueDuties(100, 1)).to.have.length(1);
    expect(store.backlog()).to.deep.equal({ active: 3, oldestSeenAt: 1_001 });
  });

  it("keeps a result while its answer stands and erases it otherwise", () => {
    const store = open();
    const sealed = { encapsulatedKey: word(1), ciphertext: word(2) };
    store.recordScan(scan(1, [aDuty(1), aDuty(2)]));
    for (const n of [1, 2]) {
      const duty = requestOf(n) as RequestId;
      store.move(duty, "seen", "authorised", {});
      store.move(duty, "authorised", "computed", { output: word(3) }, sealed);
    }
    store.recordScan(scan(2, [], [aDuty(1)]));
    store.recordScan(scan(3, [], [aDuty(2)], RequestStatus.ConsentRevoked));
    expect(store.result(id)).to.deep.equal(sealed);
    expect(store.result(requestOf(2) as RequestId)).to.equal(undefined);
    expect(store.duty(id)).to.include({ state: "settled", outcome: RequestStatus.Fulfilled });
  });

  it("tells of a settlement once", () => {
    const store = open();
    store.recordScan(scan(1, [aDuty(1)]));
    expect(store.recordScan(scan(2, [], [aDuty(1)])).settled).to.have.length(1);
    expect(store.recordScan(scan(3, [], [aDuty(1)])).settled).to.have.length(0);
  });

  it("forgets on a rewind what the chain no longer has, but never a signature", () => {
    const store = open();
    store.recordScan(scan(1, [aDuty(1, 1)]));
    store.recordScan(scan(2, [aDuty(2, 2)], [aDuty(1)]));
    store.releaseSignature(requestOf(2) as RequestId, { kind: "answer", outputHash: word(1) }, () => word(9));
    store.rewindTo(block(1));
    expect(store.cursor()).to.deep.equal(block(1));
    expect(store.duty(requestOf(2) as RequestId)).to.equal(undefined);
    expect(store.duty(id)).to.include({ state: "seen", outcome: undefined });
    const again = () =>
      store.releaseSignature(requestOf(2) as RequestId, { kind: "answer", outputHash: word(2) }, () =>
        word(9),
      );
    expect(codeOf(again)).to.equal("WOULD_EQUIVOCATE");
  });

  it("can be rewound to nothing", () => {
    const store = open();
    store.recordScan(scan(1, [aDuty(1)]));
    store.rewindTo(undefined);
    expect(store.cursor()).to.equal(undefined);
    expect(store.journal()).to.deep.equal([]);
  });

  it("does not let a signature out when signing fails, and records nothing", () => {
    const store = open();
    const failing = () =>
      store.releaseSignature(id, { kind: "answer", outputHash: word(1) }, () => {
        throw new TypeError("no key");
      });
    expect(failing).to.throw("no key");
    expect(store.releaseSignature(id, { kind: "answer", outputHash: word(2) }, () => word(9))).to.equal(
      word(9),
    );
  });

  it("remembers a refusal beside an answer", () => {
    const store = open();
    const refusal = { kind: "refusal", reason: RefusalReason.NoLiveConsent } as const;
    store.releaseSignature(id, { kind: "answer", outputHash: word(1) }, () => word(9));
    store.releaseSignature(id, refusal, () => word(9));
    const answer = () => store.releaseSignature(id, { kind: "answer", outputHash: word(1) }, () => word(9));
    expect(codeOf(answer)).to.equal("WOULD_EQUIVOCATE");
  });

  it("belongs to one process", () => {
    open();
    expect(codeOf(() => openStore(file, IDENTITY))).to.equal("STORE_UNAVAILABLE");
  });

  it("belongs to one chain, oracle and operator", () => {
    open();
    opened.pop()?.close();
    expect(codeOf(() => open({ ...IDENTITY, chainId: 1 }))).to.equal("FOREIGN_STORE");
    expect(codeOf(() => open({ ...IDENTITY, operator: HOSPITAL }))).to.equal("FOREIGN_STORE");
    expect(codeOf(() => open())).to.equal("no error");
  });

  it("keeps the transactions that are not known to be mined", () => {
    const { attempts } = open();
    const attempt = { hash: word(1), requestId: id, maxFee: 2n ** 70n, priorityFee: 1n, raw: "0x02" as Hex };
    for (const nonce of [4, 3, 5]) attempts.save({ ...attempt, nonce });
    attempts.remove(5);
    attempts.forgetBelow(4);
    expect(attempts.open()).to.deep.equal([{ ...attempt, nonce: 4 }]);
  });

  it("holds after kill -9 every signature that left the process", async function () {
    this.timeout(30_000);
    const script = path.join(import.meta.dirname, "releaseForever.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script, file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let last = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      last = Number(line.split(" ")[0]);
      if (last === 40) child.kill("SIGKILL");
    }
    expect(last).to.be.at.least(40);
    const store = open();
    for (let n = 0; n <= last; n++) {
      const duty = requestOf(n) as RequestId;
      const other = () =>
        store.releaseSignature(duty, { kind: "answer", outputHash: word(0xcc) }, () => word(9));
      expect(codeOf(other), `request ${n}`).to.equal("WOULD_EQUIVOCATE");
      const same = store.releaseSignature(duty, { kind: "answer", outputHash: outputOf(n) }, () => word(9));
      expect(same).to.equal(word(9));
    }
  });
});
