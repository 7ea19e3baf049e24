import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { BaseContract, Contract, ContractTransactionResponse, InterfaceAbi } from "ethers";
import { ContractFactory } from "ethers";
import hre from "hardhat";

/** Code that can be deployed. */
export type Deployable = { readonly abi: InterfaceAbi; readonly bytecode: string };

/** A chain of its own, in this process, and the accounts that act on it. */
export type Chain = {
  readonly accounts: readonly HardhatEthersSigner[];
  readonly chainId: bigint;
  readonly deploy: (code: Deployable, ...args: unknown[]) => Promise<Contract>;
  readonly gasOf: (transaction: Promise<ContractTransactionResponse>) => Promise<number>;
  readonly now: () => Promise<number>;
  readonly height: () => Promise<number>;
  readonly passTime: (seconds: number) => Promise<void>;
  readonly call: (to: string, data: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

/** Starts a chain at a fixed date, so that every run measures the same bytes. */
export const openChain = async (): Promise<Chain> => {
  const connection = await hre.network.create({
    network: "default",
    chainType: "l1",
    override: {
      allowUnlimitedContractSize: true,
      initialDate: "2026-01-01T00:00:00Z",
    },
  });
  const { ethers, provider } = connection;
  const accounts = await ethers.getSigners();
  const [deployer] = accounts;
  return {
    accounts,
    chainId: (await ethers.provider.getNetwork()).chainId,
    deploy: async ({ abi, bytecode }, ...args) => {
      const factory = new ContractFactory(abi, bytecode, deployer);
      const contract = await factory.deploy(...args);
      await contract.waitForDeployment();
      return contract as Contract;
    },
    gasOf: async (transaction) => {
      const receipt = await (await transaction).wait();
      if (receipt === null || receipt.status !== 1) throw new Error("A measured transaction failed");
      return Number(receipt.gasUsed);
    },
    now: async () => (await ethers.provider.getBlock("latest"))?.timestamp ?? 0,
    height: () => ethers.provider.getBlockNumber(),
    passTime: async (seconds) => {
      await provider.request({ method: "evm_increaseTime", params: [seconds] });
      await provider.request({ method: "evm_mine" });
    },
    call: (to, data) => ethers.provider.call({ to, data }),
    close: () => connection.close(),
  };
};

/** A function of a contract, as a promise of its transaction. */
export const send = (
  contract: BaseContract,
  name: string,
  ...args: unknown[]
): Promise<ContractTransactionResponse> =>
  contract.getFunction(name)(...args) as Promise<ContractTransactionResponse>;
