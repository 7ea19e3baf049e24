import type { HardhatPlugin } from "hardhat/types/plugins";

/**
 * Hardhat compiles files together that share one configuration *object*, and makes an object of its own for every
 * override. This gives overrides of the same content the same object: two compilations instead of one a test.
 */
export const oneJobPerSetting: HardhatPlugin = {
  id: "one-job-per-setting",
  hookHandlers: {
    config: async () => ({
      default: async () => ({
        resolveUserConfig: async (userConfig, resolveVariable, next) => {
          const resolved = await next(userConfig, resolveVariable);
          for (const profile of Object.values(resolved.solidity.profiles)) {
            const known = new Map<string, (typeof profile.overrides)[string]>();
            for (const [file, override] of Object.entries(profile.overrides)) {
              const key = JSON.stringify(override);
              profile.overrides[file] = known.get(key) ?? override;
              known.set(key, profile.overrides[file]);
            }
          }
          return resolved;
        },
      }),
    }),
  },
};
