import { registerProduct } from "../../client/provenance/registerProduct.ts";
import type { Gln, Gtin } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { CCT_PROFILE_ID, CRT_PROFILE_ID, GTIN, PRODUCT, TABLET_GTIN, VACCINE_GTIN } from "../local/supply.ts";
import { playColdChain } from "./coldChain.ts";
import { playIntegrity } from "./integrity.ts";
import { act } from "./lots.ts";
import { playMakerToPatient } from "./makerToPatient.ts";
import { playRecall } from "./recall.ts";

/** The manufacturer's three products, by the storage that each of them needs. */
const registerProducts = (network: LocalNetwork) => {
  const products = [
    [GTIN, CCT_PROFILE_ID],
    [VACCINE_GTIN, CCT_PROFILE_ID],
    [TABLET_GTIN, CRT_PROFILE_ID],
  ] as const;
  const steps = products.map(([gtin, profile]) =>
    registerProduct({
      gtin: gtin as Gtin,
      holder: PRODUCT.holder as Gln,
      profile,
      verdictOnReturn: false,
      masterDataHash: PRODUCT.masterDataHash as Hex,
      endpointHash: PRODUCT.endpointHash as Hex,
    }),
  );
  return act(network, network.actors.manufacturer, ...steps);
};

/** Lots travel, are recalled, judged by their temperatures, and held on a network's suspicion. */
export const playProvenance = async (network: LocalNetwork, report: Report): Promise<void> => {
  await registerProducts(network);
  await playMakerToPatient(network, report);
  await playRecall(network, report);
  await playColdChain(network, report);
  await playIntegrity(network, report);
};
