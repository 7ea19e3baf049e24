import type { JsonRpcProvider } from "ethers";
import type { CaptureModeCode, ConsentStanding, ConsentStateCode } from "../../standards/consentStanding.ts";
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
): Promise<ConsentStanding> => {
  const read = await states.standingOf(id, { blockTag });
  return {
    state: Number(read.state) as ConsentStateCode,
    signer: read.signer as Hex,
    issuedAt: Number(read.issuedAt),
    end: Number(read.end),
    capture: Number(read.capture) as CaptureModeCode,
    delegate: read.delegate as Hex,
    delegateClasses: Number(read.delegateClasses),
    revokedByEpoch: read.revokedByEpoch,
    underDispute: read.underDispute,
  };
};

/** Who granted a consent: the registry forgets it when the consent is erased. */
export const createGrantReader =
  (states: IConsentStates): GrantReader =>
  async (id) => {
    const { signer, issuedAt, end } = await readStanding(states, id, "latest");
    return BigInt(signer) === 0n ? undefined : { signer, issuedAt, end };
  };
