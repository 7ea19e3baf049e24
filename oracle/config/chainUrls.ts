import { ConfigError } from "./errors.ts";
import type { ConfigFile } from "./schema.ts";

/** Lists of addresses that may hold access keys, and so may stand in variables. */
export type UrlList = "rpcUrls" | "webSocketUrls";

const PROTOCOLS: Readonly<Record<UrlList, readonly string[]>> = {
  rpcUrls: ["http:", "https:", "ws:", "wss:"],
  webSocketUrls: ["ws:", "wss:"],
};

/** A list of addresses, those from variables read. Throws `BAD_CONFIG`. */
export const urlsOf = (
  chain: Pick<ConfigFile["chain"], UrlList>,
  list: UrlList,
  environment: Readonly<Record<string, string | undefined>>,
  file: string,
): readonly string[] =>
  chain[list].map((entry, index) => {
    if (typeof entry === "string") return entry;
    const key = `chain.${list}.${index}.env`;
    const value = environment[entry.env];
    if (value === undefined || value === "") {
      throw new ConfigError(key, `names a variable that is not set: ${entry.env}`, file);
    }
    if (PROTOCOLS[list].includes(URL.parse(value)?.protocol ?? "")) return value;
    const kind = list === "rpcUrls" ? "http or WebSocket" : "WebSocket";
    throw new ConfigError(key, `names a variable that holds no ${kind} address: ${entry.env}`, file);
  });
