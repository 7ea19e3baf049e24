import { ZeroAddress } from "ethers";
import type { Hex } from "../standards/hex.ts";
import { isOptional } from "./chain/indexEvents.ts";
import type { Look } from "./chain/logs.ts";
import type { ChainProvider } from "./chain/provider.ts";
import { assertCode } from "./chain/reader.ts";
import { scanIndex } from "./chain/scanIndex.ts";
import { connectStates, createGrantReader } from "./chain/standings.ts";
import type { IndexConfig } from "./config/loadConfig.ts";
import type { IndexRange, IndexStore } from "./domain/indexed.ts";
import { type ChainUse, type OpenChainDeps, openChain, waitForChain } from "./openChain.ts";
import { openIndexStore } from "./store/openIndexStore.ts";

type OpenDeps = OpenChainDeps & { readonly config: IndexConfig };

const present = (contracts: Readonly<Record<string, Hex | undefined>>): [string, Hex][] =>
  Object.entries(contracts).flatMap(([name, address]) => (address === undefined ? [] : [[name, address]]));

/** An index belongs to a deployment and to no operator. */
export const indexIdentity = ({ chain, contracts }: IndexConfig) => ({
  chainId: chain.chainId,
  oracle: contracts.oracle,
  operator: ZeroAddress as Hex,
});

/** The store in a file, which must belong to the config's deployment. */
export const openIndex = (config: IndexConfig, file: string): IndexStore => {
  const optional = present(config.contracts).filter(([name]) => isOptional(name));
  return openIndexStore(file, indexIdentity(config), Object.fromEntries(optional));
};

/** The chain, on which every contract of the config must exist. */
export const openIndexChain = async (deps: OpenDeps, use: ChainUse): Promise<ChainProvider> => {
  const provider = await openChain(deps, use);
  await waitForChain(deps, () => assertCode(provider, Object.fromEntries(present(deps.config.contracts))));
  return provider;
};

/** Reads what is indexed from a range of blocks. */
export const indexScanner = (
  { contracts }: IndexConfig,
  provider: ChainProvider,
): ((look: Look) => Promise<IndexRange>) => {
  const readGrant = createGrantReader(connectStates(contracts.consent, provider));
  return (look) => scanIndex({ addresses: contracts, readGrant }, look);
};
