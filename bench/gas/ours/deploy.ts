import { Contract } from "ethers";
import hre from "hardhat";
import type { Chain } from "../chain.ts";
import { compile } from "../peers/compile.ts";
import { collect, entry } from "../peers/sources.ts";

const MANAGER = "node_modules/@openzeppelin/contracts/access/manager/AccessManager.sol";

/** Deploys a contract of ours by its name, as the project compiled it. */
export const deployOurs = async (chain: Chain, name: string, ...args: unknown[]): Promise<Contract> => {
  const { abi, bytecode } = await hre.artifacts.readArtifact(name);
  return chain.deploy({ abi: [...abi], bytecode }, ...args);
};

/** Deploys an access manager in which the first account may do everything. Returns its address. */
export const deployAuthority = async (chain: Chain): Promise<string> => {
  const { code } = compile(collect(entry(MANAGER)), "viaIR");
  const [admin] = chain.accounts;
  return (await chain.deploy(code("AccessManager"), admin?.address)).getAddress();
};

/** Deploys the consent registry with the rest of its code. */
export const deployConsents = async (chain: Chain, authority: string): Promise<Contract> => {
  const desk = await deployOurs(chain, "ConsentDesk", authority);
  return deployOurs(chain, "ConsentRegistry", authority, await desk.getAddress());
};

/** Deploys the batch ledger with the rest of its code. Its interface knows both. */
export const deployBatches = async (chain: Chain, authority: string): Promise<Contract> => {
  const desk = await deployOurs(chain, "BatchDesk", authority);
  const ledger = await deployOurs(chain, "BatchLedger", authority, await desk.getAddress());
  const { abi } = await hre.artifacts.readArtifact("IBatchLedger");
  return new Contract(await ledger.getAddress(), [...abi], ledger.runner);
};
