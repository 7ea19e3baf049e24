import type { ContractTransactionResponse, Provider, Signer } from "ethers";
import type { Hex } from "../../../standards/hex.ts";
import type { AnchorId } from "../../../standards/recordCommitment.ts";
import type { Contracts } from "../../deployment.ts";
import { AnchorFailedError } from "../errors.ts";
import type { RecordLedger } from "../ports.ts";

/** The record registry as the custodian's own account uses it, which pays. `provider` is the custodian's endpoint. */
export const recordLedger = (
  contracts: Pick<Contracts, "records">,
  account: Signer,
  provider: Pick<Provider, "getBlock">,
): RecordLedger => {
  const records = contracts.records.connect(account);
  return {
    now: async () => {
      const block = await guarded("read", () => provider.getBlock("latest"));
      if (block === null) throw new AnchorFailedError("read", undefined);
      return block.timestamp;
    },
    count: () => guarded("read", async () => Number(await records.anchorsOf(await account.getAddress()))),
    at: (n) =>
      guarded("read", async () => {
        const id = (await records.anchorIdOf(await account.getAddress(), n)) as AnchorId;
        return { id, root: (await records.anchorOf(id)).root as Hex };
      }),
    nonces: () =>
      guarded("read", async () => ({
        mined: await account.getNonce("latest"),
        next: await account.getNonce("pending"),
      })),
    anchor: ({ kind, root, count, retainUntil }, nonce) =>
      guarded("anchor", () =>
        mined(
          kind === "records"
            ? records.anchorRecords(root, count, retainUntil, { nonce })
            : records.anchorReceipts(root, count, { nonce }),
        ),
      ),
    erase: (id, index) => guarded("erase", () => mined(records.erase(id, index))),
  };
};

/** A transaction that waits longer is looked for at the next run. */
const MOST_MILLISECONDS = 180_000;

const mined = async (sent: Promise<ContractTransactionResponse>): Promise<void> => {
  await (await sent).wait(1, MOST_MILLISECONDS);
};

/** Without the cause: errors of providers quote whole transactions. */
const guarded = async <T>(step: "anchor" | "erase" | "read", action: () => Promise<T>): Promise<T> => {
  try {
    return await action();
  } catch (error) {
    throw new AnchorFailedError(step, (error as { revert?: { name?: string } }).revert?.name);
  }
};
