import { type JsonRpcProvider, ZeroHash } from "ethers";
import type { ConfigDigest, Hex } from "../../standards/hex.ts";
import type { Committee, Member } from "../domain/committee.ts";
import type { Chain } from "../domain/ports.ts";
import { readBlock } from "./blocks.ts";
import type { Contracts } from "./contracts.ts";
import { NoCommitteeError } from "./errors.ts";

/** How many committees back the oracle may lag behind the registry. */
const MAX_LAG = 8;

/** Reads committees. Members of a digest never change, so they are read once. */
export const createCommitteeReader = (
  provider: JsonRpcProvider,
  { oracle, operators }: Contracts,
): Pick<Chain, "committee" | "committeeOf"> => {
  const members = new Map<ConfigDigest, readonly Member[]>();

  const membersOf = async (digest: ConfigDigest): Promise<readonly Member[]> => {
    const known = members.get(digest);
    if (known !== undefined) return known;
    const [addresses, signers] = await operators.membersOf(digest);
    const read = addresses.map((operator, i) => ({ operator: operator as Hex, signer: signers[i] as Hex }));
    members.set(digest, read);
    return read;
  };

  const committeeOf = async (digest: ConfigDigest): Promise<Committee | undefined> => {
    const { n, t, expiresAt } = await oracle.configOf(digest);
    if (n === 0n) return undefined;
    const head = await readBlock(provider, "latest");
    const isOver = expiresAt !== NEVER && head !== undefined && BigInt(head.timestamp) >= expiresAt;
    return isOver ? undefined : { digest, threshold: Number(t), members: await membersOf(digest) };
  };

  const committee = async (): Promise<Committee> => {
    let digest = await operators.currentConfig();
    for (let lag = 0; lag < MAX_LAG && digest !== ZeroHash; lag++) {
      const found = await committeeOf(digest as ConfigDigest);
      if (found !== undefined) return found;
      digest = (await operators.configOf(digest)).previous;
    }
    throw new NoCommitteeError();
  };

  return { committee, committeeOf };
};

/** `expiresAt` of the committee in force. */
const NEVER = 0n;
