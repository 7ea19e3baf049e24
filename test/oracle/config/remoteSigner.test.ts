import { expect } from "chai";
import { keccak256, SigningKey, toBeHex, Wallet } from "ethers";
import {
  createRemoteSigner,
  type RemoteSignerOptions,
  type SignerUnavailableError,
} from "../../../oracle/config/remoteSigner.ts";
import type { Hex } from "../../../standards/hex.ts";
import { createAuthority } from "../../support/certificates.ts";
import { word } from "../standards/builders.ts";
import { type ServiceOptions, startWeb3Signer, type Web3Signer } from "./web3signer.ts";

const KEY = word(0x51);
const OTHER = word(0x52);
const ADDRESS = new Wallet(KEY).address as Hex;
const PREIMAGE: Hex = "0x1901aabb";
const SIGNATURE = new SigningKey(KEY).sign(keccak256(PREIMAGE)).serialized;
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe("a remote signer", () => {
  const services: Web3Signer[] = [];
  const signers: { close: () => void }[] = [];
  afterEach(async () => {
    for (const signer of signers.splice(0)) signer.close();
    await Promise.all(services.splice(0).map(({ stop }) => stop()));
  });

  const start = async (options: Partial<ServiceOptions> = {}, changes: Partial<RemoteSignerOptions> = {}) => {
    const service = await startWeb3Signer({ keys: [OTHER, KEY], ...options });
    services.push(service);
    const signer = createRemoteSigner({ address: ADDRESS, url: service.url, timeoutMs: 10_000, ...changes });
    signers.push(signer);
    return { service, signer };
  };
  const whyNot = async (signing: Promise<unknown>): Promise<string> =>
    signing.then(
      () => "SIGNED",
      (error: SignerUnavailableError) => {
        expect(error).to.include({ code: "SIGNER_UNAVAILABLE", retryable: true });
        expect(JSON.stringify(error.context)).not.to.contain(PREIMAGE.slice(2));
        return String(error.context.why);
      },
    );

  it("signs the hash of what it is given with the key of its address", async () => {
    const { service, signer } = await start();
    expect(signer.signer).to.equal(ADDRESS);
    expect(await signer.sign(PREIMAGE)).to.equal(SIGNATURE);
    expect(await signer.sign(PREIMAGE)).to.equal(SIGNATURE);
    const identifier = `0x${SigningKey.computePublicKey(KEY, false).slice(4)}`;
    expect(service.asked.map(({ path }) => path)).to.deep.equal([
      "/api/v1/eth1/publicKeys",
      `/api/v1/eth1/sign/${identifier}`,
      `/api/v1/eth1/sign/${identifier}`,
    ]);
    expect(JSON.parse(service.asked[1]?.body ?? "")).to.deep.equal({ data: PREIMAGE });
  });

  const highS = (signature: string) => {
    const s = toBeHex(ORDER - BigInt(`0x${signature.slice(66, 130)}`), 32).slice(2);
    return `${signature.slice(0, 66)}${s}${signature.endsWith("1b") ? "1c" : "1b"}`;
  };
  const table: [string, string, Partial<ServiceOptions>][] = [
    ["NO_SUCH_KEY", "a service without the key", { keys: [OTHER] }],
    ["WRONG_SIGNATURE", "another key's signature", { behaviour: { signWith: OTHER } }],
    ["WRONG_SIGNATURE", "half a signature", { behaviour: { write: (text) => text.slice(0, 100) } }],
    ["WRONG_SIGNATURE", "a mirrored signature", { behaviour: { write: highS } }],
    ["WRONG_SIGNATURE", "an odd v", { behaviour: { write: (text) => `${text.slice(0, 130)}00` } }],
    [
      "HTTP 500",
      "a failing service",
      { behaviour: { instead: (response) => response.writeHead(500).end() } },
    ],
    [
      "HTTP 302",
      "a redirect",
      {
        behaviour: {
          instead: (response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
        },
      },
    ],
    [
      "MALFORMED_KEYS",
      "what is no list of keys",
      { behaviour: { instead: (response) => response.end("[1]") } },
    ],
    [
      "NO_SUCH_KEY",
      "points of no curve",
      { behaviour: { instead: (r) => r.end(`["0x${"11".repeat(64)}"]`) } },
    ],
    ["TIMED_OUT", "silence", { behaviour: { instead: () => undefined } }],
    [
      "TIMED_OUT",
      "an answer that dribbles",
      {
        behaviour: {
          instead: (response) => {
            const timer = setInterval(() => response.write(" "), 20);
            response.once("close", () => clearInterval(timer));
          },
        },
      },
    ],
    ["TOO_LARGE", "a flood", { behaviour: { instead: (response) => response.end(Buffer.alloc(1_000_000)) } }],
  ];
  for (const [why, name, options] of table) {
    it(`takes no word for it: ${name} is ${why}`, async () => {
      const { signer } = await start(options, why === "TIMED_OUT" ? { timeoutMs: 200 } : {});
      expect(await whyNot(signer.sign(PREIMAGE))).to.equal(why);
    });
  }

  it("may be away, and come back without the node being told", async () => {
    const { service, signer } = await start();
    await signer.check();
    service.behaviour.instead = (response) => response.writeHead(503).end();
    expect(await whyNot(signer.sign(PREIMAGE))).to.equal("HTTP 503");
    expect(await whyNot(signer.check())).to.equal("HTTP 503");
    delete service.behaviour.instead;
    expect(await signer.sign(PREIMAGE)).to.equal(SIGNATURE);
    await service.stop();
    expect(await whyNot(signer.sign(PREIMAGE))).to.equal("UNREACHABLE");
  });

  it("may ask for a token", async () => {
    const { service, signer } = await start({}, { token: "s3cret" });
    await signer.sign(PREIMAGE);
    for (const { token } of service.asked) expect(token).to.equal("Bearer s3cret");
  });

  describe("over TLS", () => {
    const authority = createAuthority("signers");
    const tls = { ...authority.issue("web3signer"), ca: authority.ca };
    const client = { ...authority.issue("node"), ca: authority.ca };

    it("shows a certificate and checks that of the service", async () => {
      const { signer } = await start({ tls }, client);
      expect(await signer.sign(PREIMAGE)).to.equal(SIGNATURE);
    });

    it("signs nothing for a node without a certificate, or with another authority's", async () => {
      const { signer } = await start({ tls }, { ca: authority.ca });
      expect(await whyNot(signer.sign(PREIMAGE))).to.equal("HTTP 403");
      const forged = await start({ tls }, { ...createAuthority("signers").issue("node"), ca: authority.ca });
      expect(await whyNot(forged.signer.sign(PREIMAGE))).to.equal("HTTP 403");
    });

    it("is not asked when its certificate does not verify", async () => {
      const { service, signer } = await start({ tls }, { ...client, ca: createAuthority("signers").ca });
      expect(await whyNot(signer.sign(PREIMAGE))).to.equal("UNTRUSTED");
      expect(service.asked).to.deep.equal([]);
    });
  });
});
