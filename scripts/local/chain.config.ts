// What a local chain is started with. It reads no artifacts: with those of the tests among them, which only serve stack
// traces, it would take ten seconds more to start.
import { defineConfig } from "hardhat/config";
import { chainNetwork } from "./chainNetwork.ts";

export default defineConfig({
  paths: { artifacts: "./cache/chain/artifacts", cache: "./cache/chain" },
  networks: { node: chainNetwork },
});
