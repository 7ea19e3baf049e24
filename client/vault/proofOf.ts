import { buildAnchorTree } from "../../standards/anchorTree.ts";
import type { Hex } from "../../standards/hex.ts";
import type { AnchorId } from "../../standards/recordCommitment.ts";
import type { VaultStore } from "./store/vaultStore.ts";
import type { AnchorPlace } from "./vaultTypes.ts";

/** What shows a commitment under a root on chain. */
export type AnchorProof = {
  readonly anchorId: AnchorId;
  readonly root: Hex;
  readonly count: number;
  readonly index: number;
  readonly proof: readonly Hex[];
};

/** The proof of a place; undefined until its anchor is on chain. */
export const proofAt = async (
  store: Pick<VaultStore, "anchor">,
  place: AnchorPlace | undefined,
): Promise<AnchorProof | undefined> => {
  const anchor = place === undefined ? undefined : await store.anchor(place.anchor);
  if (place === undefined || anchor?.id === undefined) return undefined;
  const { root, count, proofOf } = buildAnchorTree(anchor.commitments);
  return { anchorId: anchor.id, root, count, index: place.leaf, proof: proofOf(place.leaf) };
};
