import { availableParallelism } from "node:os";
import type { HardhatPlugin } from "hardhat/types/plugins";

/** Hardhat leaves one core idle while it compiles. On two cores that is half of them. */
export const everyCore: HardhatPlugin = {
  id: "every-core",
  hookHandlers: {
    solidity: async () => ({
      default: async () => ({
        build: (context, files, options, next) =>
          next(context, files, { concurrency: availableParallelism(), ...options }),
      }),
    }),
  },
};
