import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { createKeys } from "../../../oracle/config/createKeys.ts";
import { loadWatchConfig } from "../../../oracle/config/loadConfig.ts";
import { openAccount } from "../../../oracle/config/openKeys.ts";

const EXAMPLE = path.resolve(import.meta.dirname, "../../../oracle/config/watch.example.json");

type Json = Record<string, Record<string, unknown>>;

describe("a watcher's config", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-watch-config-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const errorOf = (change: (config: Json) => void): { code?: string; context?: { key?: string } } => {
    const config = JSON.parse(readFileSync(EXAMPLE, "utf8"));
    change(config);
    const file = path.join(folder, "watch.json");
    writeFileSync(file, JSON.stringify(config));
    try {
      loadWatchConfig(file, {});
      return {};
    } catch (error) {
      return error as { code: string; context: { key: string } };
    }
  };

  it("is read from the example, with paths made absolute", () => {
    const config = loadWatchConfig(EXAMPLE, {});
    expect(config.watcher.keystore).to.equal(path.resolve(path.dirname(EXAMPLE), "keys/keystore.json"));
    expect((config.store as { path: string }).path).to.equal(
      path.resolve(path.dirname(EXAMPLE), "data/watch.sqlite"),
    );
    expect(config.giveUpAfterMs).to.equal(86_400_000);
  });

  const table: [string, (config: Json) => void, string][] = [
    ["no court", (c) => delete c.contracts?.court, "contracts.court"],
    [
      "the oracle as court",
      (c) => Object.assign(c.contracts as object, { court: c.contracts?.oracle }),
      "contracts",
    ],
    ["an operator in it", (c) => Object.assign(c, { operator: {} }), "operator"],
    ["peers", (c) => Object.assign(c, { peers: [] }), "peers"],
    [
      "a back-off, which only operators have",
      (c) => Object.assign(c.submit as object, { backoffMs: 1 }),
      "submit.backoffMs",
    ],
    ["patience without end", (c) => Object.assign(c, { giveUpAfterMs: 10 ** 12 }), "giveUpAfterMs"],
    [
      "a private key",
      (c) => Object.assign(c.watcher as object, { privateKey: "0x11" }),
      "watcher.privateKey",
    ],
  ];
  for (const [name, change, key] of table) {
    it(`names the key: ${name}`, () => {
      const error = errorOf(change);
      expect(error.code).to.equal("BAD_CONFIG");
      expect(error.context?.key).to.equal(key);
    });
  }

  it("names an account that opens with its password alone", async () => {
    const { signer, keystoreFile } = await createKeys({
      out: folder,
      password: "correct horse battery",
      cost: "light",
    });
    const source = { keystore: keystoreFile, password: { env: "PASSWORD" } };
    expect((await openAccount(source, { PASSWORD: "correct horse battery" }, 31_337)).signer).to.equal(
      signer,
    );
    const refused = await openAccount(source, { PASSWORD: "wrong" }, 31_337).catch((error) => error);
    expect(refused).to.include({ code: "BAD_KEYS" });
  });
});
