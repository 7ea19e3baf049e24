import type { ContractTransactionResponse } from "ethers";
import type { Hex } from "../../../standards/hex.ts";
import type { AnchorId } from "../../../standards/recordCommitment.ts";
import type { IRecordRegistry } from "../../../types/index.ts";
import { AnchorFailedError } from "../errors.ts";
import type { RecordLedger } from "../ports.ts";
import type { Blocks } from "./decideOnChain.ts";

/** The record registry behind the custodian's own account, which pays. */
export const recordLedger = (registry: IRecordRegistry, custodian: Hex, blocks: Blocks): RecordLedger => ({
  now: async () => {
    const block = await guarded("read", () => blocks.getBlock("latest"));
    if (block === null) throw new AnchorFailedError("read", undefined);
    return block.timestamp;
  },
  count: () => guarded("read", async () => Number(await registry.anchorsOf(custodian))),
  at: (n) =>
    guarded("read", async () => {
      const id = (await registry.anchorIdOf(custodian, n)) as AnchorId;
      return { id, root: (await registry.anchorOf(id)).root as Hex };
    }),
  anchor: (kind, root, count, retainUntil) =>
    guarded("anchor", () =>
      mined(
        kind === "records"
          ? registry.anchorRecords(root, count, retainUntil)
          : registry.anchorReceipts(root, count),
      ),
    ),
  erase: (id, index) => guarded("erase", () => mined(registry.erase(id, index))),
});

const mined = async (sent: Promise<ContractTransactionResponse>): Promise<void> => {
  await (await sent).wait();
};

const guarded = async <T>(step: "anchor" | "erase" | "read", action: () => Promise<T>): Promise<T> => {
  try {
    return await action();
  } catch (error) {
    throw new AnchorFailedError(step, (error as { revert?: { name?: string } }).revert?.name);
  }
};
