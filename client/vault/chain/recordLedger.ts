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
    anchor: (kind, root, count, retainUntil) =>
      guarded("anchor", () =>
        mined(
          kind === "records"
            ? records.anchorRecords(root, count, retainUntil)
            : records.anchorReceipts(root, count),
        ),
      ),
    erase: (id, index) => guarded("erase", () => mined(records.erase(id, index))),
  };
};

const mined = async (sent: Promise<ContractTransactionResponse>): Promise<void> => {
  await (await sent).wait();
};

/** Without the cause: errors of providers quote whole transactions. */
const guarded = async <T>(step: "anchor" | "erase" | "read", action: () => Promise<T>): Promise<T> => {
  try {
    return await action();
  } catch (error) {
    throw new AnchorFailedError(step, (error as { revert?: { name?: string } }).revert?.name);
  }
};
