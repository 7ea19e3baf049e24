import { id as keccakText } from "ethers";
import type { Contracts } from "../../client/deployment.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Actors } from "./actors.ts";

/** Tag of the investigator's organisation, whose members review none of its grants. */
export const INVESTIGATOR_AFFILIATION = keccakText("Affiliation of the investigator") as Hex;

/** Has every reviewer say whom it belongs to, each to another organisation: without that none sits on a panel. */
export const declareAffiliations = async (
  { reviewers }: Pick<Contracts, "reviewers">,
  actors: Pick<Actors, "reviewers">,
): Promise<void> => {
  for (const [i, reviewer] of actors.reviewers.entries()) {
    const tag = keccakText(`Affiliation of reviewer ${i + 1}`);
    await (await reviewers.connect(reviewer).declareAffiliation(tag)).wait();
  }
};
