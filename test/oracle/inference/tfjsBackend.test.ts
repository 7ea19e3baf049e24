import { expect } from "chai";
import { loadTfBackend } from "../../../oracle/inference/tfjsBackend.ts";

describe("loadTfBackend", () => {
  it("gives everybody who asks at the same moment the backend that was asked for", async () => {
    const loaded = await Promise.all(Array.from({ length: 6 }, () => loadTfBackend("wasm")));
    expect(loaded.map(({ backend }) => backend)).to.deep.equal(Array(6).fill("wasm"));
    for (const { tf } of loaded) expect(tf.getBackend()).to.equal("wasm");
  });
});
