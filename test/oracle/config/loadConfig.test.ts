import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { ConfigError } from "../../../oracle/config/errors.ts";
import { loadConfig } from "../../../oracle/config/loadConfig.ts";

const EXAMPLE = path.resolve(import.meta.dirname, "../../../oracle/config/node.example.json");

type Json = Record<string, unknown>;
type Change = (config: Record<string, Json> & { peers: Json[] }) => void;

const OTHER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

const at = (key: string, value: unknown): Change => {
  const keys = key.split(".");
  return (config) => {
    let target = config as Json;
    for (const part of keys.slice(0, -1)) target = target[part] as Json;
    const last = keys.at(-1) as string;
    if (value === undefined) delete target[last];
    else target[last] = value;
  };
};

const REMOTE = { url: "https://signer.example/", address: OTHER };

/** A remote signer instead of the keystore. */
const remote =
  (changes: Json): Change =>
  (config) => {
    delete config.operator?.keystore;
    Object.assign(config.operator as Json, { remoteSigner: { ...REMOTE, ...changes } });
  };

describe("config", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-config-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const load = (change: Change = () => undefined, environment = {}) => {
    const config = JSON.parse(readFileSync(EXAMPLE, "utf8"));
    change(config);
    const file = path.join(folder, "node.json");
    writeFileSync(file, JSON.stringify(config));
    return loadConfig(file, environment);
  };
  const errorOf = (change: Change, environment = {}): ConfigError => {
    try {
      load(change, environment);
    } catch (error) {
      return error as ConfigError;
    }
    throw new Error("The config was accepted.");
  };

  it("takes the example and fills in defaults", () => {
    const config = load();
    expect(config.chain.overlapBlocks).to.equal(5);
    expect(config.submit.maxBlockDistance).to.equal(20);
    expect(config.submit.expireOverdue).to.equal(false);
    expect(config.health.maxHeadAgeMs).to.equal(120_000);
    expect(config.log.level).to.equal("info");
  });

  it("takes several endpoints, WebSockets among them, and waits for the chain with patience", () => {
    const { chain } = load(
      (config) => {
        at("chain.rpcUrls", ["http://127.0.0.1:8545", "wss://rpc.example"])(config);
        at("chain.webSocketUrls", [{ env: "HEADS" }])(config);
      },
      { HEADS: "ws://127.0.0.1:8546" },
    );
    expect(chain.rpcUrls).to.deep.equal(["http://127.0.0.1:8545", "wss://rpc.example"]);
    expect(chain.webSocketUrls).to.deep.equal(["ws://127.0.0.1:8546"]);
    expect(chain).to.include({ requestTimeoutMs: 15_000, startTimeoutMs: 600_000, recheckBlocks: 20 });
    expect(load().chain.webSocketUrls).to.deep.equal([]);
  });

  it("refuses a WebSocket list with anything else in it, and a feed that is no address", () => {
    expect(errorOf(at("chain.webSocketUrls", ["http://127.0.0.1:1"])).context.key).to.match(
      /^chain.webSocketUrls/,
    );
    const named = at("chain.webSocketUrls", [{ env: "HEADS" }]);
    expect(errorOf(named, { HEADS: "http://127.0.0.1:1" }).context.key).to.equal("chain.webSocketUrls.0.env");
    expect(errorOf(at("chain.sequencerUptimeFeed", "0x12")).context.key).to.equal(
      "chain.sequencerUptimeFeed",
    );
    expect(errorOf(at("chain.requestTimeoutMs", 1)).context.key).to.equal("chain.requestTimeoutMs");
  });

  it("makes paths absolute from the config's folder", () => {
    const config = load();
    expect(config.operator.keystore).to.equal(path.join(folder, "keys/keystore.json"));
    expect((config.store as { path: string }).path).to.equal(path.join(folder, "data/node.sqlite"));
    expect(config.payloads.sources).to.deep.equal([`file://${path.join(folder, "payloads")}`]);
  });

  it("offers text relevance only where both its folders are named", () => {
    expect(load().textRelevance).to.equal(undefined);
    const folders = { folder: "./text-relevance", encoder: "../encoder" };
    expect(load(at("textRelevance", folders)).textRelevance).to.deep.equal({
      folder: path.join(folder, "text-relevance"),
      encoder: path.join(path.dirname(folder), "encoder"),
    });
    expect(errorOf(at("textRelevance", { folder: "x" })).context.key).to.equal("textRelevance.encoder");
  });

  it("reads an RPC address that holds a key from the environment", () => {
    const config = load(at("chain.rpcUrls", [{ env: "RPC_URL" }]), { RPC_URL: "https://rpc.example/v2/key" });
    expect(config.chain.rpcUrls).to.deep.equal(["https://rpc.example/v2/key"]);
  });

  const table: [string, Change, string, string?][] = [
    ["no chain", at("chain", undefined), "chain"],
    ["no chain id", at("chain.chainId", undefined), "chain.chainId"],
    ["chain id in quotes", at("chain.chainId", "31337"), "chain.chainId"],
    ["chain id zero", at("chain.chainId", 0), "chain.chainId"],
    ["fractional chain id", at("chain.chainId", 1.5), "chain.chainId"],
    ["no RPC address", at("chain.rpcUrls", []), "chain.rpcUrls"],
    ["RPC address of another protocol", at("chain.rpcUrls", ["ftp://x"]), "chain.rpcUrls.0"],
    ["RPC address with a password", at("chain.rpcUrls", ["http://u:p@x"]), "chain.rpcUrls.0"],
    ["RPC variable not set", at("chain.rpcUrls", [{ env: "RPC_URL" }]), "chain.rpcUrls.0.env"],
    ["negative confirmations", at("chain.confirmations", -1), "chain.confirmations"],
    ["no confirmations", at("chain.confirmations", undefined), "chain.confirmations"],
    ["poll interval zero", at("chain.pollIntervalMs", 0), "chain.pollIntervalMs"],
    ["unknown finality", at("chain.finality", "soon"), "chain.finality"],
    ["block range zero", at("chain.maxBlockRange", 0), "chain.maxBlockRange"],
    ["a key that is misspelt", at("chain.confirmation", 1), "chain.confirmation"],
    ["a section that is not known", at("chains", {}), "chains"],
    ["no oracle address", at("contracts.oracle", undefined), "contracts.oracle"],
    ["a short address", at("contracts.consent", "0x12"), "contracts.consent"],
    ["a wrong checksum", at("contracts.models", OTHER.replace("C44C", "c44C")), "contracts.models"],
    [
      "two contracts at one address",
      at("contracts.consent", "0x5FbDB2315678afecb367f032d93F642f64180aa3"),
      "contracts",
    ],
    ["no operator address", at("operator.address", undefined), "operator.address"],
    ["a private key in the config", at("operator.privateKey", `0x${"11".repeat(32)}`), "operator.privateKey"],
    ["a password in the config", at("operator.password", "secret"), "operator.password"],
    ["an odd variable name", at("operator.password", { env: "my password" }), "operator.password.env"],
    ["no keystore", at("operator.keystore", ""), "operator.keystore"],
    ["neither keystore nor remote signer", at("operator.keystore", undefined), "operator"],
    ["both of them", at("operator.remoteSigner", REMOTE), "operator"],
    [
      "two keys that come next",
      (c) => Object.assign(c.operator as Json, { nextKeystore: "k", nextRemoteSigner: REMOTE }),
      "operator",
    ],
    ["a remote signer in the open", remote({ url: "http://signer.example" }), "operator.remoteSigner"],
    ["a remote signer whose address is none", remote({ url: "https//host" }), "operator.remoteSigner.url"],
    ["a remote signer's token in the config", remote({ token: "secret" }), "operator.remoteSigner.token"],
    ["a certificate without its key", remote({ cert: "c.pem" }), "operator.remoteSigner"],
    ["a server's certificate without its key", at("server.tls", { cert: "c.pem" }), "server.tls.key"],
    ["no connection at all", at("server.limits", { connections: 0 }), "server.limits.connections"],
    ["clocks minutes ahead", at("peering", { maxClockAheadMs: 61_000 }), "peering.maxClockAheadMs"],
    ["a peer without address", (c) => delete c.peers[0]?.url, "peers.0.url"],
    [
      "a peer of another protocol",
      (c) => Object.assign(c.peers[0] as Json, { url: "file:///x" }),
      "peers.0.url",
    ],
    ["a peer named twice", (c) => c.peers.push({ operator: OTHER, url: "http://x" }), "peers"],
    [
      "itself among the peers",
      (c) => c.peers.push({ operator: c.operator?.address, url: "http://x" }),
      "peers",
    ],
    ["no payload source", at("payloads.sources", []), "payloads.sources"],
    ["a payload source without protocol", at("payloads.sources", ["./payloads"]), "payloads.sources.0"],
    ["payloads of no size", at("payloads.maxBytes", 0), "payloads.maxBytes"],
    ["a flag in quotes", at("payloads.allowPrivateAddresses", "no"), "payloads.allowPrivateAddresses"],
    ["no model", at("models.folders", []), "models.folders"],
    ["an unknown backend", at("models.backend", "cuda"), "models.backend"],
    ["no place for the store", at("store", {}), "store"],
    ["a port out of range", at("server.port", 70_000), "server.port"],
    ["a tiny body limit", at("server.maxBodyBytes", 10), "server.maxBodyBytes"],
    ["a back-off of days", at("submit.backoffMs", 10 ** 9), "submit.backoffMs"],
    ["a negative fee", at("submit.priorityFeeGwei", -1), "submit.priorityFeeGwei"],
    ["an unknown log level", at("log.level", "loud"), "log.level"],
  ];
  for (const [name, change, key] of table) {
    it(`names the key: ${name}`, () => {
      const error = errorOf(change);
      expect(error.code).to.equal("BAD_CONFIG");
      expect(error.context.key).to.equal(key);
      expect(error.hint).to.contain("oracle/config/README.md");
    });
  }

  it("takes a remote signer over https, or on this machine, or where it is told to", () => {
    const ways = [
      {},
      { url: "http://127.0.0.1:9000" },
      { url: "http://signer.example", allowInsecure: true },
    ];
    for (const way of ways)
      expect(load(remote(way)).operator.remoteSigner).to.include({ timeoutMs: 5_000, ...way });
  });

  it("makes the paths of certificates absolute, and of keys that come next", () => {
    const { operator, server, peers } = load((config) => {
      remote({ ca: "ca.pem", cert: "c.pem", key: "k.pem", token: { file: "token" } })(config);
      Object.assign(config.operator as Json, { nextKeystore: "next/keystore.json" });
      Object.assign(config.server as Json, {
        tls: { cert: "s.pem", key: "/etc/s.key", clientCa: "peers.pem" },
      });
      Object.assign(config.peers[0] as Json, { ca: "peer.pem" });
    });
    const at = (file: string) => path.join(folder, file);
    expect(operator.nextKeystore).to.equal(at("next/keystore.json"));
    expect(operator.remoteSigner).to.deep.include({
      ca: at("ca.pem"),
      key: at("k.pem"),
      token: { file: at("token") },
    });
    expect(server.tls).to.deep.equal({ cert: at("s.pem"), key: "/etc/s.key", clientCa: at("peers.pem") });
    expect(peers[0]?.ca).to.equal(at("peer.pem"));
    expect(peers[1]).not.to.have.property("ca");
  });

  it("says what to do about an unknown key", () => {
    expect(errorOf(at("server.hots", "x")).message).to.equal(
      "Config: server.hots is not known: remove it or correct its name.",
    );
  });

  it("never repeats a refused value", () => {
    const error = errorOf((config) => {
      at("operator.password", "hunter2")(config);
      at("chain.rpcUrls", ["http://user:hunter2@x"])(config);
    });
    expect(JSON.stringify([error.message, error.context])).not.to.contain("hunter2");
  });

  it("names a file that is missing or no JSON", () => {
    expect(() => loadConfig(path.join(folder, "none.json"), {})).to.throw("cannot be read");
    writeFileSync(path.join(folder, "bad.json"), "{");
    expect(() => loadConfig(path.join(folder, "bad.json"), {})).to.throw("is not JSON");
  });
});
