import { execFileSync } from "node:child_process";
import type dns from "node:dns";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { createPayloads, type FetchRules } from "../../../oracle/pipeline/fetchPayload.ts";
import { isPublicAddress, lookupPublic } from "../../../oracle/pipeline/privateAddresses.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import type { Hex } from "../../../standards/hex.ts";
import { createAuthority } from "../../support/certificates.ts";
import { word } from "../standards/builders.ts";

const PAYLOAD = Buffer.from("a payload");
const HASH = keccak256(PAYLOAD) as Hex;
const MAX_BYTES = 1_000;

describe("fetching payloads", () => {
  let folder: string;
  let server: http.Server;
  let base: string;
  let asked: string[];

  /** Behaviours by first path segment. */
  const behaviours: Record<string, http.RequestListener> = {
    good: (_, response) => response.end(PAYLOAD),
    other: (_, response) => response.end("something else"),
    missing: (_, response) => response.writeHead(404).end(),
    broken: (_, response) => response.writeHead(500).end(),
    redirect: (_, response) => response.writeHead(302, { location: `${base}/good/${HASH.slice(2)}` }).end(),
    declared: (_, response) => response.writeHead(200, { "content-length": "5000" }).end(Buffer.alloc(5_000)),
    streamed: (_, response) => {
      response.writeHead(200);
      for (let i = 0; i < 50; i++) response.write(Buffer.alloc(100));
      response.end();
    },
    slow: (_, response) => {
      response.writeHead(200);
      response.write("a");
    },
    cut: (_, response) => {
      response.writeHead(200, { "content-length": "9" });
      response.write("a pa");
      setTimeout(() => response.destroy(), 20);
    },
  };

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-payloads-"));
    server = http.createServer((request, response) => {
      asked.push(request.url ?? "");
      behaviours[request.url?.split("/")[1] ?? ""]?.(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    asked = [];
  });

  const fetchFrom = (
    sources: string[],
    rules: Partial<FetchRules> = {},
    hash = HASH,
    signal?: AbortSignal,
  ) => {
    const all = { sources, maxBytes: MAX_BYTES, timeoutMs: 300, allowPrivateAddresses: true, ...rules };
    return createPayloads(all, createLog("silent", {}))(hash, signal ?? new AbortController().signal);
  };
  const whyNot = (...args: Parameters<typeof fetchFrom>): Promise<unknown> =>
    fetchFrom(...args).then(
      () => "FETCHED",
      (error: { code: string; retryable: boolean; context: { why: string } }) => {
        expect(error.code).to.equal("PAYLOAD_UNAVAILABLE");
        expect(error.retryable).to.equal(true);
        return error.context.why;
      },
    );
  const folderUrl = () => pathToFileURL(folder).href;

  it("reads a file named by the hash", async () => {
    writeFileSync(path.join(folder, HASH.slice(2)), PAYLOAD);
    expect(Buffer.from(await fetchFrom([folderUrl()]))).to.deep.equal(PAYLOAD);
  });

  it("gets the path of the hash over HTTP", async () => {
    expect(Buffer.from(await fetchFrom([`${base}/good`]))).to.deep.equal(PAYLOAD);
    expect(asked).to.deep.equal([`/good/${HASH.slice(2)}`]);
  });

  it("goes on to the next source", async () => {
    const sources = [`${base}/missing`, `${base}/other`, `${base}/streamed`, `${base}/good`];
    expect(Buffer.from(await fetchFrom(sources))).to.deep.equal(PAYLOAD);
  });

  const table: [string, string, string][] = [
    ["NOT_FOUND", "missing", "an absent payload"],
    ["WRONG_HASH", "other", "bytes of another hash"],
    ["HTTP_STATUS", "broken", "a failing server"],
    ["REDIRECTED", "redirect", "a redirect, even to the right bytes"],
    ["TOO_LARGE", "declared", "a length over the limit, before reading"],
    ["TOO_LARGE", "streamed", "a stream that passes the limit"],
    ["TIMED_OUT", "slow", "a server that dribbles"],
    ["UNREACHABLE", "cut", "a connection that breaks"],
  ];
  for (const [why, segment, name] of table) {
    it(`${why}: ${name}`, async () => {
      expect(await whyNot([`${base}/${segment}`])).to.equal(why);
      expect(asked).to.have.length(1);
    });
  }

  it("refuses a large file without reading it", async () => {
    const big = Buffer.alloc(MAX_BYTES + 1);
    writeFileSync(path.join(folder, keccak256(big).slice(2)), big);
    expect(await whyNot([folderUrl()], {}, keccak256(big) as Hex)).to.equal("TOO_LARGE");
  });

  it("refuses a file whose bytes do not hash to its name", async () => {
    writeFileSync(path.join(folder, word(8).slice(2)), PAYLOAD);
    expect(await whyNot([folderUrl()], {}, word(8))).to.equal("WRONG_HASH");
  });

  it("refuses private addresses, written out or behind a name, without connecting", async () => {
    const rules = { allowPrivateAddresses: false };
    const { port } = server.address() as AddressInfo;
    for (const host of ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433", "0.0.0.0"]) {
      expect(await whyNot([`http://${host}:${port}/good`], rules), host).to.equal("PRIVATE_ADDRESS");
    }
    expect(asked).to.deep.equal([]);
  });

  it("refuses a pipe and a folder where a file should be", async () => {
    mkdirSync(path.join(folder, word(7).slice(2)));
    expect(await whyNot([folderUrl()], {}, word(7))).to.equal("NOT_FOUND");
    if (process.platform === "win32") return;
    execFileSync("mkfifo", [path.join(folder, word(6).slice(2))]);
    expect(await whyNot([folderUrl()], {}, word(6))).to.equal("NOT_FOUND");
  });

  it("takes no certificate that does not verify", async () => {
    const { cert, key } = createAuthority("nobody known").issue("payloads");
    const secure = https.createServer({ cert, key }, (_, response) => response.end(PAYLOAD));
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    const { port } = secure.address() as AddressInfo;
    expect(await whyNot([`https://127.0.0.1:${port}`])).to.equal("UNREACHABLE");
    secure.close();
  });

  it("connects to the address that was checked, though the name changes its mind", async () => {
    // A name that is public when it is asked about and private a moment later: the connection asks once.
    let asked = 0;
    const rebinding = ((_: string, options: { all?: boolean }, callback: (...results: unknown[]) => void) => {
      const address = asked++ === 0 ? "203.0.114.1" : "127.0.0.1";
      callback(null, options.all ? [{ address, family: 4 }] : address, 4);
    }) as typeof dns.lookup;
    const checked = lookupPublic(rebinding);
    const once = await new Promise((resolve) => {
      checked("rebinding.example", {}, (error, address) => resolve(error ?? address));
    });
    expect(once).to.equal("203.0.114.1");
    const again = await new Promise<{ why?: string }>((resolve) => {
      checked("rebinding.example", {}, (error) => resolve((error ?? {}) as { why?: string }));
    });
    expect(again.why).to.equal("PRIVATE_ADDRESS");
    expect(asked).to.equal(2);
  });

  it("stops when the node stops", async () => {
    expect(await whyNot([`${base}/good`], {}, HASH, AbortSignal.abort())).to.equal("UNREACHABLE");
  });
});

describe("private addresses", () => {
  const privates = [
    "10.1.2.3",
    "100.64.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::a00:1",
    "fc00::1",
    "fe80::1",
    "ff02::1",
    "2002:7f00:1::",
    "2001:db8::1",
    "2001:0:4136:e378::1",
    "2001:2::1",
    "3fff::1",
    "64:ff9b:1::a00:1",
    "::127.0.0.1",
    "fec0::1",
    "192.88.99.1",
    "not an address",
  ];
  for (const address of privates) {
    it(`refuses ${address}`, () => expect(isPublicAddress(address)).to.equal(false));
  }
  for (const address of ["8.8.8.8", "172.32.0.1", "100.63.255.255", "2606:4700::1111", "2a00:1450::1"]) {
    it(`takes ${address}`, () => expect(isPublicAddress(address)).to.equal(true));
  }
});
