import hre from "hardhat";

/** Compiles what is not compiled yet. Solidity tests are left out. */
export const compile = async (): Promise<void> => {
  await hre.tasks.getTask("build").run({ noTests: true, quiet: true });
};
