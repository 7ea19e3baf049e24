import { expect } from "chai";
import { openStore } from "../../../oracle/store/openStore.ts";
import type { RequestId } from "../../../standards/hex.ts";
import { aRequest, CLINIC, word } from "../standards/builders.ts";
import { describeEachStore } from "./eachStore.ts";
import { IDENTITY, requestOf } from "./identity.ts";

describeEachStore("moves of several duties", (newPlace) => {
  it("happen all or none", async () => {
    const store = await openStore(await newPlace(), IDENTITY);
    const [first, second] = [requestOf(1) as RequestId, requestOf(2) as RequestId];
    const ids = [second, first];
    const opened = ids.map((id) => ({
      id,
      requester: CLINIC,
      request: aRequest(),
      blockNumber: 1,
      openedAt: 1,
      seenAt: 1,
    }));
    await store.recordScan({ to: { number: 1, hash: word(1) }, opened, proposed: [], settled: [] });
    await store.move(second, "seen", "authorised", {});
    expect(await store.moveAll([first, second], "seen", "authorised", { lastError: "A" })).to.equal(false);
    expect(await store.duty(first)).to.include({ state: "seen", lastError: undefined });
    await store.move(first, "seen", "authorised", {});
    expect(await store.moveAll(ids, "authorised", "computed", { lastError: "B" })).to.equal(true);
    for (const id of ids) expect(await store.duty(id)).to.include({ state: "computed", lastError: "B" });
    const error = await store.moveAll(ids, "computed", "seen", {}).catch((thrown) => thrown);
    expect(error).to.have.property("code", "ILLEGAL_MOVE");
    await store.close();
  });
});
