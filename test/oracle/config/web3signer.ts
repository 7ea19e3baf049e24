import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { keccak256, SigningKey } from "ethers";
import type { Hex } from "../../../standards/hex.ts";
import type { Identity } from "../../support/certificates.ts";

export type Behaviour = {
  /** Key that signs, whatever key was named. */
  signWith?: Hex;
  /** What comes instead of an answer. */
  instead?: (response: http.ServerResponse) => void;
  /** What signatures are written as. */
  write?: (signature: string) => string;
};

export type ServiceOptions = {
  readonly keys: readonly Hex[];
  readonly behaviour?: Behaviour;
  readonly tls?: Identity & { readonly ca: string };
};

/** The part of Web3Signer's API for Ethereum keys that its documentation describes, over real sockets. */
export const startWeb3Signer = async ({ keys, behaviour = {}, tls }: ServiceOptions) => {
  const asked: { path: string; body: string; token: string | undefined }[] = [];
  const byIdentifier = new Map(
    keys.map((key) => [`0x${SigningKey.computePublicKey(key, false).slice(4)}`, key]),
  );

  const answer = (request: http.IncomingMessage, body: string, response: http.ServerResponse): void => {
    const path = request.url ?? "";
    asked.push({ path, body, token: request.headers.authorization });
    if (tls !== undefined && !(request.socket as TLSSocket).authorized) {
      response.writeHead(403).end();
      return;
    }
    if (behaviour.instead !== undefined) {
      behaviour.instead(response);
      return;
    }
    if (request.method === "GET" && path === "/api/v1/eth1/publicKeys") {
      response.end(JSON.stringify([...byIdentifier.keys()]));
      return;
    }
    const key = byIdentifier.get(/^\/api\/v1\/eth1\/sign\/(0x[0-9a-f]+)$/.exec(path)?.[1] ?? "");
    if (request.method !== "POST" || key === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { data } = JSON.parse(body) as { data: Hex };
    const { serialized } = new SigningKey(behaviour.signWith ?? key).sign(keccak256(data));
    response.end(behaviour.write?.(serialized) ?? serialized);
  };

  const listener: http.RequestListener = async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    answer(request, body, response);
  };
  const server =
    tls === undefined
      ? http.createServer(listener)
      : https.createServer({ ...tls, requestCert: true, rejectUnauthorized: false }, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    asked,
    behaviour,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export type Web3Signer = Awaited<ReturnType<typeof startWeb3Signer>>;
