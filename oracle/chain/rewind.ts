import type { JsonRpcProvider } from "ethers";
import type { BlockRef } from "../domain/ports.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import { readBlock } from "./blocks.ts";
import { ChainMovedError } from "./errors.ts";

export type RewindDeps = {
  readonly store: {
    readonly journal: () => readonly BlockRef[] | Promise<readonly BlockRef[]>;
    readonly rewindTo: (block: BlockRef | undefined) => void | Promise<void>;
  };
  readonly log: Log;
  readonly metrics: Pick<Metrics, "rewinds" | "reorgDepth">;
};

/** Compares the journal with the chain, newest block first, and forgets what the chain no longer has. */
export const rewind = async ({ store, log, metrics }: RewindDeps, one: JsonRpcProvider): Promise<void> => {
  const journal = await store.journal();
  const [newest] = journal;
  if (newest === undefined) return;
  let ancestor: BlockRef | undefined;
  for (const block of journal) {
    if ((await readBlock(one, block.number))?.hash === block.hash) {
      ancestor = block;
      break;
    }
  }
  // The newest stands, and yet its child names another parent: the chain moved while it was looked at.
  if (ancestor === newest) throw new ChainMovedError(newest.number);
  log.warn({
    msg: "Chain reorganised; cursor moved back",
    from: newest.number,
    to: ancestor?.number ?? "start",
  });
  metrics.rewinds.inc();
  metrics.reorgDepth.observe(newest.number - (ancestor?.number ?? 0));
  await store.rewindTo(ancestor);
};
