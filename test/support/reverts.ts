import { contractErrors } from "../../client/contractErrors.ts";
import { revertName } from "../../scripts/stories/shared.ts";

/** The name of the typed error that a call reverts with, whichever contract it comes from, or "no error". */
export const revertOf = (call: Promise<unknown>): Promise<string> => revertName(contractErrors(), call);
