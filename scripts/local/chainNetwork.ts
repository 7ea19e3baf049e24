/** The chain that `hardhat node` serves: mines on demand and twice a second, so confirmations pass by themselves. */
export const chainNetwork = {
  type: "edr-simulated",
  chainType: "l1",
  hardfork: "osaka",
  chainId: 31337,
  allowBlocksWithSameTimestamp: true,
  mining: { auto: true, interval: 500 },
  // An answer whose consumer runs out of gas settles all the same: estimate the answer, not the consumer.
  gasEstimationMode: "topLevelSuccess",
} as const;
