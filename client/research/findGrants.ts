import { zeroPadValue } from "ethers";
import type { GrantId } from "../../standards/grant.ts";
import { GrantState } from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { collectLogs } from "../provenance/scanLogs.ts";
import type { Role } from "./collectDue.ts";
import { ESCROW, type ResearchView } from "./grantContracts.ts";

const WORD = 32;

/** Ids of all active grants of a party, oldest first, also of those that took the place of others. */
export const findGrants = async (
  view: ResearchView,
  role: Role,
  account: Hex,
): Promise<readonly GrantId[]> => {
  const { provider, addresses, escrow } = view;
  const at = { provider, address: addresses.ResearchEscrow, contract: ESCROW };
  const party = zeroPadValue(account, WORD);
  const indexed = role === "funder" ? [null, party] : [null, null, party];
  const offered = await collectLogs({ ...at, events: ["GrantOffered"], indexed });
  const replaced = await collectLogs({ ...at, events: ["GrantReplaced"] });
  const found = new Set(offered.map(({ event }) => event.args.id as GrantId));
  // In the order of their events, so that a replacement of a replacement is found too.
  for (const { event } of replaced)
    if (found.has(event.args.id as GrantId)) found.add(event.args.replacement as GrantId);
  const ids = [...found];
  const states = await Promise.all(ids.map(async (id) => Number((await escrow.grantOf(id)).state)));
  return ids.filter((_, i) => states[i] === GrantState.Active);
};
