import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { expect } from "chai";
import { createExchange, type ExchangeError } from "../../../oracle/shared/exchange.ts";

describe("an exchange", () => {
  let server: http.Server;
  let served: Map<Socket, number>;
  /** How many requests a connection serves before it breaks. */
  let most: number;
  before(async () => {
    server = http.createServer((request, response) => {
      const count = (served.get(request.socket) ?? 0) + 1;
      served.set(request.socket, count);
      if (count > most) request.socket.resetAndDestroy();
      else response.end("here");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    served = new Map();
  });

  const ask = (exchange: ReturnType<typeof createExchange>): Promise<string> => {
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const signal = AbortSignal.timeout(5_000);
    return exchange.send({ method: "POST", url, body: "{}", maxBytes: 100, signal }).then(
      ({ body }) => body,
      (error: ExchangeError) => error.why,
    );
  };

  it("keeps its connection", async () => {
    most = 10;
    const exchange = createExchange();
    for (let i = 0; i < 3; i++) expect(await ask(exchange)).to.equal("here");
    expect(served.size).to.equal(1);
    exchange.close();
  });

  it("begins anew when a kept connection was closed meanwhile", async () => {
    most = 1;
    const exchange = createExchange();
    for (let i = 0; i < 3; i++) expect(await ask(exchange)).to.equal("here");
    expect(served.size).to.equal(3);
    exchange.close();
  });

  it("does not ask twice over new connections", async () => {
    most = 0;
    const exchange = createExchange();
    expect(await ask(exchange)).to.equal("UNREACHABLE");
    expect(served.size).to.equal(1);
    exchange.close();
  });
});
