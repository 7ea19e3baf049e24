import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { loadConfig, loadIndexConfig } from "../../../oracle/config/loadConfig.ts";

const CONFIGS = path.resolve(import.meta.dirname, "../../../oracle/config");
type Json = Record<string, Record<string, unknown>>;

describe("the config of an index, and of where a node uses data", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-index-config-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const keyOf = (
    load: typeof loadIndexConfig | typeof loadConfig,
    example: string,
    change: (config: Json) => void,
  ) => {
    const config = JSON.parse(readFileSync(path.join(CONFIGS, example), "utf8"));
    change(config);
    const file = path.join(folder, example);
    writeFileSync(file, JSON.stringify(config));
    try {
      load(file, {});
      return undefined;
    } catch (error) {
      return (error as { context: { key: string } }).context.key;
    }
  };

  it("is read from the example, with paths made absolute", () => {
    const config = loadIndexConfig(path.join(CONFIGS, "index.example.json"), {});
    expect(config.store.path).to.equal(path.join(CONFIGS, "data/index.sqlite"));
    expect(config.chain.confirmations).to.equal(2);
    expect(config.contracts).to.include.keys("batches", "units", "coldChain", "anchors");
    expect(loadConfig(path.join(CONFIGS, "node.example.json"), {}).jurisdiction).to.equal("CH");
  });

  const wrong: [string, (config: Json) => void][] = [
    ["contracts.records", (config) => delete config.contracts?.records],
    [
      "contracts",
      (config) => Object.assign(config.contracts as object, { records: config.contracts?.policies }),
    ],
    ["peers", (config) => Object.assign(config, { peers: [] })],
    ["operator", (config) => Object.assign(config, { operator: {} })],
    ["server.port", (config) => Object.assign(config.server as object, { port: 70_000 })],
  ];
  for (const [key, change] of wrong) {
    it(`refuses a wrong ${key}`, () => {
      expect(keyOf(loadIndexConfig, "index.example.json", change)).to.equal(key);
    });
  }

  for (const jurisdiction of [undefined, "", "ch", "CHE", "C1"]) {
    it(`refuses ${jurisdiction} as a node's jurisdiction`, () => {
      const key = keyOf(loadConfig, "node.example.json", (config) => Object.assign(config, { jurisdiction }));
      expect(key).to.equal("jurisdiction");
    });
  }
});
