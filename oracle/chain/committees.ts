import type { JsonRpcProvider } from "ethers";
import type { ConfigDigest, Hex } from "../../standards/hex.ts";
import type { Member } from "../domain/committee.ts";
import type { Chain } from "../domain/ports.ts";
import { configAt } from "./adoptions.ts";
import { readBlock } from "./blocks.ts";
import type { Contracts } from "./contracts.ts";
import { NoCommitteeError } from "./errors.ts";

/** Reads committees. Members of a digest never change, so they are read once. */
export const createCommitteeReader = (
  provider: JsonRpcProvider,
  { oracle, operators }: Contracts,
): Pick<Chain, "committee" | "committeeOf" | "membersAt"> => {
  const members = new Map<ConfigDigest, readonly Member[]>();

  const membersOf = async (digest: ConfigDigest): Promise<readonly Member[]> => {
    const known = members.get(digest);
    if (known !== undefined) return known;
    const [addresses, signers] = await operators.membersOf(digest);
    const read = addresses.map((operator, i) => ({ operator: operator as Hex, signer: signers[i] as Hex }));
    members.set(digest, read);
    return read;
  };

  const committeeOf: Chain["committeeOf"] = async (digest) => {
    const { n, t, expiresAt } = await oracle.configOf(digest);
    if (n === 0n) return undefined;
    const head = await readBlock(provider, "latest");
    if (head === undefined || BigInt(head.timestamp) > expiresAt) return undefined;
    return { digest, threshold: Number(t), members: await membersOf(digest) };
  };

  const committee: Chain["committee"] = async () => {
    const found = await committeeOf((await oracle.currentConfig()) as ConfigDigest);
    if (found === undefined) throw new NoCommitteeError();
    return found;
  };

  const membersAt: Chain["membersAt"] = async (block) => {
    const found = await membersOf(await configAt(provider, oracle, block));
    if (found.length === 0) throw new NoCommitteeError();
    return found;
  };

  return { committee, committeeOf, membersAt };
};
