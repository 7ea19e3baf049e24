import { Interface, type JsonRpcProvider, toBeHex } from "ethers";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import {
  IConsentDelegates__factory,
  IConsentRegistry__factory,
  IConsentStates__factory,
} from "../../types/index.ts";

const EVENTS = new Interface([
  ...IConsentRegistry__factory.abi,
  ...IConsentStates__factory.abi,
  ...IConsentDelegates__factory.abi,
]);
/** Each of them brings a consent to the chain. */
const GRANTED = ["ConsentGranted", "ConsentGrantedByDelegate", "ConsentSuperseded"];
/** What providers commonly answer at once. */
const RANGE = 2_000;

export type ScanDeps = { readonly provider: JsonRpcProvider; readonly consents: Hex };

/**
 * The consents that one key granted in these blocks, oldest first, from the chain alone. Events name no signer, so every
 * consent of the range is looked at: slow, and nobody learns whose list it is but the endpoint.
 */
export const scanConsents = async (
  { provider, consents }: ScanDeps,
  signer: Hex,
  blocks: { readonly from: number; readonly to: number },
): Promise<readonly ConsentId[]> => {
  const registry = IConsentRegistry__factory.connect(consents, provider);
  const topics = GRANTED.map((name) => EVENTS.getEvent(name)?.topicHash ?? "");
  const seen = new Set<ConsentId>();
  const own: ConsentId[] = [];
  for (let from = blocks.from; from <= blocks.to; from += RANGE) {
    const to = Math.min(from + RANGE - 1, blocks.to);
    const filter = { address: consents, topics: [topics], fromBlock: toBeHex(from), toBlock: toBeHex(to) };
    for (const log of await provider.getLogs(filter)) {
      const args = EVENTS.parseLog(log)?.args.toObject() ?? {};
      const id = (args.id ?? args.successor) as ConsentId;
      if (seen.has(id)) continue;
      seen.add(id);
      if ((await registry.consentOf(id)).signer.toLowerCase() === signer.toLowerCase()) own.push(id);
    }
  }
  return own;
};
