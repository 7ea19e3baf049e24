import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { z } from "zod";
import { type UrlList, urlsOf } from "./chainUrls.ts";
import { ConfigError } from "./errors.ts";
import { readSecret } from "./password.ts";
import {
  type ConfigFile,
  configSchema,
  type IndexFile,
  indexSchema,
  type WatchFile,
  watchSchema,
} from "./schema.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The config with every path absolute and every variable read; the password itself stays where it is. */
export type Config = Omit<ConfigFile, "chain" | "store"> & {
  readonly file: string;
  readonly store: StoreConfig;
  readonly chain: Omit<ConfigFile["chain"], UrlList> & { readonly [list in UrlList]: readonly string[] };
};

/** Where the store is; `url` may hold a password and is never shown. */
export type StoreConfig =
  | { readonly path: string }
  | { readonly postgres: { readonly url: string; readonly schema: string; readonly connections: number } };

/** Reads and checks a config file. Relative paths are relative to its folder. Throws `BAD_CONFIG`. */
export const loadConfig = (file: string, environment: Environment): Config => {
  const absolute = path.resolve(file);
  const config = parse(configSchema, absolute);
  assertDistinct(config.contracts, absolute);
  const { operator } = config;
  if (config.peers.some((peer) => peer.operator === operator.address)) {
    throw new ConfigError("peers", "names this operator itself: list only the others", absolute);
  }
  const at = from(absolute);
  return {
    ...config,
    ...resolveCommon(config, absolute, environment),
    operator: resolveOperator(operator, at),
    peers: config.peers.map((peer) => resolveFiles(peer, ["ca"], at)),
    ...resolveRelevance(config, at),
    ...resolveProver(config, at),
  };
};

/** The same for a watcher. */
export type WatchConfig = Omit<WatchFile, "chain" | "store"> & Pick<Config, "file" | "chain" | "store">;

/** Reads and checks a watcher's config file. Throws `BAD_CONFIG`. */
export const loadWatchConfig = (file: string, environment: Environment): WatchConfig => {
  const absolute = path.resolve(file);
  const config = parse(watchSchema, absolute);
  assertDistinct(config.contracts, absolute);
  return {
    ...config,
    ...resolveCommon(config, absolute, environment),
    watcher: resolveKeystore(config.watcher, from(absolute)),
  };
};

/** The same for an index. */
export type IndexConfig = Omit<IndexFile, "chain"> & Pick<Config, "file" | "chain">;

/** Reads and checks an index's config file. Throws `BAD_CONFIG`. */
export const loadIndexConfig = (file: string, environment: Environment): IndexConfig => {
  const absolute = path.resolve(file);
  const config = parse(indexSchema, absolute);
  assertDistinct(config.contracts, absolute);
  const store = { path: from(absolute)(config.store.path) };
  return { ...config, ...resolveShared(config, absolute, environment), store };
};

export const parse = <S extends z.ZodType>(schema: S, file: string): z.output<S> => {
  const parsed = schema.safeParse(readJson(file));
  if (!parsed.success) throw toConfigError(parsed.error, file);
  return parsed.data;
};

type Resolve = (value: string) => string;
const from =
  (file: string): Resolve =>
  (value) =>
    path.resolve(path.dirname(file), value);

const resolveRelevance = (
  { textRelevance }: Pick<ConfigFile, "textRelevance">,
  at: Resolve,
): Pick<ConfigFile, "textRelevance"> => {
  if (textRelevance === undefined) return {};
  const { folder, encoder } = textRelevance;
  return { textRelevance: { ...textRelevance, folder: at(folder), encoder: at(encoder) } };
};

const resolveProver = ({ prover }: Pick<ConfigFile, "prover">, at: Resolve): Pick<ConfigFile, "prover"> => {
  if (prover === undefined) return {};
  const models = prover.models.map(({ folder, provingKey }) => ({
    folder: at(folder),
    ...(provingKey === undefined ? {} : { provingKey: at(provingKey) }),
  }));
  return { prover: { ...prover, circuits: at(prover.circuits), models } };
};

type Common = Pick<ConfigFile, "chain" | "payloads" | "models" | "store" | "server">;

