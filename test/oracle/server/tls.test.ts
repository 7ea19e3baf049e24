import tls from "node:tls";
import { expect } from "chai";
import { json } from "../../../oracle/server/routes.ts";
import { type RunningServer, serveReplies, startServer } from "../../../oracle/server/startServer.ts";
import { createExchange, type ExchangeError } from "../../../oracle/shared/exchange.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createAuthority } from "../../support/certificates.ts";

type Proposed = { readonly session: Buffer | undefined; readonly status: string; readonly resumed: boolean };
const PROPOSAL =
  "POST /v1/proposals HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

describe("TLS between operators", () => {
  const authority = createAuthority("operators");
  const stranger = createAuthority("stranger");
  const servers: RunningServer[] = [];
  after(() => Promise.all(servers.map(({ stop }) => stop())));

  const serve = async (identity = authority.issue("node")): Promise<URL> => {
    const options = { host: "127.0.0.1", port: 0, tls: identity };
    const server = await serveReplies(async () => json(200, {}), createLog("silent", {}), options);
    servers.push(server);
    return new URL(`https://127.0.0.1:${server.port}`);
  };
  const ask = async (url: URL, ca?: string): Promise<unknown> => {
    const exchange = createExchange({ ca });
    const signal = AbortSignal.timeout(2_000);
    const answer = await exchange
      .send({ method: "GET", url, maxBytes: 100, signal })
      .catch((error: ExchangeError) => error.why);
    exchange.close();
    return typeof answer === "string" ? answer : answer.status;
  };

  it("trusts the authority that it is told of, and no other", async () => {
    const url = await serve();
    expect(await ask(url, authority.ca)).to.equal(200);
    expect(await ask(url, stranger.ca)).to.equal("UNTRUSTED");
    expect(await ask(url)).to.equal("UNTRUSTED");
  });

  it("trusts no certificate that is over or of another host", async () => {
    const [over, elsewhere] = [{ endsIn: -86_400_000 }, { ip: [127, 0, 0, 2] }];
    for (const changes of [over, elsewhere])
      expect(await ask(await serve(authority.issue("node", changes)), authority.ca)).to.equal("UNTRUSTED");
  });

  it("is of version 1.2 or later", async () => {
    const { port } = await serve();
    const versionOf = (maxVersion: "TLSv1.1" | "TLSv1.2"): Promise<string | null | undefined> =>
      new Promise((resolve) => {
        // Level 0, or the client itself would not offer the old version.
        const ciphers = "DEFAULT@SECLEVEL=0";
        const options = { port: Number(port), host: "127.0.0.1", ca: authority.ca, ciphers };
        const socket = tls.connect({ ...options, minVersion: "TLSv1", maxVersion }, () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.on("error", (error: { code?: string }) => resolve(error.code));
      });
    expect(await versionOf("TLSv1.1")).to.equal("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
    expect(await versionOf("TLSv1.2")).to.equal("TLSv1.2");
  });

  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    it(`of ${version} takes no resumed session for a certificate, and a certified one for its own`, async () => {
      const server = await startServer(
        {
          operator: "0x",
          maxBodyBytes: 100,
          asksForCertificates: true,
          peerDoor: async () => json(200, {}),
          resultOf: async () => undefined,
          decisionsOf: async () => [],
          health: () => ({ ok: true, problems: [] }),
          metrics: async () => "",
          log: createLog("silent", {}),
        },
        { host: "127.0.0.1", port: 0, tls: { ...authority.issue("node"), clientCa: authority.ca } },
      );
      servers.push(server);
      const own = { port: server.port, host: "127.0.0.1", ca: authority.ca };
      const propose = (options: tls.ConnectionOptions): Promise<Proposed> =>
        new Promise((resolve, reject) => {
          let text = "";
          let session: Buffer | undefined;
          const socket = tls.connect({ ...own, minVersion: version, maxVersion: version, ...options });
          let resumed = false;
          socket.on("secureConnect", () => {
            resumed = socket.isSessionReused();
            socket.write(PROPOSAL);
          });
          socket.on("session", (given) => {
            session = given;
          });
          socket.on("data", (chunk) => {
            text += chunk;
          });
          socket.on("error", reject);
          const end = () => ({ session, status: text.slice(9, 12), resumed });
          socket.on("close", () => resolve(end()));
        });
      for (const [identity, status] of [
        [{}, "403"],
        [authority.issue("peer"), "200"],
        [stranger.issue("peer"), "403"],
      ] as const) {
        const first = await propose(identity);
        expect(first).to.include({ status, resumed: false });
        expect(await propose({ ...identity, session: first.session })).to.include({ status, resumed: true });
      }
    });
  }
});
