import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { loadAdapterConfig } from "../../../oracle/config/loadAdapterConfig.ts";

const TOKEN = "0123456789abcdef";

describe("an adapter's config", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "adapter-config-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const least = { models: { folders: ["model"] }, server: { port: 0 } };
  const load = (config: unknown, environment = {}) => {
    const file = path.join(folder, "adapter.json");
    writeFileSync(file, JSON.stringify(config));
    return loadAdapterConfig(file, environment);
  };
  const codeOf = (work: () => unknown) => {
    try {
      work();
      return "nothing";
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it("fills in defaults and makes paths absolute", () => {
    const config = load({ ...least, payloads: { sources: ["file:./payloads"] } });
    expect(config.models.folders).to.deep.equal([path.join(folder, "model")]);
    expect(config.payloads?.sources[0]).to.match(/^file:\/\/\/.*\/payloads$/);
    expect(config.access).to.deep.equal({ token: undefined, requestsPerMinute: 600, maxConcurrent: 8 });
  });

  it("is that of the example", () => {
    const { server } = loadAdapterConfig("oracle/config/adapter.example.json", { ADAPTER_TOKEN: TOKEN });
    expect(server.port).to.equal(9_730);
  });

  it("refuses to be reached by others without a token", () => {
    for (const host of ["0.0.0.0", "::", "adapter.example.org", "127.example.org"]) {
      expect(
        codeOf(() => load({ ...least, server: { port: 0, host } })),
        host,
      ).to.equal("BAD_CONFIG");
    }
    const access = { token: { env: "ADAPTER_TOKEN" } };
    const config = load({ ...least, server: { port: 0, host: "0.0.0.0" }, access }, { ADAPTER_TOKEN: TOKEN });
    expect(config.access.token).to.equal(TOKEN);
  });

  it("reads the token from a file of its own, which nobody else reads", () => {
    const access = { token: { file: "token" } };
    expect(codeOf(() => load({ ...least, access }))).to.equal("BAD_KEYS");
    const file = path.join(folder, "token");
    writeFileSync(file, `${TOKEN}\n`, { mode: 0o600 });
    expect(load({ ...least, access }).access.token).to.equal(TOKEN);
    if (process.platform === "win32") return;
    chmodSync(file, 0o644);
    expect(codeOf(() => load({ ...least, access }))).to.equal("BAD_KEYS");
  });

  it("refuses a token that is short, and keys it does not know", () => {
    const access = { token: { env: "ADAPTER_TOKEN" } };
    expect(codeOf(() => load({ ...least, access }, { ADAPTER_TOKEN: "short" }))).to.equal("BAD_KEYS");
    expect(codeOf(() => load({ ...least, access }))).to.equal("BAD_KEYS");
    expect(codeOf(() => load({ ...least, operator: {} }))).to.equal("BAD_CONFIG");
    expect(codeOf(() => load({ ...least, access: { requestsPerMinute: 0 } }))).to.equal("BAD_CONFIG");
  });
});
