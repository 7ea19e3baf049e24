import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { certify, EXACT_LIMIT } from "../../oracle/inference/certificate.ts";
import { loadModel } from "../../oracle/inference/loadModel.ts";
import { modelIdOf } from "../../oracle/inference/modelId.ts";
import type { Network } from "../../oracle/inference/network.ts";
import { decodeNetworkFile, encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { parseRelevanceManifest, relevanceManifestHash } from "../../oracle/inference/relevance/manifest.ts";
import { MODEL_FOLDERS } from "../../scripts/local/models.ts";
import { contentHash } from "../../standards/commitments.ts";
import { TheriacError } from "../../standards/errors.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { testChain } from "../support/chain.ts";
import { deployed, staffed } from "../support/fixtures.ts";
import { revertOf } from "../support/reverts.ts";

const RELEVANCE = path.resolve(import.meta.dirname, "../../models/text-relevance/artifacts");

const NO_FLAGS = 0;

const networkOf = (folder: string): Network =>
  decodeNetworkFile(Uint8Array.from(readFileSync(path.join(folder, "artifacts/network.q8p2"))));

/** The network with the last layer's first bias raised until its neuron reaches `bound`. */
const withBound = (network: Network, bound: number): Network => {
  const last = network.layers.at(-1);
  if (last === undefined) throw new TypeError("A network has layers.");
  const { bounds } = certify(network);
  const reached = bounds.at(-1)?.[0] ?? 0;
  const biases = Int32Array.from(last.biases);
  biases[0] = bound - reached + Math.abs(biases[0] ?? 0);
  return { ...network, layers: [...network.layers.slice(0, -1), { ...last, biases }] };
};

/** The file with one weight of -128, which has no counterpart of the other sign. */
const withWeight128 = (network: Network): Uint8Array => {
  const file = encodeNetworkFile(network);
  const firstWeight = 6 + 2 * network.dims.length + network.shifts.length;
  file[firstWeight] = 0x80;
  return file;
};

describe("the shipped models", () => {
  it("are registered under the very ids that their artifacts state", async () => {
    const { contracts, models } = await (await testChain()).load(staffed);
    for (const [name, folder] of Object.entries(MODEL_FOLDERS)) {
      const stated = JSON.parse(readFileSync(path.join(folder, "artifacts/model-id.json"), "utf8"));
      const model = await contracts.models.modelOf(stated.modelId);
      expect(model.networkHash, name).to.equal(stated.networkHash);
      expect(model.manifestHash, name).to.equal(stated.manifestHash);
      expect(model.flags, name).to.equal(BigInt(stated.flags));
      const { network } = models[name as keyof typeof models];
      expect([model.inputs, model.outputs]).to.deep.equal(
        [network.dims[0], network.dims.at(-1)].map((dim) => BigInt(dim ?? 0)),
      );
      const id = await contracts.models.modelIdOf(stated.networkHash, stated.manifestHash, stated.flags);
      expect(id, name).to.equal(stated.modelId);
      expect(await contracts.models.statusOf(stated.modelId)).to.deep.equal([true, BigInt(stated.flags)]);
    }
  });
});

describe("text relevance", () => {
  it("is registered by its carrier, under the id that nodes answer to", async () => {
    const { addresses, contracts, govern } = await (await testChain()).load(deployed);
    const manifest = parseRelevanceManifest(readFileSync(path.join(RELEVANCE, "manifest.json"), "utf8"));
    const manifestHash = relevanceManifestHash(manifest);
    const file = readFileSync(path.join(RELEVANCE, "network.q8p2"));
    const data = contracts.models.interface.encodeFunctionData("register", [
      file,
      manifestHash,
      manifest.flags,
    ]);
    await govern({ target: addresses.ModelRegistry, data });
    const id = modelIdOf(manifest.carrier.hash, manifestHash, manifest.flags);
    const { networkHash, inputs, outputs } = await contracts.models.modelOf(id);
    expect({ networkHash, inputs, outputs }).to.deep.equal({
      networkHash: manifest.carrier.hash,
      inputs: 1n,
      outputs: 1n,
    });
    expect(await contracts.models.statusOf(id)).to.deep.equal([false, 0n]);
  });
});

describe("a network pushed over its certificate", () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), "theriac-models-"));
  after(() => rmSync(scratch, { recursive: true, force: true }));

  /** What loading a model folder with this network file in it ends with. */
  const load = async (folder: string, file: Uint8Array): Promise<string> => {
    const copy = path.join(scratch, randomWord().slice(2, 12));
    cpSync(path.join(folder, "artifacts"), path.join(copy, "artifacts"), { recursive: true });
    const manifestFile = path.join(copy, "artifacts/manifest.json");
    const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
    manifest.network.hash = contentHash(file);
    writeFileSync(manifestFile, JSON.stringify(manifest));
    writeFileSync(path.join(copy, "artifacts/network.q8p2"), file);
    try {
      (await loadModel({ folder: copy, backend: "cpu" })).dispose();
      return "loaded";
    } catch (error) {
      if (error instanceof TheriacError) return error.code;
      throw error;
    }
  };

  const register = async (file: Uint8Array): Promise<string> => {
    const { addresses, contracts, govern } = await (await testChain()).load(deployed);
    const data = contracts.models.interface.encodeFunctionData("register", [file, randomWord(), NO_FLAGS]);
    return revertOf(govern({ target: addresses.ModelRegistry, data }));
  };

  for (const [name, folder] of Object.entries(MODEL_FOLDERS)) {
    it(`by one is refused by chain and node alike, and one below is taken by both (${name})`, async () => {
      const network = networkOf(folder);
      const at = (bound: number): Uint8Array => encodeNetworkFile(withBound(network, bound));
      expect(await register(at(EXACT_LIMIT))).to.equal("NetworkFile_CertificateFailed");
      expect(await load(folder, at(EXACT_LIMIT))).to.equal("OVERFLOW_BOUND_BROKEN");
      expect(await register(at(EXACT_LIMIT - 1))).to.equal("no error");
      expect(certify(withBound(network, EXACT_LIMIT - 1)).largest).to.equal(EXACT_LIMIT - 1);
      // Only its test vectors still tell it from the shipped one.
      expect(await load(folder, at(EXACT_LIMIT - 1))).to.equal("MODEL_VECTORS_FAILED");
    });
  }

  it("by a weight of -128 is refused by chain and node alike", async () => {
    const folder = MODEL_FOLDERS.coldChain;
    const file = withWeight128(networkOf(folder));
    expect(await register(file)).to.equal("NetworkFile_WeightOutOfRange");
    expect(await load(folder, file)).to.equal("NETWORK_BAD_WEIGHT");
  });
});
