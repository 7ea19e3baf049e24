import type { JsonRpcProvider } from "ethers";
import { type ConsentStanding, toConsentStanding } from "../../standards/consentStanding.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import type { IConsentStates } from "../../types/contracts/interfaces/IConsentStates.ts";
import { IConsentStates__factory } from "../../types/factories/contracts/interfaces/IConsentStates__factory.ts";
import type { GrantReader } from "./scanIndex.ts";

export const connectStates = (consent: Hex, provider: JsonRpcProvider): IConsentStates =>
  IConsentStates__factory.connect(consent, provider);

/** Everything that a decision has to know of a consent, at a block. */
export const readStanding = async (
  states: IConsentStates,
  id: ConsentId,
  blockTag: string | number,
): Promise<ConsentStanding> => toConsentStanding(await states.standingOf(id, { blockTag }));

/** Who granted a consent: the registry forgets it when the consent is erased. */
export const createGrantReader =
  (states: IConsentStates): GrantReader =>
  async (id) => {
    const { signer, issuedAt, end } = await readStanding(states, id, "latest");
    return BigInt(signer) === 0n ? undefined : { signer, issuedAt, end };
  };
