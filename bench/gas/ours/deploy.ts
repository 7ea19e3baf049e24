import type { Contract } from "ethers";
import hre from "hardhat";
import type { Chain } from "../chain.ts";

/** Deploys a contract of ours by its name, as the production profile compiled it. */
export const deployOurs = async (chain: Chain, name: string, ...args: unknown[]): Promise<Contract> => {
  const { abi, bytecode } = await hre.artifacts.readArtifact(name);
  return chain.deploy({ abi: [...abi], bytecode }, ...args);
};
