import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { extractorOf } from "../../../oracle/inference/extract/extractorOf.ts";
import { loadModel } from "../../../oracle/inference/loadModel.ts";
import { manifestHash, parseManifest } from "../../../oracle/inference/manifest.ts";
import { modelIdOf } from "../../../oracle/inference/modelId.ts";
import { decodeNetworkFile, encodeNetworkFile } from "../../../oracle/inference/networkFile.ts";
import { contentHash, privateInputCommitment } from "../../../standards/commitments.ts";
import type { ModelId } from "../../../standards/hex.ts";
import { errorOf, rejectionOf } from "./helpers.ts";

const WDBC = path.resolve(import.meta.dirname, "../../../models/wdbc");
const SALT = `0x${"5a".repeat(32)}` as const;

// biome-ignore lint/suspicious/noExplicitAny: tests break the form on purpose.
type Json = Record<string, any>;

describe("model folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "model-"));
    await cp(WDBC, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = (name: string): string => path.join(folder, "artifacts", name);
  const load = () => loadModel({ folder, backend: "wasm" });
  const editManifest = async (edit: (manifest: Json) => unknown): Promise<void> => {
    const manifest = JSON.parse(await readFile(file("manifest.json"), "utf8"));
    edit(manifest);
    await writeFile(file("manifest.json"), JSON.stringify(manifest));
  };
  // Puts other bytes in the place of a file and names them in the manifest, as an attacker would.
  const replace = async (name: string, entry: string, bytes: Uint8Array): Promise<void> => {
    await writeFile(file(name), bytes);
    await editManifest((manifest) => Object.assign(manifest[entry], { hash: contentHash(bytes) }));
  };

  it("loads with the id that its files give", async () => {
    const model = await load();
    const claimed = JSON.parse(await readFile(file("model-id.json"), "utf8"));
    expect(model.id).to.equal(claimed.modelId);
    expect([model.name, model.flags, model.inputs, model.outputs]).to.deep.equal([
      "wdbc-diagnosis-assist",
      3,
      30,
      1,
    ]);
    expect(model.backend).to.equal("wasm");
    const x = model.vectors[0]?.x as Int32Array;
    expect(await model.infer(x)).to.deep.equal(model.vectors[0]?.scores);
    expect(model.commit(x, SALT)).to.equal(privateInputCommitment(x, SALT));
  });

  it("loads only the model that was expected", async () => {
    const { id } = await load();
    expect((await loadModel({ folder, expectedId: id })).id).to.equal(id);
    await rejectionOf(loadModel({ folder, expectedId: SALT as ModelId }), "MODEL_HASH_MISMATCH");
  });

  it("refuses a network file with one weight changed", async () => {
    const bytes = await readFile(file("network.q8p2"));
    bytes[40] = (bytes[40] as number) ^ 1;
    await writeFile(file("network.q8p2"), bytes);
    const error = await rejectionOf(load(), "MODEL_HASH_MISMATCH");
    expect(error.context).to.include({ what: "network file" });
  });

  it("refuses a changed network that the manifest names, because its vectors fail", async () => {
    const network = decodeNetworkFile(await readFile(file("network.q8p2")));
    network.layers[2]?.biases.set([1], 0);
    await replace("network.q8p2", "network", encodeNetworkFile(network));
    await rejectionOf(load(), "MODEL_VECTORS_FAILED");
  });

  it("refuses a truncated network that the manifest names", async () => {
    await replace("network.q8p2", "network", (await readFile(file("network.q8p2"))).subarray(0, -1));
    await rejectionOf(load(), "NETWORK_TRUNCATED");
  });

  it("refuses a network past its overflow bound that the manifest names", async () => {
    const network = decodeNetworkFile(await readFile(file("network.q8p2")));
    network.layers[0]?.biases.set([2 ** 24], 3);
    await replace("network.q8p2", "network", encodeNetworkFile(network));
    const error = await rejectionOf(load(), "OVERFLOW_BOUND_BROKEN");
    expect(error.context).to.include({ layer: 0, neuron: 3 });
  });

  it("refuses changed vectors, also when the manifest names them", async () => {
    const vectors = JSON.parse(await readFile(file("vectors.json"), "utf8"));
    vectors.vectors[3].scores[0] += 1;
    const bytes = Buffer.from(JSON.stringify(vectors));
    await writeFile(file("vectors.json"), bytes);
    await rejectionOf(load(), "MODEL_HASH_MISMATCH");
    await replace("vectors.json", "vectors", bytes);
    expect((await rejectionOf(load(), "MODEL_VECTORS_FAILED")).context).to.deep.equal({ vector: 3 });
  });

  it("refuses vectors of another form or number", async () => {
    await replace("vectors.json", "vectors", Buffer.from("[1"));
    await rejectionOf(load(), "MODEL_VECTORS_FAILED");
    await replace(
      "vectors.json",
      "vectors",
      Buffer.from('{"kind":"model-vectors/1","vectors":[{"x":[0],"scores":[0]}]}'),
    );
    await rejectionOf(load(), "MODEL_VECTORS_FAILED");
  });

  it("refuses a quantiser that was changed, because payloads extract to other inputs", async () => {
    await editManifest((manifest) => Object.assign(manifest.inputs[0], { C: 0 }));
    await rejectionOf(load(), "MODEL_VECTORS_FAILED");
  });

  it("refuses manifests that are not JSON, have unknown fields or contradict themselves", async () => {
    const edits: ((manifest: Json) => unknown)[] = [
      (m) => Object.assign(m, { extra: 1 }),
      (m) => Object.assign(m, { flags: 4 }),
      (m) => m.inputs.pop(),
      (m) => Object.assign(m.network, { dims: [30, 16, 9, 1] }),
      (m) => Object.assign(m.decision, { output: 1 }),
      (m) => m.calibration.scores.reverse(),
      (m) => Object.assign(m.inputs[0], { M: 0.5 }),
    ];
    for (const edit of edits) {
      await cp(path.join(WDBC, "artifacts", "manifest.json"), file("manifest.json"));
      await editManifest(edit);
      await rejectionOf(load(), "MANIFEST_INVALID");
    }
    await writeFile(file("manifest.json"), "{");
    await rejectionOf(load(), "MANIFEST_INVALID");
  });

  it("refuses a folder that lacks a file", async () => {
    await rm(file("vectors.json"));
    expect((await rejectionOf(load(), "MODEL_FILE_MISSING")).context.file).to.equal(file("vectors.json"));
  });

  it("refuses an extractor that nobody wrote", async () => {
    errorOf(() => extractorOf("nobody/1"), "EXTRACTOR_UNKNOWN");
    await editManifest((manifest) => Object.assign(manifest, { extractor: "nobody/1" }));
    await rejectionOf(load(), "EXTRACTOR_UNKNOWN");
  });

  it("hashes the manifest's meaning, not its layout", async () => {
    const text = await readFile(file("manifest.json"), "utf8");
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()), null, 3);
    expect(manifestHash(parseManifest(reversed))).to.equal(manifestHash(parseManifest(text)));
  });

  it("computes the id as abi.encode(bytes32, bytes32, uint8) hashed", () => {
    const word = (byte: string) => `0x${byte.repeat(32)}` as const;
    const encoded = Buffer.from(`${"01".repeat(32)}${"02".repeat(32)}${"00".repeat(31)}03`, "hex");
    expect(modelIdOf(word("01"), word("02"), 3)).to.equal(contentHash(encoded));
  });
});
