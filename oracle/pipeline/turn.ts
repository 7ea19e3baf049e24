import { bitOf, rankOf } from "../domain/committee.ts";
import type { Duty } from "../domain/duty.ts";
import type { PipelineDeps } from "./deps.ts";

/** This node's rank for a request. Whoever is in no committee any more comes last. */
export const rankIn = async (
  { chain, keys }: Pick<PipelineDeps, "chain" | "keys">,
  { id }: Pick<Duty, "id">,
): Promise<number> => {
  const committee = await chain.committee();
  const bit = bitOf(committee, keys.operator);
  return bit === undefined ? committee.members.length : rankOf(id, bit, committee.members.length);
};
