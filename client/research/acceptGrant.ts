import { verifyTypedData } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import {
  GRANT_TERMS_TYPES,
  GrantState,
  type GrantTerms,
  grantIdOf,
  researchEscrowDomain,
  signableTerms,
} from "../../standards/grant.ts";
import { grantStateName } from "../../standards/grantStates.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Call } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { ESCROW, escrowCall, type ResearchView } from "./grantContracts.ts";
import type { Signable } from "./signing.ts";

/** The grant is not on offer. */
export class NotOnOfferError extends TheriacError {
  readonly code = "NOT_ON_OFFER";
  constructor(grant: string, state: string) {
    super("The grant is not on offer.", {
      context: { grant, state },
      hint: "The funder deposits it with theriac grant fund; an offer that was taken back needs new terms.",
    });
  }
}

/** A signature is over other terms, or somebody else's. */
export class SignatureMismatchError extends TheriacError {
  readonly code = "SIGNATURE_MISMATCH";
  constructor(expected: string, signer: string) {
    super("The signature is not the party's, over this very document.", {
      context: { expected, signer },
      hint: "Sign what --typed-data prints, on this chain, with the party's own key.",
    });
  }
}

/** What the investigator's wallet shows in full and signs. */
export const acceptance = (view: ResearchView, terms: GrantTerms): Signable => ({
  domain: researchEscrowDomain(view.chainId, view.addresses.ResearchEscrow),
  types: GRANT_TERMS_TYPES,
  primaryType: "GrantTerms",
  message: signableTerms(terms),
});

/** Throws if a key's signature is another's. What a contract wallet signs, it alone can tell. */
export const assertSigned = async (
  { provider }: Pick<ResearchView, "provider">,
  { domain, types, message }: Signable,
  party: Hex,
  signature: Hex,
): Promise<void> => {
  if ((await provider.getCode(party)) !== "0x") return;
  let signer = "nobody";
  try {
    signer = verifyTypedData(domain, types, message, signature);
  } catch {
    // Not a signature at all.
  }
  if (signer.toLowerCase() !== party.toLowerCase()) throw new SignatureMismatchError(party, signer);
};

/** Brings the investigator's signature to the escrow; nothing if the grant is accepted already. */
export const acceptGrant = async (
  view: ResearchView,
  terms: GrantTerms,
  sign: () => Promise<Hex>,
): Promise<readonly Call[]> => {
  const id = grantIdOf(terms);
  const { state } = await view.escrow.grantOf(id);
  if (Number(state) === GrantState.Active) return [];
  if (Number(state) !== GrantState.Offered) throw new NotOnOfferError(id, grantStateName(state));
  const signature = await sign();
  await assertSigned(view, acceptance(view, terms), terms.account.investigator, signature);
  return [
    escrowCall(
      view.addresses,
      "makes the grant binding",
      ESCROW.encodeFunctionData("accept", [contractArgument(terms), signature]),
    ),
  ];
};
