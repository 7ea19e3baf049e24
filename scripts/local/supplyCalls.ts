import { PartnerRole } from "../../standards/provenance.ts";
import type { StorageProfile } from "../../standards/storageRules.ts";
import type { GovernedCall } from "./governor.ts";
import type { SetUp } from "./setUp.ts";
import {
  CCT_PROFILE,
  CCT_PROFILE_ID,
  COMPANY_PREFIX_DIGITS,
  CRT_PROFILE,
  CRT_PROFILE_ID,
  GLN,
} from "./supply.ts";

type Given = Pick<SetUp, "addresses" | "contracts" | "actors" | "models">;

/** What governance decides about medicines: who trades, who releases, and how storage is judged. */
export const supplyCalls = (
  { addresses, contracts, actors, models }: Given,
  validUntil: number,
): GovernedCall[] => {
  const { batches, coldChain } = contracts;
  const ofBatches = (data: string): GovernedCall => ({ target: addresses.BatchLedger, data });
  const ofColdChain = (data: string): GovernedCall => ({ target: addresses.ColdChain, data });
  const partner = (gln: bigint, account: string, roles: number): GovernedCall => {
    const named = [gln, account, roles, validUntil, COMPANY_PREFIX_DIGITS] as const;
    return ofBatches(batches.interface.encodeFunctionData("setPartner", [...named]));
  };
  const profile = (id: number, rules: StorageProfile): GovernedCall =>
    ofColdChain(coldChain.interface.encodeFunctionData("defineProfile", [id, rules]));
  const { id, manifest } = models.coldChain;
  const { threshold } = manifest.decision;
  const quality = actors.qualityPerson.address;
  return [
    partner(GLN.manufacturer, actors.manufacturer.address, PartnerRole.MANUFACTURER),
    partner(GLN.wholesaler, actors.wholesaler.address, PartnerRole.WHOLESALER),
    partner(GLN.carrier, actors.carrier.address, PartnerRole.CARRIER),
    partner(GLN.pharmacy, actors.pharmacy.address, PartnerRole.DISPENSER),
    partner(GLN.hospital, actors.hospital.address, PartnerRole.DISPENSER),
    partner(GLN.regulator, actors.regulator.address, PartnerRole.REGULATOR),
    ofBatches(batches.interface.encodeFunctionData("setQualityPerson", [GLN.manufacturer, quality])),
    profile(CCT_PROFILE_ID, CCT_PROFILE),
    profile(CRT_PROFILE_ID, CRT_PROFILE),
    ofColdChain(coldChain.interface.encodeFunctionData("allowModel", [id, true, threshold])),
  ];
};
