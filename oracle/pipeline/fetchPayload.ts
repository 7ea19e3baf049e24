import { constants } from "node:fs";
import { open } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { fileURLToPath } from "node:url";
import { keccak256 } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Payloads } from "../domain/ports.ts";
import type { Log } from "../shared/log.ts";
import { PayloadUnavailableError, SourceError } from "./errors.ts";
import { assertPublicHost, publicLookup } from "./privateAddresses.ts";

export type FetchRules = {
  /** Folders (`file:`) and servers (`http:`, `https:`); the payload is `<source>/<hash without 0x>`. */
  readonly sources: readonly string[];
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly allowPrivateAddresses: boolean;
};

/** A server that says nothing for so long says nothing more. */
const IDLE_MS = 5_000;

/** Fetches payloads by content hash, source after source. Nothing is handed on before its hash was checked. */
export const createPayloads =
  (rules: FetchRules, log: Log): Payloads =>
  async (payloadHash, signal) => {
    let why = "NOT_FOUND";
    for (const [index, source] of rules.sources.entries()) {
      try {
        const bytes = await fetchFrom(source, payloadHash, rules, signal);
        if (keccak256(bytes) === payloadHash.toLowerCase()) return bytes;
        why = "WRONG_HASH";
      } catch (error) {
        why = error instanceof SourceError ? error.why : "UNREACHABLE";
      }
      log.debug({ msg: "Source has no payload", payloadHash, source: index, why });
    }
    throw new PayloadUnavailableError(payloadHash, rules.sources.length, why);
  };

const fetchFrom = (
  source: string,
  hash: Hex,
  rules: FetchRules,
  signal: AbortSignal,
): Promise<Uint8Array> => {
  const base = source.endsWith("/") ? source : `${source}/`;
  const address = new URL(hash.slice(2).toLowerCase(), base);
  return address.protocol === "file:" ? readPayloadFile(address, rules) : getPayload(address, rules, signal);
};

const readPayloadFile = async (address: URL, { maxBytes }: FetchRules): Promise<Uint8Array> => {
  // Not to wait: a pipe that lies in the folder has no writer.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await open(fileURLToPath(address), flags).catch(() => {
    throw new SourceError("NOT_FOUND");
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new SourceError("NOT_FOUND");
    const { size } = stat;
    if (size > maxBytes) throw new SourceError("TOO_LARGE");
    const bytes = new Uint8Array(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

const getPayload = async (address: URL, rules: FetchRules, signal: AbortSignal): Promise<Uint8Array> => {
  if (!rules.allowPrivateAddresses) assertPublicHost(address.hostname);
  const deadline = AbortSignal.timeout(rules.timeoutMs);
  try {
    return await receive(address, rules, AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(deadline.aborted ? "TIMED_OUT" : "UNREACHABLE");
  }
};

const receive = (address: URL, rules: FetchRules, signal: AbortSignal): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const get = address.protocol === "https:" ? https.get : http.get;
    const headers = { accept: "application/octet-stream", "accept-encoding": "identity" };
    const lookup = rules.allowPrivateAddresses ? {} : { lookup: publicLookup };
    const secure = { minVersion: "TLSv1.2", rejectUnauthorized: true } as const;
    const timeout = Math.min(IDLE_MS, rules.timeoutMs);
    const options = { signal, headers, agent: false, timeout, ...secure, ...lookup };
    const request = get(address, options, (response) => {
      const fail = (error: SourceError) => {
        reject(error);
        request.destroy();
      };
      const refused = refusalOf(response.statusCode ?? 0);
      if (refused !== undefined) return fail(refused);
      if (Number(response.headers["content-length"] ?? 0) > rules.maxBytes)
        return fail(new SourceError("TOO_LARGE"));
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > rules.maxBytes) return fail(new SourceError("TOO_LARGE"));
        chunks.push(chunk);
      });
      response.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
      response.on("error", reject);
      response.on("aborted", () => reject(new SourceError("UNREACHABLE")));
    });
    request.on("timeout", () => {
      reject(new SourceError("TIMED_OUT"));
      request.destroy();
    });
    request.on("error", reject);
  });

const refusalOf = (status: number): SourceError | undefined => {
  if (status === 200) return undefined;
  if (status === 404 || status === 410) return new SourceError("NOT_FOUND");
  return new SourceError(status >= 300 && status < 400 ? "REDIRECTED" : "HTTP_STATUS");
};
