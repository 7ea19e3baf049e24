import { createRequire } from "node:module";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";
import { publicNetworks } from "./scripts/ignition/networks.ts";
import { chainNetwork } from "./scripts/local/chainNetwork.ts";
import { everyCore } from "./scripts/solidity/everyCore.ts";
import { oneJobPerSetting } from "./scripts/solidity/oneJobPerSetting.ts";
import { testSettings } from "./scripts/solidity/testSettings.ts";

// No compiler is ever downloaded: every profile points at the soljson of the npm package of the same version.
const compiler = {
  version: "0.8.37",
  path: createRequire(import.meta.url).resolve("solc/soljson.js"),
  settings: {
    evmVersion: "osaka",
    viaIR: true,
    optimizer: { enabled: true, runs: 1_000_000 },
    metadata: { bytecodeHash: "none" },
  },
};

/** Too large for one contract when every function is made as cheap as can be; see docs/adr/0005, 0010 and 0012. */
const small = { ...compiler, settings: { ...compiler.settings, optimizer: { enabled: true, runs: 200 } } };

/** The same, made as short as can be: what is called rarely. */
const smallest = { ...compiler, settings: { ...compiler.settings, optimizer: { enabled: true, runs: 1 } } };

/** The default but in name, which makes a compilation of its own of them: it runs beside the other on a second core. */
const beside = {
  ...compiler,
  settings: { ...compiler.settings, optimizer: { enabled: true, runs: 999_999 } },
};

const testOverrides = Object.fromEntries(
  Object.entries(testSettings(compiler.settings)).map(([file, settings]) => [
    file,
    { ...compiler, settings },
  ]),
);

const overrides = {
  ...testOverrides,
  "contracts/oracle/AnswerModes.sol": small,
  "contracts/provenance/BatchDesk.sol": smallest,
  "contracts/provenance/BatchLedger.sol": beside,
  "contracts/provenance/ColdChain.sol": small,
  "contracts/provenance/UnitLedger.sol": small,
  "contracts/research/Campaigns.sol": beside,
  "contracts/research/MatchingRounds.sol": beside,
  "contracts/research/MilestoneReview.sol": small,
  "contracts/research/ResearchEscrow.sol": beside,
  "contracts/research/ReviewDesk.sol": small,
};

export default defineConfig({
  plugins: [toolbox, everyCore, oneJobPerSetting],
  solidity: {
    npmFilesToBuild: [
      "@openzeppelin/contracts/access/manager/AccessManager.sol",
      "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier.sol",
      "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913WebAuthnVerifier.sol",
    ],
    profiles: {
      default: { compilers: [compiler], overrides },
      // Not isolated, so that both profiles share one compilation: a types-only file compiled alone leaves a build
      // output without contracts, which the in-process chain cannot read.
      production: { isolated: false, compilers: [compiler], overrides },
    },
  },
  paths: {
    sources: "./contracts",
    // Ignition writes deployments/<network>; the modules are in scripts/ignition.
    ignition: ".",
    tests: { solidity: "./test", mocha: "./test/integration" },
  },
  typechain: { outDir: "./types" },
  networks: {
    default: { type: "edr-simulated", chainType: "l1", hardfork: "osaka" },
    node: chainNetwork,
    local: { type: "http", chainType: "l1", url: "http://127.0.0.1:8545" },
    ...publicNetworks,
  },
  // Asked only by `npm run deploy -- --verify`; the variable is read when Etherscan is among those asked.
  verify: { etherscan: { apiKey: configVariable("ETHERSCAN_API_KEY") } },
  test: {
    mocha: { timeout: 60_000 },
    solidity: {
      profiles: {
        default: {
          fuzz: { runs: 256, seed: "0x1" },
          invariant: { runs: 32, depth: 64, failOnRevert: true },
        },
        deep: {
          fuzz: { runs: 20_000 },
          invariant: { runs: 1_000, depth: 500, failOnRevert: true },
        },
      },
    },
  },
  coverage: { skipFiles: ["contracts/mocks/**"] },
});
