import { isIP } from "node:net";
import path from "node:path";
import { type AdapterFile, adapterSchema } from "./adapterSchema.ts";
import { ConfigError, KeysError } from "./errors.ts";
import { absoluteSource, parse, resolveFiles } from "./loadConfig.ts";
import { readSecret } from "./password.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The config with every path absolute and the token read. */
export type AdapterConfig = Omit<AdapterFile, "access"> & {
  readonly access: Omit<AdapterFile["access"], "token"> & { readonly token: string | undefined };
};

const LEAST_TOKEN = 16;

/** Reads and checks an adapter's config file. Throws `BAD_CONFIG`, or `BAD_KEYS` if its token cannot be read. */
export const loadAdapterConfig = (file: string, environment: Environment): AdapterConfig => {
  const absolute = path.resolve(file);
  const config = parse(adapterSchema, absolute);
  const { models, payloads, access, server } = config;
  const folder = path.dirname(absolute);
  const at = (file: string) => path.resolve(folder, file);
  if (access.token === undefined && !isLoopback(server.host)) {
    const problem = `is missing, and ${server.host} can be reached by others`;
    throw new ConfigError("access.token", problem, absolute);
  }
  return {
    ...config,
    models: { ...models, folders: models.folders.map(at) },
    ...(payloads === undefined
      ? {}
      : {
          payloads: {
            ...payloads,
            sources: payloads.sources.map((source) => absoluteSource(source, folder)),
          },
        }),
    server: { ...server, tls: server.tls && resolveFiles(server.tls, ["cert", "key", "clientCa"], at) },
    access: { ...access, token: readToken(access.token, folder, environment) },
  };
};

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/** The token is never logged and never part of an error. */
const readToken = (
  source: AdapterFile["access"]["token"],
  folder: string,
  environment: Environment,
): string | undefined => {
  if (source === undefined) return undefined;
  const place = "file" in source ? { file: path.resolve(folder, source.file) } : source;
  const token = readSecret("token", place, environment);
  if (token.length >= LEAST_TOKEN) return token;
  const hint = "Make one with `openssl rand -hex 32`.";
  const where = "file" in place ? place.file : place.env;
  throw new KeysError(`The token is shorter than ${LEAST_TOKEN} characters.`, where, hint);
};
