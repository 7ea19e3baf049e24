// A real Safe: the contracts that the Safe team publishes on npm, deployed and set up as its own tools do.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { Contract, ContractFactory, type ContractRunner, concat, type Signer, ZeroAddress } from "ethers";
import type { Hex } from "../../standards/hex.ts";

const PACKAGE = path.dirname(
  createRequire(import.meta.url).resolve("@safe-global/safe-smart-account/package.json"),
);

const artifactOf = async (file: string): Promise<{ abi: []; bytecode: string }> => {
  const name = path.basename(file);
  const at = path.join(PACKAGE, "build/artifacts/contracts", `${file}.sol`, `${name}.json`);
  return JSON.parse(await readFile(at, "utf8"));
};

const deploy = async (file: string, deployer: Signer): Promise<Contract> => {
  const { abi, bytecode } = await artifactOf(file);
  const contract = await new ContractFactory(abi, bytecode, deployer).deploy();
  return (await contract.waitForDeployment()) as Contract;
};

/** A Safe with these owners, of whom `threshold` have to sign. */
export const deploySafe = async (
  deployer: Signer,
  owners: readonly { readonly address: string }[],
  threshold: number,
): Promise<Contract> => {
  const singleton = await deploy("Safe", deployer);
  const factory = await deploy("proxies/SafeProxyFactory", deployer);
  const handler = await deploy("handler/CompatibilityFallbackHandler", deployer);
  const setup = singleton.interface.encodeFunctionData("setup", [
    ...[owners.map(({ address }) => address), threshold, ZeroAddress, "0x"],
    ...[await handler.getAddress(), ZeroAddress, 0, ZeroAddress],
  ]);
  const create = factory.getFunction("createProxyWithNonce");
  const salt = BigInt(owners[0]?.address ?? 0);
  const address: string = await create.staticCall(await singleton.getAddress(), setup, salt);
  await (await create(await singleton.getAddress(), setup, salt)).wait();
  return new Contract(address, singleton.interface, deployer as ContractRunner);
};

/** What the Safe takes for its signature under ERC-1271: its owners' signatures over a SafeMessage, ascending. */
export const signAsSafe = async (
  safe: Contract,
  chainId: number,
  digest: Hex,
  owners: readonly (Signer & { readonly address: string })[],
): Promise<Hex> => {
  const ascending = [...owners].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const domain = { chainId, verifyingContract: await safe.getAddress() };
  const types = { SafeMessage: [{ name: "message", type: "bytes" }] };
  const signatures = await Promise.all(
    ascending.map((owner) => owner.signTypedData(domain, types, { message: digest })),
  );
  return concat(signatures) as Hex;
};
