import { buildAnchorTree, MOST_RECORDS } from "../../standards/anchorTree.ts";
import type { AnchorId } from "../../standards/recordCommitment.ts";
import { AnchorFailedError } from "./errors.ts";
import type { VaultDeps } from "./ports.ts";
import type { Anchor, AnchorKind } from "./vaultTypes.ts";

type AnchorDeps = Pick<VaultDeps, "store" | "ledger" | "log">;

/**
 * Brings everything of a kind that waits to the chain, the cut-off anchors of an earlier run first. What goes under a root
 * is on disk before the transaction is sent, so that a crash loses nothing and anchors nothing twice.
 */
export const anchorWaiting = (deps: AnchorDeps, kind: AnchorKind): Promise<readonly AnchorId[]> =>
  deps.store.alone("anchor", async () => {
    await finish(deps);
    const ids: AnchorId[] = [];
    for (;;) {
      const position = await deps.ledger.count();
      const anchor = await deps.store.prepareAnchor(
        kind,
        position,
        MOST_RECORDS,
        (commitments) => buildAnchorTree(commitments).root,
      );
      if (anchor === undefined) return ids;
      ids.push(await confirm(deps, anchor));
    }
  });

/** Finishes the anchors that were prepared and not confirmed. */
export const finishAnchors = (deps: AnchorDeps): Promise<void> =>
  deps.store.alone("anchor", () => finish(deps));

const finish = async (deps: AnchorDeps): Promise<void> => {
  for (const anchor of await deps.store.unconfirmed()) await confirm(deps, anchor);
};

const confirm = async ({ store, ledger, log }: AnchorDeps, anchor: Anchor): Promise<AnchorId> => {
  const sent = await find(ledger, anchor);
  if (sent === undefined) await ledger.anchor(anchor.kind, anchor.root, anchor.count, anchor.retainUntil);
  const id = sent ?? (await find(ledger, anchor));
  if (id === undefined) throw new AnchorFailedError("anchor", undefined);
  await store.confirmAnchor(anchor.seq, id);
  log.info({ msg: "Anchored", kind: anchor.kind, anchorId: id, count: anchor.count });
  return id;
};

/** The anchor on chain, if an earlier run sent it: roots are salted, so an equal one is this one. */
const find = async (ledger: AnchorDeps["ledger"], anchor: Anchor): Promise<AnchorId | undefined> => {
  const count = await ledger.count();
  for (let n = anchor.position; n < count; n++) {
    const { id, root } = await ledger.at(n);
    if (root.toLowerCase() === anchor.root.toLowerCase()) return id;
  }
  return undefined;
};
