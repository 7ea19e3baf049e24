import { keccak256, toUtf8Bytes } from "ethers";
import type { AdapterConfig } from "../../../oracle/config/loadAdapterConfig.ts";
import type { PublicModel } from "../../../oracle/domain/publicModel.ts";
import { DEFAULT_LIMITS } from "../../../oracle/server/startServer.ts";
import type { Clock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createShutdown, type Shutdown } from "../../../oracle/shared/shutdown.ts";
import { startAdapter } from "../../../oracle/startAdapter.ts";
import { publicInputCommitment } from "../../../standards/commitments.ts";
import type { Hex, ModelId } from "../../../standards/hex.ts";
import { PayloadMalformedError } from "../../../standards/payloadErrors.ts";

const hashOf = (text: string) => keccak256(toUtf8Bytes(text)) as Hex;

/** Three inputs, and their sum for a score; a payload is its three inputs as a list. */
export const sumModel = (changes: Partial<PublicModel> = {}): PublicModel => ({
  id: hashOf("sum") as ModelId,
  name: "sum",
  flags: 0,
  inputs: 3,
  outputs: 1,
  networkHash: hashOf("network"),
  manifestHash: hashOf("manifest"),
  extract: (payload) => {
    const text = new TextDecoder().decode(payload);
    if (!/^\[[-\d,]+\]$/.test(text)) throw new PayloadMalformedError("sum/1", "it is no list");
    return Int32Array.from(JSON.parse(text));
  },
  commit: publicInputCommitment,
  infer: async (x) => Int32Array.of(x.reduce((sum, value) => sum + value, 0)),
  trace: () => new Uint8Array(),
  read: ([score = 0]) => ({
    output: 0,
    score,
    threshold: 5,
    reached: score >= 5,
    meaning: "a large sum",
    basisPoints: 1_234,
  }),
  ...changes,
});

export type Adapter = {
  readonly base: string;
  readonly post: (
    body: unknown,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; body: Answer }>;
  readonly shutdown: Shutdown;
};
export type Answer = {
  readonly jobRunID: string;
  readonly statusCode: number;
  readonly status?: string;
  readonly result?: number;
  readonly data?: Record<string, unknown>;
  readonly error?: { readonly name: string; readonly message: string };
};

type Changes = Partial<Omit<AdapterConfig, "access">> & {
  readonly access?: Partial<AdapterConfig["access"]>;
};

/** An adapter on a free port, in this process. */
export const startedAdapter = async (
  changes: Changes = {},
  models: readonly PublicModel[] = [sumModel()],
  clock: Clock = { now: () => Date.now(), wait: async () => undefined },
): Promise<Adapter> => {
  const log = createLog("silent", {});
  const shutdown = createShutdown(log);
  const config: AdapterConfig = {
    models: { folders: ["unused"], backend: "auto" },
    server: { host: "127.0.0.1", port: 0, maxBodyBytes: 4_096, limits: DEFAULT_LIMITS },
    timeoutMs: 5_000,
    log: { level: "info" },
    ...changes,
    access: { token: undefined, requestsPerMinute: 1_000, maxConcurrent: 8, ...changes.access },
  };
  const { port } = await startAdapter({ config, loadModels: async () => models, clock, log, shutdown });
  const base = `http://127.0.0.1:${port}`;
  return {
    base,
    shutdown,
    post: async (body, headers = {}) => {
      const response = await fetch(base, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Answer };
    },
  };
};
