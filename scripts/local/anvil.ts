import { createRequire } from "node:module";
import { LOCAL_CHAIN_ID, type LocalChain, localChain } from "./chain.ts";
import type { Fleet } from "./fleet.ts";
import { freePort } from "./freePort.ts";

/** The program itself: its package's own starter would be another process between, which outlives a kill -9. */
const program = (): string => {
  const starter = createRequire(import.meta.url).resolve("@foundry-rs/anvil/package.json");
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  const file = process.platform === "win32" ? "anvil.exe" : "anvil";
  return createRequire(starter).resolve(`@foundry-rs/anvil-${platform}/bin/${file}`);
};

/** Starts anvil on a free loopback port, with the rules and the accounts of `hardhat node`. It can reorganise itself. */
export const startAnvil = async (fleet: Fleet, logDir: string): Promise<LocalChain> => {
  const port = await freePort();
  const rules = ["--hardfork", "osaka", "--enable-tx-gas-limit", "--gas-limit", "60000000"];
  const mining = ["--mixed-mining", "--block-time", "1"];
  const args = [...rules, ...mining, "--accounts", "20", "--chain-id", String(LOCAL_CHAIN_ID), "--silent"];
  const where = ["--host", "127.0.0.1", "--port", String(port)];
  const member = fleet.start("anvil", [...args, ...where], `${logDir}/anvil.log`, {}, program());
  return localChain(fleet, member, `http://127.0.0.1:${port}`);
};
