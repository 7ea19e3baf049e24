// One chain inside the test process, shared by every file of test/integration; fixtures roll it back.
import { BrowserProvider } from "ethers";
import { network } from "hardhat";

const open = async (initialDate?: string) => {
  const connection = await network.create(
    initialDate === undefined ? "default" : { network: "default", override: { initialDate } },
  );
  const provider = new BrowserProvider(connection.provider, undefined, {
    cacheTimeout: -1,
    pollingInterval: 10,
  });
  const request = (method: string, params: readonly unknown[]) =>
    connection.provider.request({ method, params: [...params] });
  const now = async (): Promise<number> => {
    // A restored fixture is as old as the time since it was made.
    await request("evm_mine", []);
    const block = await provider.getBlock("latest");
    if (block === null) throw new TypeError("A running chain has a latest block.");
    return block.timestamp;
  };
  return {
    provider,
    chainId: Number((await provider.getNetwork()).chainId),
    now,
    /** Any method of the node. */
    request,
    /** Moves the chain's clock forward and mines. */
    advance: async (seconds: number): Promise<void> => {
      await request("evm_increaseTime", [seconds]);
      await request("evm_mine", []);
    },
    /** The next block has exactly this time. */
    nextBlockAt: async (timestamp: number): Promise<void> => {
      await request("evm_setNextBlockTimestamp", [timestamp]);
    },
    ignition: connection.ignition,
    /** Runs a fixture once and returns to its end state ever after. */
    load: connection.networkHelpers.loadFixture,
  };
};

export type TestChain = Awaited<ReturnType<typeof open>>;

let opened: Promise<TestChain> | undefined;

/** The chain, opened at first use: loading this file does nothing. */
export const testChain = (): Promise<TestChain> => {
  opened ??= open();
  return opened;
};

const dated = new Map<string, Promise<TestChain>>();

/** A chain of its own whose clock starts at a date, for scenarios with dates of their own. */
export const testChainAt = (initialDate: string): Promise<TestChain> => {
  const chain = dated.get(initialDate) ?? open(initialDate);
  dated.set(initialDate, chain);
  return chain;
};
