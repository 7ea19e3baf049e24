import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { connectProvider } from "../../../oracle/chain/provider.ts";
import { createKeys } from "../../../oracle/config/createKeys.ts";
import { openKeys } from "../../../oracle/config/openKeys.ts";
import { readTls } from "../../../oracle/config/readTls.ts";
import { createRemoteSigner } from "../../../oracle/config/remoteSigner.ts";
import { describeError } from "../../../oracle/shared/errors.ts";
import { hardenProcess } from "../../../oracle/shared/hardenProcess.ts";
import { createLog, type LogLevel } from "../../../oracle/shared/log.ts";
import { createAuthority } from "../../support/certificates.ts";
import { CLINIC, word } from "../standards/builders.ts";

const SECRET = "5f3a9c1e7d-secret";
const EVERYTHING = "trace" as LogLevel;

describe("secrets", () => {
  let folder: string;
  let server: http.Server;
  let url: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-secrets-"));
    // It quotes what it was asked, as careless services do.
    server = http.createServer((request, response) => {
      const { authorization = "" } = request.headers;
      response.writeHead(500).end(`no ${request.url} for ${authorization}`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => expect.fail("It succeeded."),
      (error: unknown) => error,
    );
  /** Everything that a node ever writes of an error. */
  const written = (error: unknown): string => {
    const lines: string[] = [];
    const log = createLog(EVERYTHING, {}, { write: (line: string) => void lines.push(line) });
    log.error({ msg: "Step failed", ...describeError(error) });
    const { hint = "" } = error as { hint?: string };
    return `${lines.join("")}${JSON.stringify(describeError(error))}${hint}`;
  };

  it("of an RPC address are in no error of its failure", async () => {
    for (const address of [
      `${url}/v2/${SECRET}`,
      `http://127.0.0.1:1/?key=${SECRET}`,
      `http://${SECRET}.invalid`,
    ]) {
      const text = written(await errorOf(connectProvider([address], 1)));
      expect(text).to.contain("RPC_UNAVAILABLE");
      expect(text).not.to.contain(SECRET);
    }
  });

  it("of a remote signer are in no error, not even when it quotes them", async () => {
    const address = `${url}/${SECRET}/`;
    const signer = createRemoteSigner({ address: CLINIC, url: address, timeoutMs: 500, token: SECRET });
    const error = await errorOf(signer.sign("0x1901"));
    expect(written(error)).to.contain("SIGNER_UNAVAILABLE");
    expect(inspect(error, { depth: 9 })).not.to.contain(SECRET);
    signer.close();
  });

  it("of key files are in no error: password, key and ciphertext", async () => {
    const signingKey = word(0x77);
    const out = path.join(folder, "keys");
    const made = await createKeys({ out, password: SECRET, cost: "light", signingKey });
    const files = {
      address: CLINIC,
      keystore: made.keystoreFile,
      encryptionKey: made.encryptionKeyFile,
      password: { env: "PW" },
    };
    const wrong = await errorOf(openKeys(files, { PW: `${SECRET}!` }, 31_337));
    const weak = await errorOf(openKeys(files, { PW: SECRET }, 1));
    for (const error of [wrong, weak]) {
      const text = inspect(error, { depth: 9 }) + written(error);
      expect(text).to.contain("BAD_KEYS");
      expect(text).not.to.contain(SECRET);
      expect(text).not.to.contain(signingKey.slice(2));
    }
    const keys = await openKeys(files, { PW: SECRET }, 31_337);
    const { encryptionPrivateKey, ...rest } = keys;
    expect(inspect(rest, { depth: 9, showHidden: true })).not.to.contain(signingKey.slice(2));
  });

  it("of key files that others may read are refused", async function () {
    if (process.platform === "win32") this.skip();
    const made = await createKeys({ out: path.join(folder, "open"), password: SECRET, cost: "light" });
    const files = {
      address: CLINIC,
      keystore: made.keystoreFile,
      encryptionKey: made.encryptionKeyFile,
      password: { env: "PW" },
    };
    for (const [file, what] of [
      [made.keystoreFile, "keystore"],
      [made.encryptionKeyFile, "encryption key"],
    ] as const) {
      await openKeys(files, { PW: SECRET }, 31_337);
      chmodSync(file, 0o640);
      const error = await errorOf(openKeys(files, { PW: SECRET }, 31_337));
      expect(String(error)).to.contain(`Others may read the ${what} file.`);
      chmodSync(file, 0o600);
    }
  });

  it("of TLS are refused when others may read them, and quoted by nobody", () => {
    const { cert, key } = createAuthority("a").issue("b");
    const [certFile, keyFile] = [path.join(folder, "cert.pem"), path.join(folder, "key.pem")];
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key, { mode: 0o644 });
    if (process.platform !== "win32")
      expect(() => readTls({ cert: certFile, key: keyFile })).to.throw("Others may read the key file.");
    const own = path.join(folder, "own.pem");
    writeFileSync(own, key, { mode: 0o600 });
    expect(readTls({ cert: certFile, key: own })).to.deep.equal({ cert, key, ca: undefined });
    const other = path.join(folder, "other.pem");
    writeFileSync(other, createAuthority("a").issue("b").key, { mode: 0o600 });
    expect(() => readTls({ cert: certFile, key: other })).to.throw("do not belong together");
    expect(() => readTls({ cert: keyFile })).to.throw("The file holds no certificate.");
  });

  const telling: [string, Record<string, string>, string[]][] = [
    ["accept every certificate", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, []],
    ["write its heap on a signal", {}, ["--heapsnapshot-signal=SIGUSR2"]],
    ["write its heap when it is full", { NODE_OPTIONS: "--heapsnapshot-near-heap-limit=3" }, []],
    ["write reports", { NODE_OPTIONS: "--max-old-space-size=900 --report-on-fatalerror" }, []],
    ["dump core", {}, ["--import", "tsx", "--abort-on-uncaught-exception"]],
    ["open a debugger", {}, ["--inspect=0.0.0.0:9229"]],
    ["open a debugger in other words", { NODE_OPTIONS: "--inspect_brk" }, []],
    ["write its heap at its end", {}, ["--heap-prof"]],
    ["write down the keys of its connections", {}, ["--tls-keylog=keys.txt"]],
  ];
  for (const [what, environment, options] of telling) {
    it(`are not held by a process that is told to ${what}`, () => {
      expect(() => hardenProcess(environment, options)).to.throw("not safe to hold keys");
    });
  }

  it("are held by an ordinary process, whose reports leave the environment out", () => {
    hardenProcess({ NODE_OPTIONS: "--max-old-space-size=900" }, ["--import", "tsx"]);
    expect(process.listenerCount("SIGUSR1")).to.be.at.least(1);
    expect(process.report).to.include({ excludeEnv: true, reportOnFatalError: false, reportOnSignal: false });
  });
});
