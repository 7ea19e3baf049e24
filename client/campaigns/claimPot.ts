// Calls that fetch what came back for the donors, and a donor's own part of it.
import { ZeroAddress } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Call } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { CAMPAIGNS, type CampaignView, campaignCall } from "./campaignContracts.ts";
import { BondOfDonorError } from "./errors.ts";
import { bondOf, potName } from "./pots.ts";
import { type OpenedCampaign, readLaunchedGrant } from "./readCampaign.ts";

const fetchBond = async (
  view: CampaignView,
  opened: OpenedCampaign,
  index: number,
  to: string,
  does: string,
): Promise<Call> => {
  const grant = contractArgument(await readLaunchedGrant(view, opened));
  const given = [contractArgument(opened.terms), grant, index, to] as const;
  return campaignCall(view.addresses, does, CAMPAIGNS.encodeFunctionData("collectBond", [...given]));
};

/** The call that opens a pot, none if it is open. The bond of a donor's own dispute goes to that donor. */
export const collectPot = async (
  view: CampaignView,
  opened: OpenedCampaign,
  pot: number,
): Promise<readonly Call[]> => {
  const { id, terms } = opened;
  if ((await view.campaigns.potOf(id, pot)).isOpen) return [];
  const bond = bondOf(pot);
  const does = `fetches pot ${potName(pot)} for the donors`;
  if (bond === undefined) {
    const data = CAMPAIGNS.encodeFunctionData("collect", [contractArgument(terms), pot]);
    return [campaignCall(view.addresses, does, data)];
  }
  const { donor } = await view.campaigns.disputeOf(id, bond);
  return [await fetchBond(view, opened, bond, donor, does)];
};

/**
 * The calls that bring a donor its share of a pot. The bond of a donor's own dispute is no pot: it is that donor's, whole,
 * and goes where the donor says. Throws `BOND_OF_DONOR` for anybody else.
 */
export const claimPot = async (
  view: CampaignView,
  opened: OpenedCampaign,
  pot: number,
  { from, to }: { readonly from: Hex; readonly to: Hex },
): Promise<readonly Call[]> => {
  const { id, terms } = opened;
  const bond = bondOf(pot);
  const donor = bond === undefined ? ZeroAddress : (await view.campaigns.disputeOf(id, bond)).donor;
  if (bond !== undefined && donor !== ZeroAddress) {
    if (donor.toLowerCase() !== from.toLowerCase()) throw new BondOfDonorError(potName(pot), donor);
    return [await fetchBond(view, opened, bond, to, "takes back the bond of one's own dispute")];
  }
  const data = CAMPAIGNS.encodeFunctionData("claimShare", [contractArgument(terms), pot, to]);
  const share = campaignCall(view.addresses, `claims a share of pot ${potName(pot)}`, data);
  return [...(await collectPot(view, opened, pot)), share];
};
