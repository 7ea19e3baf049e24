import tls from "node:tls";
import { expect } from "chai";
import { json } from "../../../oracle/server/routes.ts";
import { type RunningServer, serveReplies } from "../../../oracle/server/startServer.ts";
import { createExchange, type ExchangeError } from "../../../oracle/shared/exchange.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createAuthority } from "../../support/certificates.ts";

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
});
