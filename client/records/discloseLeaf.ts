import type { Hex } from "../../standards/hex.ts";
import type { Disclosure, Profile } from "../../standards/profile.ts";
import type { AnchoredPlace } from "./anchorRecords.ts";

/** One leaf of an anchored health profile: enough to verify it, and nothing of its siblings but hashes. */
export type DisclosedLeaf = Disclosure & { readonly profileRoot: Hex; readonly place: AnchoredPlace };

/** Takes one leaf out of a profile that was anchored at a place. */
export const discloseLeaf = (profile: Profile, place: AnchoredPlace, index: number): DisclosedLeaf => ({
  ...profile.disclose(index),
  profileRoot: profile.root,
  place,
});
