import { z } from "zod";
import { address } from "../../standards/shapes.ts";
import { LOG_LEVELS } from "../shared/log.ts";
import { environmentName, file, milliseconds, secret, url } from "./schemaParts.ts";
import { limits, operator, peering, peers, tls } from "./securitySchema.ts";

const port = z.number().int().min(0).max(65_535);
const DAY_MS = 86_400_000;
const blocks = z.number().int().min(0).max(100_000);
const named = z.strictObject({ env: environmentName });
const rpcUrl = z.union([url(["http:", "https:", "ws:", "wss:"]), named]);
const webSocketUrl = z.union([url(["ws:", "wss:"]), named]);

const payloadSource = url(["file:", "http:", "https:"]);

/** How transactions are sent, priced and replaced. */
const sending = {
  retryMs: milliseconds.default(1_000),
  /** The most that is offered to the block's builder before anything is replaced. */
  priorityFeeGwei: z.number().min(0).max(1_000).default(1),
  priorityFeePercentile: z.number().min(0).max(100).default(50),
  maxFeePerGasGwei: z.number().min(0.001).max(100_000).default(500),
  resendAfterMs: milliseconds.default(60_000),
  maxReplacements: z.number().int().min(0).max(50).default(8),
  /** Age from which a transaction that is not mined is reported. */
  stuckAfterMs: milliseconds.default(600_000),
  /** Balance of the sending account below which it is reported. */
  minBalanceEther: z.number().min(0).max(1_000_000).default(0.01),
  /** So many more transactions it should pay for at the fees of now. */
  reserveTransactions: z.number().int().min(0).max(10_000).default(20),
};

/** Whether answers are sent that cost more gas than this operator's share of their fee. */
const guard = z
  .strictObject({
    mode: z.enum(["always", "profit"]).default("always"),
    minProfitWei: z
      .string()
      .regex(/^-?\d{1,30}$/, "must be a whole number in quotes; below zero it is the greatest loss")
      .transform(BigInt)
      .default(0n),
    overrideSeconds: z.number().int().min(0).max(86_400).default(120),
  })
  .prefault({});

/** When answers share one report and one transaction. */
const batch = z
  .strictObject({
    from: z.number().int().min(2).max(1_024).default(2),
    /** Of one transaction; 1 brings every answer alone. */
    max: z.number().int().min(1).max(256).default(48),
    lingerMs: z.number().int().min(0).max(60_000).default(5),
  })
  .prefault({});

const contracts = { oracle: address, operators: address, consent: address, models: address };

/** What operators, watchers and indexes configure alike. */
const shared = {
  chain: z.strictObject({
    chainId: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    rpcUrls: z.array(rpcUrl).min(1).max(8),
    webSocketUrls: z.array(webSocketUrl).max(8).default([]),
    requestTimeoutMs: z.number().int().min(100).max(120_000).default(15_000),
    startTimeoutMs: z.number().int().min(0).max(DAY_MS).default(600_000),
    startBlock: z.number().int().min(0).default(0),
    confirmations: blocks,
    pollIntervalMs: milliseconds.default(4_000),
    overlapBlocks: blocks.default(5),
    maxBlockRange: z.number().int().min(1).max(10_000).default(2_000),
    recheckBlocks: blocks.default(20),
    sequencerUptimeFeed: address.optional(),
    sequencerGraceSeconds: z.number().int().min(0).max(86_400).default(3_600),
    finality: z.enum(["finalized", "safe", "latest"]).default("finalized"),
  }),
  log: z.strictObject({ level: z.enum(LOG_LEVELS).default("info") }).prefault({}),
};

/** A file for one process, or a server for several workers of one operator. The address may hold a password. */
const store = z.union(
  [
    z.strictObject({ path: file }),
    z.strictObject({
      postgres: z.strictObject({
        url: secret,
        schema: z
          .string()
          .regex(/^[a-z][a-z0-9_]{0,62}$/, "must be lower-case letters, digits and underscores")
          .default("theriac_oracle"),
        connections: z.number().int().min(2).max(64).default(8),
      }),
    }),
  ],
  { error: "must be { path } or { postgres: { url: { env } or { file } } }" },
);

