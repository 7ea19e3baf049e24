import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { keyPath, readNetwork } from "../../circuits/commands/models.ts";
import { generateCircuit } from "../../circuits/generate.ts";
import { parseKeyFile, sha256 } from "../../circuits/keyFile.ts";

const MODELS = readdirSync(path.dirname(keyPath("any"))).map((file) => path.basename(file, ".json"));

describe("committed verification keys", () => {
  it("are there for the private models that a custodian may prove", () => {
    expect(MODELS).to.include.members(["splice-site", "wdbc"]);
  });

  for (const model of MODELS)
    it(`is of the network that ships and of its circuit: ${model}`, async () => {
      const { network, networkHash } = await readNetwork(model);
      const file = parseKeyFile(readFileSync(keyPath(model), "utf8"));
      expect(file.networkHash).to.equal(networkHash);
      expect(file.circuitSha256).to.equal(sha256(generateCircuit(network)));
    });
});
