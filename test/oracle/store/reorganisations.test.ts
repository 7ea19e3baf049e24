import { expect } from "chai";
import type { StorePlace } from "../../../oracle/store/openDatabase.ts";
import { openStore } from "../../../oracle/store/openStore.ts";
import type { RequestId } from "../../../standards/hex.ts";
import { RefusalReason, RequestStatus } from "../../../standards/inference.ts";
import { word } from "../standards/builders.ts";
import { describeEachStore } from "./eachStore.ts";
import { IDENTITY, requestOf } from "./identity.ts";
import { aDuty, block, id, scan } from "./scanning.ts";

const codeOf = async (action: () => unknown): Promise<string> => {
  try {
    await action();
    return "no error";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describeEachStore("a store over a reorganisation", (newPlace) => {
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
});
