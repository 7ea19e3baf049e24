import { hexlify, Interface } from "ethers";
import hre from "hardhat";
import type { Network } from "../../oracle/inference/network.ts";
import { encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { packInput } from "../../standards/commitments.ts";

/** Far more gas than a transaction may have: one call runs thousands of inputs. */
const CALL_GAS = 2n ** 40n;
const EXECUTOR = `0x${"ec".repeat(20)}`;
const RUNNER = `0x${"fa".repeat(20)}`;
const SCORE_BYTES = 4;

/** A chain in this process that runs networks, compiled or interpreted. */
export type Evm = {
  readonly execute: (code: Uint8Array, network: Network, xs: readonly Int32Array[]) => Promise<Int32Array[]>;
  readonly interpret: (network: Network, xs: readonly Int32Array[]) => Promise<Int32Array[]>;
  readonly close: () => Promise<void>;
};

const packAll = (xs: readonly Int32Array[]): string => hexlify(Buffer.concat(xs.map((x) => packInput(x))));

/** Scores, packed one run after the other. */
const unpackScores = (hex: string, outputs: number): Int32Array[] => {
  const bytes = Buffer.from(hex.slice(2), "hex");
  return Array.from({ length: bytes.length / (SCORE_BYTES * outputs) }, (_, run) =>
    Int32Array.from({ length: outputs }, (__, i) => bytes.readInt32BE(SCORE_BYTES * (run * outputs + i))),
  );
};

export const openEvm = async (): Promise<Evm> => {
  const connection = await hre.network.create({
    network: "default",
    chainType: "l1",
    override: { blockGasLimit: CALL_GAS, transactionGasCap: CALL_GAS },
  });
  const request = (method: string, params: readonly unknown[]): Promise<unknown> =>
    connection.provider.request({ method, params: [...params] });
  const { abi, deployedBytecode } = await hre.artifacts.readArtifact("NetworkRunner");
  const runner = new Interface(abi);
  await request("hardhat_setCode", [RUNNER, deployedBytecode]);
  const call = async (name: string, args: readonly unknown[]): Promise<string> => {
    const data = runner.encodeFunctionData(name, args);
    const result = await request("eth_call", [
      { to: RUNNER, data, gas: `0x${CALL_GAS.toString(16)}` },
      "latest",
    ]);
    return runner.decodeFunctionResult(name, result as string)[0] as string;
  };
  return {
    execute: async (code, { dims }, xs) => {
      await request("hardhat_setCode", [EXECUTOR, hexlify(code)]);
      const outputs = dims.at(-1) as number;
      return unpackScores(await call("execute", [EXECUTOR, packAll(xs), dims[0], outputs]), outputs);
    },
    interpret: async (network, xs) => {
      const scores = await call("interpret", [hexlify(encodeNetworkFile(network)), packAll(xs)]);
      return unpackScores(scores, network.dims.at(-1) as number);
    },
    close: () => connection.close(),
  };
};
