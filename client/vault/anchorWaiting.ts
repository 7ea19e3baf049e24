import { buildAnchorTree, MOST_RECORDS } from "../../standards/anchorTree.ts";
import type { AnchorId } from "../../standards/recordCommitment.ts";
import { AnchorFailedError } from "./errors.ts";
import type { VaultDeps } from "./ports.ts";
import { assertFinished, type Settled, settleEach } from "./settleEach.ts";
import type { Anchor, AnchorKind } from "./vaultTypes.ts";

type AnchorDeps = Pick<VaultDeps, "store" | "ledger" | "log">;

const NO_HOLD = 0;

/**
 * Brings everything of a kind that waits to the chain, the cut-off anchors of an earlier run first. What goes under a root
 * and the nonce it goes with are on disk before the transaction is sent, so that a crash loses nothing and anchors nothing
 * twice. Each is tried; throws `CHAIN_WORK_UNFINISHED` at the end if the chain did not take all.
 */
export const anchorWaiting = (deps: AnchorDeps, kind: AnchorKind): Promise<readonly AnchorId[]> =>
  deps.store.alone("anchor", async () => {
    const earlier = await finish(deps);
    const fresh = await settleEach(preparedOf(deps, kind), (anchor) => confirm(deps, anchor));
    assertFinished(earlier, fresh);
    return fresh.done;
  });

/** Finishes the anchors that were prepared and not confirmed. Throws `CHAIN_WORK_UNFINISHED`. */
export const finishAnchors = (deps: AnchorDeps): Promise<void> =>
  deps.store.alone("anchor", async () => assertFinished(await finish(deps)));

const finish = async (deps: AnchorDeps): Promise<Settled<AnchorId>> =>
  settleEach(await deps.store.unconfirmed(), (anchor) => confirm(deps, anchor));

const preparedOf = async function* ({ store, ledger }: AnchorDeps, kind: AnchorKind): AsyncGenerator<Anchor> {
  for (;;) {
    const position = await ledger.count();
    const anchor = await store.prepareAnchor(
      kind,
      position,
      MOST_RECORDS,
      (commitments) => buildAnchorTree(commitments).root,
    );
    if (anchor === undefined) return;
    yield anchor;
  }
};

const confirm = async (deps: AnchorDeps, anchor: Anchor): Promise<AnchorId> => {
  const id = await bring(deps, anchor);
  await deps.store.confirmAnchor(anchor.seq, id);
  deps.log.info({ msg: "Anchored", kind: anchor.kind, anchorId: id, count: anchor.count });
  return id;
};

/**
 * Sends an anchor unless it is on chain. It keeps its nonce until that is used up without it: of all that was ever sent for
 * it, one transaction at most can be mined. The nonces are read before the anchors are, so that one mined in between is
 * either seen or in the way of the next.
 */
const bring = async ({ store, ledger }: AnchorDeps, anchor: Anchor): Promise<AnchorId> => {
  const { mined, next } = await ledger.nonces();
  const [sent] = await findOnChain(ledger, anchor);
  if (sent !== undefined) return sent;
  const nonce = anchor.nonce !== undefined && anchor.nonce >= mined ? anchor.nonce : next;
  if (nonce !== anchor.nonce) await store.fixNonce(anchor.seq, nonce);
  const { kind, root, count, retainUntil } = anchor;
  // The chain takes no hold that is over.
  const held = retainUntil !== NO_HOLD && retainUntil >= (await ledger.now()) ? retainUntil : NO_HOLD;
  const failure = await ledger.anchor({ kind, root, count, retainUntil: held }, nonce).then(
    () => new AnchorFailedError("anchor", undefined),
    (error) => error,
  );
  // An earlier transaction with this nonce may have been mined meanwhile: then this one is refused.
  if (failure instanceof AnchorFailedError) {
    const [id] = await findOnChain(ledger, anchor);
    if (id !== undefined) return id;
  }
  throw failure;
};

/**
 * The anchors on chain that hold a root, oldest first: roots are salted, so an equal one holds the same records. There is
 * one, unless a restored database or an account shared with other software made a twin.
 */
export const findOnChain = async (
  ledger: AnchorDeps["ledger"],
  { root, position }: Pick<Anchor, "root" | "position">,
): Promise<readonly AnchorId[]> => {
  const count = await ledger.count();
  const found: AnchorId[] = [];
  for (let n = position; n < count; n++) {
    const at = await ledger.at(n);
    if (at.root.toLowerCase() === root.toLowerCase()) found.push(at.id);
  }
  return found;
};
