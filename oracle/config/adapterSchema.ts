import { z } from "zod";
import { LOG_LEVELS } from "../shared/log.ts";
import { configSchema } from "./schema.ts";

const { models, payloads, server } = configSchema.shape;
const file = z.string().min(1);
const environmentName = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "must be the name of an environment variable");

/** An external adapter answers Chainlink jobs with public models. It has neither keys, store nor chain. */
export const adapterSchema = z.strictObject({
  models,
  /** Where payloads are fetched by hash; without it a job brings its payload or its inputs. */
  payloads: payloads.optional(),
  server,
  access: z
    .strictObject({
      /** What a client shows as its bearer token. Needed wherever others than this machine can connect. */
      token: z.union([z.strictObject({ file }), z.strictObject({ env: environmentName })]).optional(),
      requestsPerMinute: z.number().int().min(1).max(1_000_000).default(600),
      maxConcurrent: z.number().int().min(1).max(256).default(8),
    })
    .prefault({}),
  timeoutMs: z.number().int().min(1).max(600_000).default(15_000),
  log: z.strictObject({ level: z.enum(LOG_LEVELS).default("info") }).prefault({}),
});

export type AdapterFile = z.infer<typeof adapterSchema>;
