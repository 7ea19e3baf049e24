import { zeroPadValue } from "ethers";
import type { Gln } from "../../standards/gs1/keys.ts";
import type { ChainView } from "./chainView.ts";
import { PartnerUnclearError } from "./errors.ts";
import { collectLogs } from "./scanLogs.ts";
import { BATCHES } from "./step.ts";

const WORD = 32;

/** The partner that an account speaks for now, by the ledger's events and its word on each. */
export const findPartner = async (view: ChainView, account: string): Promise<Gln> => {
  const { provider, addresses, batches } = view;
  const at = { provider, address: addresses.BatchLedger, contract: BATCHES };
  const topic = zeroPadValue(account, WORD);
  const named = await collectLogs({ ...at, events: ["PartnerSet"], indexed: [null, topic] });
  const handed = await collectLogs({
    ...at,
    events: ["PartnerAccountHandedOver"],
    indexed: [null, null, topic],
  });
  const candidates = new Set([...named, ...handed].map(({ event }) => event.args.gln as Gln));
  const own: Gln[] = [];
  for (const gln of candidates) {
    const partner = await batches.partnerOf(gln);
    if (partner.account.toLowerCase() === account.toLowerCase()) own.push(gln);
  }
  const [gln] = own;
  if (gln === undefined || own.length > 1) throw new PartnerUnclearError(account, own.length);
  return gln;
};
