import { configVariable } from "hardhat/config";

/** Chains with a public explorer, by the name that deployments/ and the parameters' files have. */
const PUBLIC = {
  mainnet: { chainId: 1, chainType: "l1" },
  sepolia: { chainId: 11_155_111, chainType: "l1" },
  hoodi: { chainId: 560_048, chainType: "l1" },
  optimism: { chainId: 10, chainType: "op" },
  base: { chainId: 8_453, chainType: "op" },
  baseSepolia: { chainId: 84_532, chainType: "op" },
  arbitrum: { chainId: 42_161, chainType: "generic" },
} as const;

const screaming = (name: string): string => name.replace(/[A-Z]/g, "_$&").toUpperCase();

/**
 * Every public network reads its endpoint from `<NAME>_RPC_URL` and its deployer's key from `<NAME>_DEPLOYER_KEY`:
 * variables of the environment, or of Hardhat's encrypted keystore. An endpoint of another chain is refused.
 */
export const publicNetworks = Object.fromEntries(
  Object.entries(PUBLIC).map(([name, { chainId, chainType }]) => [
    name,
    {
      type: "http" as const,
      chainType,
      chainId,
      url: configVariable(`${screaming(name)}_RPC_URL`),
      accounts: [configVariable(`${screaming(name)}_DEPLOYER_KEY`)],
    },
  ]),
);