const resolveCommon = (
  { chain, payloads, models, store, server }: Common,
  file: string,
  environment: Environment,
): Pick<Config, "file" | "chain" | "payloads" | "models" | "store" | "server"> => {
  const folder = path.dirname(file);
  return {
    ...resolveShared({ chain }, file, environment),
    store: resolveStore(store, file, environment),
    payloads: { ...payloads, sources: payloads.sources.map((source) => absoluteSource(source, folder)) },
    models: { ...models, folders: models.folders.map(from(file)) },
    server: {
      ...server,
      tls: server.tls && resolveFiles(server.tls, ["cert", "key", "clientCa"], from(file)),
    },
  };
};

/** The same with the files that these keys name absolute. */
export const resolveFiles = <T extends object>(given: T, keys: readonly (keyof T)[], at: Resolve): T => {
  const named = keys.flatMap((key) => {
    const value = given[key];
    return typeof value === "string" ? [[key, at(value)]] : [];
  });
  return { ...given, ...Object.fromEntries(named) };
};

type RemoteSignerFile = NonNullable<ConfigFile["operator"]["remoteSigner"]>;

const resolveSecret = <T extends { readonly file: string } | { readonly env: string }>(
  source: T,
  at: Resolve,
): T => ("file" in source ? { ...source, file: at(source.file) } : source);

const resolveRemote = (remote: RemoteSignerFile | undefined, at: Resolve): RemoteSignerFile | undefined =>
  remote && {
    ...resolveFiles(remote, ["ca", "cert", "key"], at),
    ...(remote.token === undefined ? {} : { token: resolveSecret(remote.token, at) }),
  };

const resolveOperator = (operator: ConfigFile["operator"], at: Resolve): ConfigFile["operator"] => ({
  ...resolveFiles(operator, ["keystore", "encryptionKey", "nextKeystore", "nextEncryptionKey"], at),
  password: resolveSecret(operator.password, at),
  remoteSigner: resolveRemote(operator.remoteSigner, at),
  nextRemoteSigner: resolveRemote(operator.nextRemoteSigner, at),
});

const resolveShared = (
  { chain }: Pick<ConfigFile, "chain">,
  file: string,
  environment: Environment,
): Pick<Config, "file" | "chain"> => ({
  file,
  chain: {
    ...chain,
    rpcUrls: urlsOf(chain, "rpcUrls", environment, file),
    webSocketUrls: urlsOf(chain, "webSocketUrls", environment, file),
  },
});

const resolveStore = (store: ConfigFile["store"], file: string, environment: Environment): StoreConfig => {
  if ("path" in store) return { path: from(file)(store.path) };
  const { url: source, ...rest } = store.postgres;
  const found = "file" in source ? { file: from(file)(source.file) } : source;
  const url = readSecret("database address", found, environment);
  if (!/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new ConfigError("store.postgres.url", "names no address that begins with postgresql://", file);
  }
  return { postgres: { ...rest, url } };
};

const resolveKeystore = (
  { keystore, password }: WatchFile["watcher"],
  at: Resolve,
): WatchFile["watcher"] => ({
  keystore: at(keystore),
  password: resolveSecret(password, at),
});

const readJson = (file: string): unknown => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new ConfigError("", "cannot be read", file);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError("", "is not JSON", file);
  }
};

const assertDistinct = (contracts: Readonly<Record<string, string | undefined>>, file: string): void => {
  const addresses = Object.values(contracts).filter((address) => address !== undefined);
  if (new Set(addresses).size !== addresses.length) {
    throw new ConfigError("contracts", "gives two contracts the same address", file);
  }
};

/** `file:` sources may be relative to the config's folder: `file:./payloads`. */
export const absoluteSource = (source: string, folder: string): string => {
  const relative = /^file:(?!\/)(.*)$/.exec(source)?.[1];
  return relative === undefined ? source : pathToFileURL(path.resolve(folder, relative)).href;
};

const toConfigError = (error: z.ZodError, file: string): ConfigError => {
  const problems = error.issues.map((issue) => {
    const at = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      return {
        key: [...at, issue.keys[0] ?? ""].join("."),
        problem: "is not known: remove it or correct its name",
      };
    }
    return { key: at.join("."), problem: problemOf(issue) };
  });
  const [first] = problems;
  const all = problems.map(({ key, problem }) => `${key} ${problem}`);
  return new ConfigError(first?.key ?? "", first?.problem ?? "is wrong", file, all);
};

const problemOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === "custom" || issue.code === "invalid_format") return issue.message;
  if (issue.code === "invalid_type" && issue.input === undefined) return "is missing";
  return `is wrong (${issue.message})`;
};