/** What operators and watchers configure alike. */
const common = {
  ...shared,
  store,
  payloads: z.strictObject({
    sources: z.array(payloadSource).min(1).max(16),
    maxBytes: z.number().int().min(1).max(100_000_000).default(1_000_000),
    timeoutMs: milliseconds.default(10_000),
    allowPrivateAddresses: z.boolean().default(false),
  }),
  models: z.strictObject({
    folders: z.array(file).min(1),
    backend: z.enum(["auto", "wasm", "cpu", "tensorflow"]).default("auto"),
    /** Threads that run models; 0 runs them in the main thread. Defaults of this and the rest: inference/service. */
    workers: z.number().int().min(0).max(64).optional(),
    maxBatch: z.number().int().min(1).max(4_096).optional(),
    maxWaitMs: z.number().int().min(0).max(1_000).optional(),
    maxQueued: z.number().int().min(1).max(100_000).optional(),
    timeoutMs: milliseconds.optional(),
  }),
  server: z.strictObject({
    host: z.string().min(1).default("127.0.0.1"),
    port,
    maxBodyBytes: z.number().int().min(512).max(1_000_000).default(65_536),
    tls,
    limits,
  }),
  health: z
    .strictObject({
      maxHeadAgeMs: milliseconds.default(120_000),
      maxDutyAgeMs: milliseconds.default(600_000),
    })
    .prefault({}),
};

/** A TensorFlow Serving that runs the encoder in place of this process. */
const serving = z.strictObject({
  url: url(["http:", "https:"]).refine(
    (value) => /\/v1\/models\/[\w.-]+(\/versions\/\d+|\/labels\/[\w.-]+)?:predict$/.test(value),
    "must end in /v1/models/NAME:predict, with /versions/N or /labels/NAME before the colon if need be",
  ),
  timeoutMs: milliseconds.default(5_000),
  maxBytes: z.number().int().min(1_024).max(100_000_000).default(4_000_000),
});

export const configSchema = z.strictObject({
  ...common,
  /** Text relevance, off unless its folder and that of the encoder's files are named (docs/adr/0014). */
  textRelevance: z.strictObject({ folder: file, encoder: file, serving: serving.optional() }).optional(),
  contracts: z.strictObject({ ...contracts, policies: address }),
  /** Private OPTIMISTIC requests: off unless the circuits workspace, the court and the models to prove are named. */
  prover: z
    .strictObject({
      circuits: file,
      court: address,
      models: z.array(z.strictObject({ folder: file, provingKey: file.optional() })).min(1),
      timeoutMs: milliseconds.default(60_000),
    })
    .optional(),
  jurisdiction: z.string().regex(/^[A-Z]{2}$/, "must be two capital letters, as ISO 3166-1 alpha-2 has them"),
  operator,
  peers,
  peering,
  submit: z
    .strictObject({
      ...sending,
      backoffMs: milliseconds.default(15_000),
      peerTimeoutMs: milliseconds.default(5_000),
      maxBlockDistance: z.number().int().min(1).max(1_000).default(20),
      expireOverdue: z.boolean().default(false),
      guard,
      batch,
    })
    .prefault({}),
});

/** A watcher has an account that pays for challenges, and no bond. */
export const watchSchema = z.strictObject({
  ...common,
  contracts: z.strictObject({ ...contracts, court: address }),
  watcher: z.strictObject({ keystore: file, password: secret }),
  submit: z.strictObject(sending).prefault({}),
  /** How long a payload is looked for before its answer counts as unchecked. */
  giveUpAfterMs: z
    .number()
    .int()
    .min(1_000)
    .max(7 * DAY_MS)
    .default(DAY_MS),
});

/** An index follows events and answers queries. It has no account. Of the supply chain it follows what it is told of. */
export const indexSchema = z.strictObject({
  ...shared,
  store: z.strictObject({ path: file }),
  contracts: z
    .strictObject({
      oracle: address,
      consent: address,
      emergencies: address,
      policies: address,
      records: address,
      batches: address.optional(),
      units: address.optional(),
      coldChain: address.optional(),
      anchors: address.optional(),
      /** Makes it follow every request, not only those that name a consent. */
      court: address.optional(),
      operators: address.optional(),
    })
    .refine(({ court, operators }) => operators === undefined || court !== undefined, {
      path: ["operators"],
      error: "needs court: operators are followed together with all requests",
    }),
  server: z.strictObject({ host: z.string().min(1).default("127.0.0.1"), port }),
  health: z.strictObject({ maxHeadAgeMs: milliseconds.default(120_000) }).prefault({}),
});

/** The config as written, with defaults filled in. */
export type ConfigFile = z.infer<typeof configSchema>;
export type WatchFile = z.infer<typeof watchSchema>;
export type IndexFile = z.infer<typeof indexSchema>;
