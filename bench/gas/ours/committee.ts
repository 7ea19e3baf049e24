import type { Contract, Wallet } from "ethers";
import { id, parseEther, ZeroHash } from "ethers";
import type { ConfigDigest, Hex } from "../../../standards/hex.ts";
import { operatorRegistryDomain, SIGNER_PROOF_TYPES } from "../../../standards/operator.ts";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import { signersOf } from "../peers/committees.ts";

export type Committee = {
  readonly digest: ConfigDigest;
  readonly signers: readonly Wallet[];
  readonly t: number;
};

const BOND = parseEther("1");

/** Registers n operators and forms their committee. */
export const formCommittee = async (
  chain: Chain,
  registry: Contract,
  n: number,
  f: number,
  t: number,
): Promise<Committee> => {
  const domain = operatorRegistryDomain(Number(chain.chainId), (await registry.getAddress()) as Hex);
  const signers = signersOf(n);
  const operators = chain.accounts.slice(0, n);
  for (const [index, operator] of operators.entries()) {
    const signer = signers[index];
    if (signer === undefined) throw new Error("Too few signers");
    const encryptionKey = id(`encryption key ${index}`);
    const proof = await signer.signTypedData(domain, SIGNER_PROOF_TYPES, {
      operator: operator.address,
      signer: signer.address,
      encryptionKey,
    });
    const register = registry.connect(operator) as Contract;
    await (await send(register, "register", signer.address, encryptionKey, proof, { value: BOND })).wait();
  }
  const addresses = operators.map(({ address }) => address);
  await (await send(registry, "setConfig", addresses, f, t)).wait();
  const digest = (await registry.getFunction("currentConfig")()) as ConfigDigest;
  if (digest === ZeroHash) throw new Error("No committee was formed");
  return { digest, signers, t };
};
