import { hexlify, Interface } from "ethers";
import hre from "hardhat";
import type { Network } from "../../oracle/inference/network.ts";
import { encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { packInput } from "../../standards/commitments.ts";

/** Far more gas than a transaction may have: one call runs thousands of inputs. */
const CALL_GAS = 2n ** 40n;
const CALL_GAS_HEX = `0x${CALL_GAS.toString(16)}`;
/** Most gas of a transaction, 16,777,216. */
const TRANSACTION_GAS = `0x${(2n ** 24n).toString(16)}`;
const EXECUTOR = `0x${"ec".repeat(20)}`;
/** Contracts of ours that stand on the chain from the start. */
const PLACES = { NetworkRunner: `0x${"fa".repeat(20)}`, NetworkAssembler: `0x${"a5".repeat(20)}` } as const;
const SCORE_BYTES = 4;

type Standing = keyof typeof PLACES;

/** A chain in this process that runs networks, compiled or interpreted. */
export type Evm = {
  readonly execute: (code: Uint8Array, network: Network, xs: readonly Int32Array[]) => Promise<Int32Array[]>;
  readonly interpret: (network: Network, xs: readonly Int32Array[]) => Promise<Int32Array[]>;
  /** What code returns for calldata, or undefined if it reverts. */
  readonly callCode: (code: Uint8Array, data: string) => Promise<string | undefined>;
  /** First result of a view; throws what the chain throws. */
  readonly view: (contract: Standing, name: string, args: readonly unknown[]) => Promise<unknown>;
  /** Gas of a transaction with all the gas that one may have. */
  readonly send: (contract: Standing, name: string, args: readonly unknown[]) => Promise<number>;
  readonly codeAt: (address: string) => Promise<string>;
  readonly assembler: string;
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

type Request = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** Puts our contracts in their places. */
const place = async (request: Request): Promise<Record<Standing, Interface>> => {
  const faces = {} as Record<Standing, Interface>;
  for (const [name, address] of Object.entries(PLACES) as [Standing, string][]) {
    const { abi, deployedBytecode } = await hre.artifacts.readArtifact(name);
    faces[name] = new Interface(abi);
    await request("hardhat_setCode", [address, deployedBytecode]);
  }
  return faces;
};

const callsOn = async (request: Request): Promise<Pick<Evm, "view" | "send">> => {
  const faces = await place(request);
  const [sender] = (await request("eth_accounts", [])) as string[];
  const transactionTo = (contract: Standing, name: string, args: readonly unknown[], gas: string) => ({
    from: sender,
    to: PLACES[contract],
    data: faces[contract].encodeFunctionData(name, args),
    gas,
  });
  return {
    view: async (contract, name, args) => {
      const result = await request("eth_call", [transactionTo(contract, name, args, CALL_GAS_HEX), "latest"]);
      return faces[contract].decodeFunctionResult(name, result as string)[0];
    },
    send: async (contract, name, args) => {
      const hash = await request("eth_sendTransaction", [
        transactionTo(contract, name, args, TRANSACTION_GAS),
      ]);
      const receipt = (await request("eth_getTransactionReceipt", [hash])) as { gasUsed: string };
      return Number(receipt.gasUsed);
    },
  };
};

export const openEvm = async (): Promise<Evm> => {
  const connection = await hre.network.create({
    network: "default",
    chainType: "l1",
    override: { blockGasLimit: CALL_GAS, transactionGasCap: CALL_GAS },
  });
  const request: Request = (method, params) => connection.provider.request({ method, params: [...params] });
  const calls = await callsOn(request);
  return {
    ...calls,
    execute: async (code, { dims }, xs) => {
      await request("hardhat_setCode", [EXECUTOR, hexlify(code)]);
      const outputs = dims.at(-1) as number;
      const args = [EXECUTOR, packAll(xs), dims[0], outputs];
      return unpackScores((await calls.view("NetworkRunner", "execute", args)) as string, outputs);
    },
    interpret: async (network, xs) => {
      const args = [hexlify(encodeNetworkFile(network)), packAll(xs)];
      const scores = await calls.view("NetworkRunner", "interpret", args);
      return unpackScores(scores as string, network.dims.at(-1) as number);
    },
    callCode: async (code, data) => {
      await request("hardhat_setCode", [EXECUTOR, hexlify(code)]);
      const call = request("eth_call", [{ to: EXECUTOR, data, gas: CALL_GAS_HEX }, "latest"]);
      return (await call.catch(() => undefined)) as string | undefined;
    },
    codeAt: async (address) => (await request("eth_getCode", [address, "latest"])) as string,
    assembler: PLACES.NetworkAssembler,
    close: () => connection.close(),
  };
};
