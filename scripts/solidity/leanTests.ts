import type { HardhatPlugin } from "hardhat/types/plugins";
import type { CompilerInput } from "hardhat/types/solidity";

/** Prefix of our own tests among the compiler's source names. */
const TESTS = "project/test/";

/**
 * Asks the compiler for the code of the tests alone where only tests are compiled. Contracts that they import for their
 * types and errors are compiled, as shipped, in a job of their own; here their code would be thrown away.
 */
export const leanInput = (input: CompilerInput): CompilerInput => {
  if (input.settings.optimizer.enabled !== false) return input;
  // Naming any other source, even for its syntax tree alone, makes the compiler generate that source's code too.
  const { "*": all = {} } = input.settings.outputSelection;
  const tests = Object.keys(input.sources).filter((source) => source.startsWith(TESTS));
  const outputSelection = Object.fromEntries(tests.map((source) => [source, all]));
  return { ...input, settings: { ...input.settings, outputSelection } };
};

export const leanTests: HardhatPlugin = {
  id: "theriac-lean-tests",
  hookHandlers: {
    solidity: async () => ({
      default: async () => ({
        preprocessSolcInputBeforeBuilding: async (context, input, next) => next(context, leanInput(input)),
      }),
    }),
  },
};
